"""The trial server in a test's hands: killed, started again, and with a new database of the real schema whenever one is asked for."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

import psutil

from selaras.config.database_url import django_database
from selaras.gateways.trial_server import POLL_SECONDS, TrialServer, kept_up

MIGRATED = "selaras_migrated"
SETTINGS = ("autovacuum=off", "max_connections=40")
HASTY = ("fsync=off", "full_page_writes=off")  # where no test looks at what a crash leaves


class Server(TrialServer):
    """durable: as a hub runs it; else it skips every sync, which parity does not need."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        super().__init__(folder, (*SETTINGS, *(() if durable else HASTY)))

    @property
    def pid(self) -> int:
        """The postmaster."""
        assert self._process is not None, "it must run"
        return self._process.pid

    def kill(self) -> None:
        """End the postmaster and all its backends at once, as a crash of the machine's memory would (SIGKILL)."""
        assert self._process is not None, "it must run to be killed"
        family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self._process.wait()
        while any(map(_lives, family)):
            time.sleep(POLL_SECONDS)
        self._process = None

    def create(self, name: str) -> None:
        """Make a database with the real schema, as a copy of one in which the migrations ran."""
        with self.connect() as connection:
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (MIGRATED,)).fetchone()
        if made is None:
            self._migrate()
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{MIGRATED}"')

    def create_empty(self, name: str) -> str:
        """Make a database without tables; return its address."""
        super().create(name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database and end its connections."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _migrate(self) -> None:
        from django.db import connections
        from django.db.migrations.executor import MigrationExecutor

        super().create(MIGRATED)
        settings = {**connections.databases["default"], **django_database(self.url(MIGRATED), Path())}
        connections.databases[MIGRATED] = settings
        executor = MigrationExecutor(connections[MIGRATED])
        executor.migrate(executor.loader.graph.leaf_nodes())
        connections[MIGRATED].close()
        del connections[MIGRATED]


def running(*, durable: bool) -> AbstractContextManager[Server]:
    """Keep a new server up for the length of a block; nothing of it is left afterwards."""
    return kept_up(partial(Server, durable=durable))


def _lives(process: psutil.Process) -> bool:
    """Return whether a process still holds anything; one that only waits for its parent to notice does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
