"""Morango: Django records pushed from one SQLite file to another, as Kolibri does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.sync.environments import install_python, python_of
from bench.sync.meter import End
from bench.sync.peer import Place
from bench.sync.wire import Wire
from bench.sync.worker import Worker

PROJECT = Path(__file__).with_name("morango_project")
REPOSITORY = PROJECT.parents[2]


@dataclass(frozen=True, slots=True)
class MorangoPair:
    _sending: Worker
    _receiving: Worker
    wire: Wire
    _database: Path

    @property
    def sender(self) -> End:
        return End(self._sending.pid)

    @property
    def receiver(self) -> End:
        return End(self._receiving.pid)

    def load(self, records: Path) -> None:
        self._sending.ask("load", path=str(records))

    def change(self, records: Path) -> None:
        self._sending.ask("change", path=str(records))

    def sync(self) -> None:
        self._sending.ask("sync")

    def dump(self, target: Path) -> None:
        self._receiving.ask("dump", path=str(target))

    def stored_bytes(self) -> int:
        self._receiving.ask("checkpoint")
        return self._database.stat().st_size


class Morango:
    name = "morango"
    software = "morango"
    title = "Morango 0.8.15, SQLite to SQLite"
    remark = "push over HTTP, default settings, write-ahead log as in Kolibri, cheroot as server"

    def install(self, environment: Path) -> None:
        install_python(environment, PROJECT / "requirements.txt")

    @contextmanager
    def pair(self, place: Place) -> Iterator[MorangoPair]:
        database = place.folder / "receiver.sqlite3"
        with (
            self._office(place, database, "receiver") as receiving,
            Wire(receiving.greeting["port"]) as wire,
            self._office(place, place.folder / "sender.sqlite3", "sender", f"http://127.0.0.1:{wire.port}/") as sending,
        ):
            yield MorangoPair(sending, receiving, wire, database)

    def _office(self, place: Place, database: Path, *arguments: str) -> Worker:
        python = python_of(place.environment)
        environment = {
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "DJANGO_SETTINGS_MODULE": "bench.sync.morango_project.settings",
            "MORANGO_DATABASE": str(database),
        }
        command: list[str | Path] = [python, "-m", "bench.sync.morango_project.office", *arguments]
        return Worker(command, place.folder / f"{arguments[0]}.log", environment)
