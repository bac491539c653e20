"""An office on a disk that can be cut: the product's flows and SQL over an apsw connection, and what each commit left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pysqlite3

from selaras.config.database_url import SQLITE_PRAGMAS
from selaras.core.ledger.authority import ERASURE, Level
from selaras.core.ledger.batch import decode_batch, encode_batch
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record
from selaras.flows.acknowledge import acknowledge, scoped_frontier
from selaras.flows.apply_batch import apply_batch
from selaras.flows.collect_batch import collect_batch
from selaras.flows.node import Identity, Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import SqliteDatabase
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import read_directory
from tests.durability.disk import MAIN, Image, Op, Recorder, fast_folder, write_image
from tests.world.contents import digest
from tests.world.offices import Notes, Wall, connect, new_office, sync

HOME = "35"
AREAS = ("35.07", "35.73")


class ApswConnection:
    """As much of DB-API as SqliteDatabase uses, over apsw."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.apsw = connection

    def cursor(self) -> ApswCursor:
        return ApswCursor(self.apsw)

    @property
    def in_transaction(self) -> bool:
        return self.apsw.in_transaction


class ApswCursor:
    """One statement."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection, self._rows = connection, connection.cursor()

    @property
    def rowcount(self) -> int:
        return self._connection.changes()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> ApswCursor:
        self._rows.execute(sql, tuple(params))
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._rows.executemany(sql, [tuple(row) for row in rows])

    def fetchmany(self, count: int) -> list[tuple[Any, ...]]:
        return list(islice(self._rows, count))


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction that was acknowledged after so many operations on the disk, and what the database held then."""

    boundary: int
    held: bytes


class WatchedDatabase(SqliteDatabase):
    """The product's database; it notes what every commit leaves. early: as a bug would, before the commit."""

    def __init__(self, connection: ApswConnection, recorder: Recorder, commits: list[Commit], *, early: bool) -> None:
        super().__init__(connection)
        self._recorder, self._commits, self._early = recorder, commits, early

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with super().transaction():
            yield
            acknowledged = len(self._recorder.ops)
        if not self._early:
            acknowledged = len(self._recorder.ops)
        held = digest(self)
        if held != self._commits[-1].held:
            self._commits.append(Commit(acknowledged, held))


@dataclass
class Story:
    """What happened on the disk, and what was acknowledged when."""

    identity: Identity
    start: Image
    ops: list[Op] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)


def tell(
    seed: int, folder: Path, *, steps: int, pragmas: str = SQLITE_PRAGMAS, pages: int = 1000, early: bool = False
) -> Story:
    """Let a province work on a recorded disk: record, edit, receive, acknowledge, erase, sync, and start again.

    pages: of the log before a checkpoint (SQLite's own figure is 1000); fewer make more of them.
    """
    world = World(seed)
    database = folder / "kantor.sqlite3"
    write_image(world.image, database)
    recorder = Recorder(f"rekam-{seed}", database, world.image)
    story = Story(world.identity, world.image, recorder.ops, [Commit(0, world.held)])

    def start() -> apsw.Connection:
        connection = _open(database, recorder, f"{pragmas}PRAGMA wal_autocheckpoint={pages};")
        world.enter(WatchedDatabase(ApswConnection(connection), recorder, story.commits, early=early))
        return connection

    office = start()
    for _ in range(steps):
        if world.rng.random() < 0.12:
            office.close()
            office = start()
        world.step()
    office.close()
    recorder.unregister()
    return story


def tell_on(before: Story, image: Image, folder: Path) -> Story:
    """Let an office start again after a cut, record one thing and stop; its recovery can be cut as well."""
    database = folder / "kantor.sqlite3"
    write_image(image, database)
    recorder = Recorder("rekam-lagi", database, image)
    with closing(_open(database, recorder, SQLITE_PRAGMAS)) as connection:
        held = digest(SqliteDatabase(ApswConnection(connection)))
        story = Story(before.identity, image, recorder.ops, [Commit(0, held)])
        db = WatchedDatabase(ApswConnection(connection), recorder, story.commits, early=False)
        record_something(Node(before.identity, db, Wall(), Random(0).randbytes, Notes()))
    recorder.unregister()
    return story


def record_something(node: Node) -> None:
    """Go on as the officer will."""
    record = next(new_records(node.wall_ms(), node.random(6), HOME, "usaha"))
    fields = {"nama_usaha": "Sesudah listrik padam"}
    record_changes(node, [NewChange(HOME, "usaha", "usaha", record, fields, "petugas", "edit")])


def _open(database: Path, recorder: Recorder, pragmas: str) -> apsw.Connection:
    connection = apsw.Connection(str(database), vfs=recorder.known_as)
    for pragma in filter(None, pragmas.split(";")):
        list(connection.execute(pragma))
    return connection


