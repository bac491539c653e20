"""A program that is killed: an office and its parent on SQLite files, recording and syncing without end.

`main` prints one line an acknowledgement, after it may be relied on:
`tersimpan ID …` (change ids, on the office's disk) and `aman STREAM SEQ` (also on its parent's).
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pysqlite3

from selaras.config.database_url import SQLITE_PRAGMAS
from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.create_node import create_node
from selaras.flows.node import Identity, Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import SqliteDatabase
from tests.world.databases import schema
from tests.world.offices import Notes, Wall, connect, new_identity, sync

AREA = "35.07"
CHILD, PARENT = "kantor.sqlite3", "induk.sqlite3"


def identities() -> tuple[Identity, Identity]:
    """Return who the office and its parent are, the same in every process."""
    rng = Random(11)
    return new_identity(rng, Level.KABKOTA, AREA), new_identity(rng, Level.PROVINSI, "35")


def open_file(path: Path) -> Any:
    """Return a connection as the product makes it."""
    connection = pysqlite3.connect(str(path), isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)
    return connection


def open_office(path: Path, identity: Identity, seed: int) -> Node:
    """Return a node over the database in a file, whose clock goes on from round to round."""
    wall = Wall(Wall().ms + seed * 3_600_000)
    return Node(identity, SqliteDatabase(open_file(path)), wall, Random(seed).randbytes, Notes())


def close(node: Node) -> None:
    """Close an office's file."""
    assert isinstance(node.db, SqliteDatabase)
    node.db._connection.close()


def prepare(folder: Path) -> None:
    """Create both offices and let one join the other."""
    made = []
    for name, identity in zip((CHILD, PARENT), identities(), strict=True):
        connection = open_file(folder / name)
        for statement in schema():
            connection.execute(statement)
        made.append(Node(identity, SqliteDatabase(connection), Wall(), Random(12).randbytes, Notes()))
        create_node(made[-1])
    connect(*made)
    for node in made:
        close(node)


def main(folder: Path, number: int) -> None:
    """Work until killed."""
    child, parent = (
        open_office(folder / name, identity, number * 2 + i)
        for i, (name, identity) in enumerate(zip((CHILD, PARENT), identities(), strict=True))
    )
    rng = Random(number)
    _say("siap")
    while True:
        ids = new_records(child.wall_ms(), child.random(6), AREA, "usaha")
        changes = [
            NewChange(AREA, "usaha", "usaha", record, {"nama_usaha": f"Toko {i}"}, "petugas", "import")
            for i, record in enumerate(islice(ids, rng.choice([1, 1, 1, 50, 400])))
        ]
        made = record_changes(child, changes)
        _say("tersimpan", *(i.hex() for i in made))
        if rng.random() < 0.4:
            assert sync(child, parent).equal
            for key, seq in child.db.rows("SELECT key, safe_seq FROM ledger_stream"):
                _say("aman", bytes(key).hex(), str(seq))


def _say(*words: str) -> None:
    """Write one line through to the pipe: what is in it survives us."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()
