"""Offices that have joined and then lost the line, and packets between them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.read_packet import PacketRead, read_packet
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.write_packet import write_packet
from selaras.store.database import Database, SqliteDatabase
from selaras.store.network.queries import read_self
from tests.world.contents import ledger, registry
from tests.world.databases import memory_connection
from tests.world.offices import connect, new_office

MALANG = "35.07"
Parts = list[bytes]


class Offices:
    """A province on the database under test, and two offices below it that have joined and then lost the line."""

    def __init__(self, database: Database) -> None:
        self.rng = Random(11)
        self.jatim = new_office(self.rng, Level.PROVINSI, "35", db=database)
        self.malang = new_office(self.rng, Level.KABKOTA, MALANG)
        self.kota = new_office(self.rng, Level.KABKOTA, "35.73")
        for child in (self.malang, self.kota):
            connect(child, self.jatim)
        self.ids: Iterator[bytes] = new_records(self.malang.wall_ms(), self.rng.randbytes(6), MALANG, "usaha")

    def state(self, node: Node, record: bytes | None = None, **fields: str) -> bytes:
        record = record or next(self.ids)
        record_changes(node, [NewChange(MALANG, "usaha", "usaha", record, fields, "uji", "edit")])
        return record

    def pass_on(self, writer: Node, reader: Node) -> PacketRead:
        return read_packet(reader, write(writer, reader))

    def there_and_back(self) -> None:
        self.pass_on(self.malang, self.jatim)
        self.pass_on(self.jatim, self.malang)


def write(writer: Node, reader: Node, *, everything: bool = False) -> Parts:
    parts: Parts = []
    write_packet(writer, reader.id, parts.append, lambda _done, _all: None, everything=everything)
    return parts


def state_of(node: Node) -> str:
    me = read_self(node.db)
    assert me is not None
    return me.state


def held(node: Node) -> object:
    return ledger(node.db)["changes"], registry(node.db)


def snapshot(node: Node) -> SqliteDatabase:
    copy, source = memory_connection(), node.db
    assert isinstance(source, SqliteDatabase)
    source._connection.backup(copy)
    return SqliteDatabase(copy)
