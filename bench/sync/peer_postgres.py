"""PostgreSQL's own logical replication of one plain table: the limit, with no ledger."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.sync.environments import install_python, python_of
from bench.sync.meter import End
from bench.sync.peer import Place
from bench.sync.wire import Wire, free_port
from bench.sync.worker import Worker

PROJECT = Path(__file__).with_name("postgres_project")
REPOSITORY = PROJECT.parents[2]


@dataclass(frozen=True, slots=True)
class PostgresPair:
    _offices: Worker
    wire: Wire

    @property
    def sender(self) -> End:
        return self._end("publisher")

    @property
    def receiver(self) -> End:
        return self._end("subscriber")

    def load(self, records: Path) -> None:
        self._offices.ask("load", path=str(records))

    def change(self, records: Path) -> None:
        self._offices.ask("change", path=str(records))

    def sync(self) -> None:
        self._offices.ask("sync")

    def dump(self, target: Path) -> None:
        self._offices.ask("dump", path=str(target))

    def stored_bytes(self) -> int:
        return int(self._offices.ask("stored_bytes")["bytes"])

    def _end(self, role: str) -> End:
        greeting = self._offices.greeting
        return End(greeting[role], frozenset(greeting["watchers"]))


class Postgres:
    name = "postgres"
    software = "postgres"
    title = "PostgreSQL 18.6, logical replication"
    remark = "plain table, synchronous_commit on, autovacuum off; the subscriber connects anew each round"

    def install(self, environment: Path) -> None:
        install_python(environment, PROJECT / "requirements.txt")

    @contextmanager
    def pair(self, place: Place) -> Iterator[PostgresPair]:
        publisher, subscriber = free_port(), free_port()
        module: list[str | Path] = [
            python_of(place.environment),
            "-m",
            "bench.sync.postgres_project.office",
        ]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        with Wire(publisher) as wire:
            command: list[str | Path] = [
                *module,
                place.folder,
                *map(str, (publisher, subscriber, wire.port)),
            ]
            with Worker(command, place.folder / "offices.log", environment) as offices:
                yield PostgresPair(offices, wire)
