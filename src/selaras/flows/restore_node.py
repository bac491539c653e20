"""Bring a backup back into a new home. The node then knows that it is an old copy: it may not write before it has synced.

The registry is made anew from the ledger, so it doesn't matter which version of the program made the backup.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from selaras.flows.backup_node import Progress, check_copy
from selaras.flows.node import Node, Witness
from selaras.flows.open_node import identity_of
from selaras.flows.rebuild import rebuild
from selaras.flows.scrub import Scrubbed
from selaras.gateways.backup.archive import DATABASE, NotABackup, extract, read_contents
from selaras.gateways.home.backup_note import note_tried
from selaras.gateways.home.files import KEY_FILE, has_node, name_database, read_files
from selaras.gateways.home.tls import CERTIFICATE_FILE, TLS_KEY_FILE
from selaras.store.copying import copy_rows
from selaras.store.database import Database
from selaras.store.network.queries import COPY, GOOD, read_self, set_state
from selaras.store.schema import sqlite_file

SQLITE = "sqlite:"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. made_ms: when the backup was made; aside: where the home went that stood here before, if one did."""

    node: str
    name: str
    made_ms: int
    changes: int
    aside: Path | None


class NoWitness(Witness):
    """A copy that is only looked at notes nothing."""

    def note(self, epoch: bytes, heads: dict[str, int]) -> None:
        """Nothing is noted."""

    def expect(self, epoch: bytes) -> None:
        """Nothing is expected."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial of a backup found. name: the office's; made_ms: when it was made; sound: it could be restored whole."""

    name: str
    made_ms: int
    found: Scrubbed
    sound: bool


def try_backup(file: Path, home: Path, wall_ms: Callable[[], int], progress: Progress) -> Tried:
    """Unpack a backup beside itself as a restore would, look at every part, hash and row of it, and remove it again.

    A whole one of the office in this home is noted there. Raises NotABackup, NewerSchema.
    """
    with tempfile.TemporaryDirectory(prefix=".selaras-", dir=file.parent) as folder:
        unpacked = Path(folder)
        contents = _unpack(file, unpacked)
        with sqlite_file(unpacked / DATABASE) as db:
            node = _unpacked_node(unpacked, db, wall_ms)
            _show_anew(node, progress)
            found = check_copy(node, progress)
    sound = found.sound and found.changes == contents["changes"]
    if sound and has_node(home) and identity_of(read_files(home)).node.hex() == contents["node"]:
        note_tried(home, file, wall_ms())
    return Tried(contents["name"], contents["made_ms"], found, sound)


def restore_node(
    file: Path,
    home: Path,
    url: str | None,
    open_database: Callable[[], Database],
    aside: Path | None,
    progress: Progress = lambda *_: None,
) -> Restored:
    """Bring a backup back into an empty home; on any failure everything is again as it was.

    url: the database to use, None for the one it had. open_database: makes the tables in a server's database and opens it.
    aside: where the home that stands here now goes, whole. Raises NotABackup, NewerSchema, DatabaseInUse.
    """
    contents = read_contents(file)
    with _moved(home, aside):
        _unpack(file, home)
        if url is not None:
            name_database(home, url)
        unpacked = home / DATABASE
        with sqlite_file(unpacked) as db:
            with db.transaction():
                me = read_self(db)
                assert me is not None, "a backup has a node"
                if me.state == GOOD:
                    set_state(db, COPY)
            _show_anew(_unpacked_node(home, db, lambda: contents["made_ms"]), progress)
        wanted = read_files(home).database
        if wanted.startswith(SQLITE):
            unpacked.rename(home / wanted.removeprefix("sqlite:///"))
        else:
            _fill(unpacked, open_database())
            unpacked.unlink()
    return Restored(contents["node"], contents["name"], contents["made_ms"], contents["changes"], aside)


def _unpacked_node(folder: Path, db: Database, wall_ms: Callable[[], int]) -> Node:
    return Node(identity_of(read_files(folder)), db, wall_ms, bytes, NoWitness())


def _show_anew(node: Node, progress: Progress) -> None:
    """Make the registry anew, for the version that made the backup may not have known every kind and field.

    What is too damaged for that stays as it is: the office is told of it, and the first sync mends it.
    """
    if node.db.file_fault():
        return
    with suppress(LookupError), node.db.unreadable_text():
        rebuild(node, lambda done: progress("Menyusun ulang registri", done, 0))


class DatabaseInUse(Exception):
    """The server's database holds a node already; nothing is written over it."""


def _fill(unpacked: Path, target: Database) -> None:
    if read_self(target) is not None:
        raise DatabaseInUse
    with sqlite_file(unpacked) as db:
        copy_rows(db, target, lambda _: None)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    contents = read_contents(file)
    for name in contents["parts"]:
        path = PurePosixPath(name)
        known = name in (DATABASE, KEY_FILE, CERTIFICATE_FILE, TLS_KEY_FILE) or path.suffix == ".toml"
        if path.is_absolute() or ".." in path.parts or not known:
            raise NotABackup(f"{file} berisi bagian yang tidak dikenal: {name}.")
        extract(file, name, folder / path)
    return contents


@contextmanager
def _moved(home: Path, aside: Path | None) -> Iterator[None]:
    """Put a home aside while another one is made in its place, and back again when that fails."""
    if aside is not None:
        home.rename(aside)
    try:
        yield
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        if aside is not None:
            aside.rename(home)
        raise
