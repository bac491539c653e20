"""Open the node in a home: its keys, its database, and whether the witness agrees that this is the original."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from selaras.core.ledger.authority import Level
from selaras.flows.node import WITNESS_LOCK, Identity, Node, note_witness
from selaras.flows.restate_branch import leave_copy
from selaras.gateways.home.files import HomeFiles, read_files
from selaras.gateways.home.location import unsafe_location
from selaras.gateways.home.witness import Noted, WitnessFile, machine_place, read_witness
from selaras.store.database import Database, default_database
from selaras.store.ledger.queries import own_heads
from selaras.store.network.queries import COPY, GOOD, SelfState, read_peers, read_self, set_state

SQLITE_VERSION_MIN = (3, 51, 3)
SYNCHRONOUS_EXTRA = 3


@dataclass
class UnsafeDatabase(Exception):
    """The database could lose what was acknowledged. message: Indonesian, with the way out."""

    message: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A node, and the sentence that an officer must read when its database is a copy or an old backup ("" if not)."""

    node: Node
    notice: str


def wall_ms() -> int:
    """The clock of this machine, milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Opener:
    """Reads the home once; opens the node over the database connection of the calling thread."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.files = read_files(home)
        self._identity = identity_of(self.files)

    def node(self) -> Node:
        """Return the node as it is, without asking the witness. Raises UnsafeDatabase."""
        db = default_database()
        check_database(db)
        witness = WitnessFile(self.home, (*machine_place(self.home), database_place(db)))
        return Node(self._identity, db, wall_ms, os.urandom, witness)

    def open(self) -> Opened:
        """Return the node after comparing it with the witness. Raises UnsafeDatabase."""
        node = self.node()
        if not self._reason(node):
            return Opened(node, "")
        with node.db.transaction():
            node.db.lock([WITNESS_LOCK])
            reason = self._reason(node)  # asked again: another process may have stood between its commit and its note
            healed = bool(reason) and _distrust(node)
        if healed:
            note_witness(node)
        return Opened(node, _told(reason, healed=healed) if reason else "")

    def _reason(self, node: Node) -> str:
        assert isinstance(node.witness, WitnessFile)
        noted = read_witness(self.home)  # before the database, which is never behind it
        me = read_self(node.db)
        assert me is not None, "init has made the node"
        return suspicion(noted, node, me, node.witness.place)


def identity_of(files: HomeFiles) -> Identity:
    """Return who the files say that this node is."""
    return Identity(
        Ed25519PrivateKey.from_private_bytes(files.key),
        X25519PrivateKey.from_private_bytes(files.seal),
        files.name,
        Level(files.level),
        files.wilayah,
        files.rumpun,
    )


def suspicion(noted: Noted | None, node: Node, me: SelfState, place: tuple[str, ...]) -> str:
    """Return why this database cannot be trusted to be the original at its latest (Indonesian), "" when it can."""
    if noted is None:
        return "berkas saksi (saksi.json) di samping basis data hilang"
    if me.epoch not in (noted.epoch, noted.next_epoch):
        return "basis data ini berasal dari waktu lain daripada berkas saksi"
    heads = own_heads(node.db, node.id, noted.epoch)
    if me.epoch == noted.epoch and any(heads.get(key, 0) < seq for key, seq in noted.heads.items()):
        return "basis data ini lebih lama daripada perubahan terakhir yang sudah dinyatakan tersimpan"
    if noted.place != place:
        return "folder atau basis data ini disalin atau dipindahkan dari tempat lain"
    return ""


def _distrust(node: Node) -> bool:
    """Stop the node from writing until its own changes are back. Return whether it may go on: without a parent it begins anew."""
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.state == GOOD:
        set_state(node.db, COPY)
    return not read_peers(node.db, "induk") and leave_copy(node)


def _told(reason: str, *, healed: bool) -> str:
    told = f"Perhatian: {reason}."
    if healed:
        return f"{told} Kantor ini tidak punya induk, jadi pencatatan dilanjutkan sebagai masa baru; data lama utuh."
    return f"{told} Kantor ini belum boleh mencatat apa pun. Jalankan «selaras sync»: data dikembalikan dari induk."


def check_database(db: Database) -> None:
    """Raise UnsafeDatabase unless SQLite runs with the settings under which a commit survives a power cut."""
    if db.dialect != "sqlite":
        return
    version = tuple(int(part) for part in db.rows("SELECT sqlite_version()")[0][0].split("."))
    mode, synchronous = db.rows("PRAGMA journal_mode")[0][0], db.rows("PRAGMA synchronous")[0][0]
    if version < SQLITE_VERSION_MIN or mode != "wal" or synchronous != SYNCHRONOUS_EXTRA:
        raise UnsafeDatabase(
            f"SQLite {'.'.join(map(str, version))} berjalan dengan journal_mode={mode}, synchronous={synchronous}:"
            " perubahan bisa hilang saat listrik padam. Pasang ulang Selaras, dan simpan foldernya di disk komputer ini."
        )
    if kind := unsafe_location(_sqlite_file(db).parent):
        raise UnsafeDatabase(
            f"Basis data terletak di {kind}, dan bisa rusak di sana."
            " Pindahkan folder simpul ke disk komputer ini, lalu jalankan lagi."
        )


def database_place(db: Database) -> str:
    """Return what tells this database from a copy of it: the file's inode, or the cluster and name in PostgreSQL."""
    if db.dialect == "sqlite":
        return str(_sqlite_file(db).stat().st_ino)
    system, name = db.rows("SELECT (pg_control_system()).system_identifier::text, current_database()")[0]
    return f"{system}/{name}"


def _sqlite_file(db: Database) -> Path:
    return Path(next(row[2] for row in db.rows("PRAGMA database_list") if row[1] == "main"))
