"""Open the node in a home: its keys, its database, and whether the witness agrees that this is the original."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from selaras.core.ledger.authority import Level
from selaras.flows.check_database import check_database, database_place
from selaras.flows.node import WITNESS_LOCK, Identity, Node, note_witness
from selaras.flows.restate_branch import leave_copy
from selaras.gateways.home.files import HomeFiles, read_files
from selaras.gateways.home.witness import Noted, WitnessFile, machine_place, read_witness
from selaras.store.database import default_database
from selaras.store.ledger.queries import own_heads
from selaras.store.network.queries import COPY, GOOD, SelfState, read_peers, read_self, set_state

CLOCK_OFFSET = "SELARAS_CLOCK_OFFSET_S"


@dataclass(frozen=True, slots=True)
class Opened:
    """A node, and the sentence that an officer must read when its database is a copy or an old backup ("" if not)."""

    node: Node
    notice: str


def wall_ms() -> int:
    """The clock of this machine, milliseconds since 1970. Drills set it wrong by seconds in an environment variable."""
    return time.time_ns() // 1_000_000 + 1000 * int(os.environ.get(CLOCK_OFFSET, "0"))


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
    return (
        f"{told} Kantor ini belum boleh mencatat apa pun. Jalankan «selaras sync»: data dikembalikan dari induk. Tanpa"
        " jaringan: tulis paket untuk induk, lalu baca paket balasannya («selaras packet»)."
    )
