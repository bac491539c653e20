"""Back a node up into one file, while it works, and look whether the copy is sound before saying so."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from selaras.core.ledger.frontier import frontier_digest
from selaras.flows.node import Node
from selaras.flows.scrub import Scrubbed, scrub
from selaras.gateways.backup.archive import DATABASE, free_bytes, new_file, write_archive
from selaras.gateways.home.backup_note import note_made
from selaras.gateways.home.files import KEY_FILE, NODE_FILE
from selaras.gateways.home.tls import CERTIFICATE_FILE, TLS_KEY_FILE
from selaras.store.copying import copy_rows
from selaras.store.database import SqliteDatabase
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import read_self
from selaras.store.schema import sqlite_file

FOLDER = "cadangan"  # in the home, where nobody names another place
ROOM = 2.5  # times the database: the copy, and the file made of it
Progress = Callable[[str, int, int], None]


def backup_name(node: Node) -> str:
    """Return the name of a backup that is made now."""
    made = datetime.fromtimestamp(node.wall_ms() / 1000, UTC).astimezone()
    return f"selaras-{node.identity.wilayah}-{made:%Y%m%d-%H%M%S}.zip"


@dataclass
class NoRoom(Exception):
    """The disk cannot hold the backup. needed, free: bytes."""

    needed: int
    free: int


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written. checked: what a scrub of the copy found."""

    file: Path
    bytes: int
    made_ms: int
    checked: Scrubbed


def backup_node(node: Node, home: Path, file: Path, progress: Progress) -> BackedUp:
    """Write a new backup. progress: what is being done, how much of how much.

    Raises FileExistsError (nothing is ever written over), NoRoom, OSError; nothing of it is then left.
    """
    needed, free = int(_size(node) * ROOM), free_bytes(file.parent)
    if needed > free:
        raise NoRoom(needed, free)
    made_ms = node.wall_ms()
    with new_file(file), tempfile.TemporaryDirectory(prefix=".selaras-", dir=file.parent) as folder:
        copy = Path(folder) / DATABASE
        _copy(node, copy, progress)
        about, checked = _look(node, copy, made_ms, progress)
        progress("Menulis berkas", 0, 1)
        write_archive(file, about, {DATABASE: copy, **dict(_home_files(home))})
    note_made(home, file, made_ms)
    return BackedUp(file, file.stat().st_size, made_ms, checked)


def check_copy(node: Node, progress: Progress) -> Scrubbed:
    """Scrub a copy of a node's database."""
    return scrub(node, lambda done: progress("Memeriksa salinan", done, 0))


def _size(node: Node) -> int:
    if node.db.dialect == "sqlite":
        (pages,), (size,) = node.db.rows("PRAGMA page_count")[0], node.db.rows("PRAGMA page_size")[0]
        return int(pages) * int(size)
    return int(node.db.rows("SELECT pg_database_size(current_database())")[0][0])


def _copy(node: Node, copy: Path, progress: Progress) -> None:
    if isinstance(node.db, SqliteDatabase):
        node.db.copy_to(copy, lambda done, total: progress("Menyalin basis data", done, total))
        return
    with sqlite_file(copy) as target:
        copy_rows(node.db, target, lambda done: progress("Menyalin basis data", done, 0))


def _look(node: Node, copy: Path, made_ms: int, progress: Progress) -> tuple[dict[str, object], Scrubbed]:
    """Return what the backup says of itself, and what a scrub of it finds."""
    with sqlite_file(copy) as db:
        copied = replace(node, db=db)
        checked = check_copy(copied, progress)
        me = read_self(db)
        assert me is not None, "init has made the node"
        about = {
            "node": node.id.hex(),
            "name": node.identity.name,
            "level": str(node.identity.level),
            "wilayah": node.identity.wilayah,
            "made_ms": made_ms,
            "dialect": node.db.dialect,
            "epoch": me.epoch.hex(),
            "frontier": frontier_digest(read_frontier(db)).hex(),
            "changes": checked.changes,
            "rows": checked.rows,
            "bad_changes": checked.bad_changes,
            "bad_rows": checked.bad_rows,
        }
    return about, checked


def _home_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Yield what a home holds besides its database: who the node is, its keys, and the layouts it has learnt."""
    yield KEY_FILE, home / KEY_FILE
    yield NODE_FILE, home / NODE_FILE
    for name in filter(lambda name: (home / name).exists(), (CERTIFICATE_FILE, TLS_KEY_FILE)):
        yield name, home / name  # the children know this hub by its certificate
    for path in sorted(home.rglob("*.toml")):
        name = path.relative_to(home).as_posix()
        if name != NODE_FILE and not name.startswith("."):
            yield name, path