class World:
    """A province with a ministry above it and two offices below; the province's database is given as a file."""

    def __init__(self, seed: int) -> None:
        self.rng, self.wall = Random(seed), Wall()
        connection = pysqlite3.connect(":memory:", isolation_level=None)
        self._parent = new_office(self.rng, Level.KEMENTERIAN, "ID", wall=self.wall)
        self.node = new_office(self.rng, Level.PROVINSI, HOME, db=_migrated(connection), wall=self.wall)
        self._children = [new_office(self.rng, Level.KABKOTA, area, wall=self.wall) for area in AREAS]
        connect(self.node, self._parent)
        for child in self._children:
            connect(child, self.node)
        self.identity, self.held, self.image = self.node.identity, digest(self.node.db), {MAIN: _as_file(connection)}
        connection.close()
        self._records: list[tuple[str, bytes]] = []

    def enter(self, db: SqliteDatabase) -> None:
        """Let the province go on with this database."""
        self.node = Node(self.identity, db, self.wall, self.rng.randbytes, Notes())

    def step(self) -> None:
        """Let one thing happen."""
        self.wall.ms += self.rng.randint(1, 100_000)
        if not self._records:
            self._import()
            return
        todo = (
            self._import,
            self._edit,
            self._edit,
            self._receive,
            self._receive,
            self._acknowledge,
            self._erase,
            self._sync,
        )
        self.rng.choice(todo)()

    def _import(self) -> None:
        record_changes(self.node, self._new(self.node, self.rng.choice(AREAS), self.rng.randint(1, 12)))

    def _new(self, node: Node, area: str, count: int) -> list[NewChange]:
        changes = []
        for record in islice(new_records(node.wall_ms(), node.random(6), area, "usaha"), count):
            fields: dict[str, Scalar] = {
                "nama_usaha": f"Toko {record.hex()[-12:]}",
                "alamat": "x" * self.rng.randint(0, 3_000),
            }
            report: dict[str, Scalar] = {"usaha": record.hex(), "tahun": 2025, "omzet": self.rng.randint(0, 10**9)}
            reported = report_record(record, "laporan_usaha", "2025")
            changes += [
                NewChange(area, "usaha", "usaha", record, fields, "petugas", "import"),
                NewChange(area, "usaha", "laporan_usaha", reported, report, "petugas", "import"),
            ]
            self._records.append((area, record))
        return changes

    def _edit(self) -> None:
        area, record = self.rng.choice(self._records)
        fields = {"alamat": f"Jalan {self.rng.randint(1, 99)}", "telepon": None}
        record_changes(self.node, [NewChange(area, "usaha", "usaha", record, fields, "petugas", "edit")])

    def _receive(self) -> None:
        """Take what an office below has recorded, as its push brings it."""
        child = self.rng.choice(self._children)
        record_changes(child, self._new(child, child.identity.wilayah, self.rng.randint(1, 8)))
        held = read_frontier(self.node.db)
        wanted = [
            (stream, held[stream].seq if stream in held else 0)
            for stream in read_frontier(child.db)
            if stream.node == child.id
        ]
        batch, _ = collect_batch(child.db, read_directory(child.db), wanted)
        sent = decode_batch(encode_batch(batch.segments, batch.certificates))
        applied = apply_batch(self.node, child.id, sent, lambda _: True)
        assert not applied.refused

    def _acknowledge(self) -> None:
        """Note that the ministry signed for what it holds."""
        mine = self.node.identity.certificate(self.node.id, 0, 0)
        heads = scoped_frontier(self.node, mine, self._parent.identity.certificate(self._parent.id, 0, 0))
        with self.node.db.transaction():
            acknowledge(self.node, self._parent.id, heads)

    def _erase(self) -> None:
        area, record = self.rng.choice(self._records)
        said = self.node.db.rows("SELECT id FROM ledger_change WHERE record = ? AND payload IS NOT NULL", (record,))
        named = {ERASURE: "|".join(sorted(bytes(i).hex() for (i,) in said))}
        record_changes(self.node, [NewChange(area, "usaha", "usaha", record, named, "petugas", "erase")])

    def _sync(self) -> None:
        sync(self.node, self._parent)


def _migrated(connection: Any) -> SqliteDatabase:
    from tests.world.databases import schema

    for statement in schema():
        connection.execute(statement)
    return SqliteDatabase(connection)


def _as_file(connection: Any) -> bytes:
    """Return a database in memory as the file of an office that was stopped."""
    import tempfile

    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        path = Path(folder) / "awal.sqlite3"
        with closing(pysqlite3.connect(str(path), isolation_level=None)) as file:
            connection.backup(file)
            file.execute("PRAGMA journal_mode=WAL")
        return path.read_bytes()
