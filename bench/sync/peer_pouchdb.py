"""PouchDB: JSON documents replicated from LevelDB to LevelDB over CouchDB's HTTP protocol."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.records import FIELDS
from bench.sync.environments import install_node
from bench.sync.meter import End
from bench.sync.peer import Place
from bench.sync.wire import Wire
from bench.sync.worker import Worker

PROJECT = Path(__file__).with_name("pouchdb_project")
DEFAULT_BATCH_SIZE = 100


@dataclass(frozen=True, slots=True)
class PouchDBPair:
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
        self._sending.ask("load", path=str(records), fields=FIELDS)

    def change(self, records: Path) -> None:
        self._sending.ask("change", path=str(records), fields=FIELDS)

    def sync(self) -> None:
        self._sending.ask("sync")

    def dump(self, target: Path) -> None:
        self._receiving.ask("dump", path=str(target), fields=FIELDS)

    def stored_bytes(self) -> int:
        return sum(file.stat().st_size for file in self._database.rglob("*") if file.is_file())


class PouchDB:
    software = "pouchdb"

    def __init__(self, batch_size: int = DEFAULT_BATCH_SIZE) -> None:
        self._batch_size = batch_size
        is_default = batch_size == DEFAULT_BATCH_SIZE
        self.name = "pouchdb" if is_default else f"pouchdb-{batch_size}"
        self.title = "PouchDB 9.0.0, LevelDB to LevelDB" + ("" if is_default else f", batches of {batch_size:,}")
        self.remark = "replicate.to over HTTP, express-pouchdb 4.2.0 as server, writes not synced to disk"

    def install(self, environment: Path) -> None:
        install_node(environment, PROJECT / "package.json")

    @contextmanager
    def pair(self, place: Place) -> Iterator[PouchDBPair]:
        with (
            self._office(place, "receiver") as receiving,
            Wire(receiving.greeting["port"]) as wire,
            self._office(place, "sender", f"http://127.0.0.1:{wire.port}/", str(self._batch_size)) as sending,
        ):
            yield PouchDBPair(sending, receiving, wire, place.folder / "receiver")

    def _office(self, place: Place, role: str, *arguments: str) -> Worker:
        folder = place.folder / role
        folder.mkdir()
        environment = {**os.environ, "NODE_PATH": str(place.environment / "node_modules")}
        command: list[str | Path] = ["node", PROJECT / "office.js", role, *arguments]
        return Worker(command, place.folder / f"{role}.log", environment, folder)
