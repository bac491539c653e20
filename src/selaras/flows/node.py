"""The node a flow works for: its database, keys, clock, randomness and the witness beside its database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from selaras.core.ledger.authority import Capacity, Level
from selaras.core.ledger.certificate import Certificate, node_id
from selaras.store.database import Database
from selaras.store.ledger.queries import own_heads
from selaras.store.network.queries import COPY, read_self

WITNESS_LOCK = "witness"  # before any other lock, and mostly alone


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this node is. It never changes; node_id binds all of it but the name and the seal key."""

    key: Ed25519PrivateKey
    seal: X25519PrivateKey
    name: str
    level: Level
    wilayah: str
    rumpun: tuple[str, ...]

    @property
    def public_key(self) -> bytes:
        """The raw Ed25519 public key."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def public_seal(self) -> bytes:
        """The raw X25519 public key that packets to this node are encrypted for."""
        return self.seal.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def node(self) -> bytes:
        """The node's id."""
        return node_id(self.public_key, self.level, self.wilayah, self.rumpun)

    @property
    def capacity(self) -> Capacity:
        """In what capacity this node speaks."""
        return Capacity(self.level, frozenset(self.rumpun))

    def certificate(self, issuer: bytes, since: int, until: int) -> Certificate:
        """Return what a certificate about this node says."""
        return Certificate(
            self.public_key,
            self.public_seal,
            self.name,
            self.level,
            self.wilayah,
            self.rumpun,
            issuer,
            since,
            until,
        )


class Witness(Protocol):
    """A note outside the database of how far this node's own streams have come."""

    def note(self, epoch: bytes, heads: dict[str, int]) -> None:
        """Remember the heads (stream key in hex to sequence number) before a change is acknowledged."""
        ...

    def expect(self, epoch: bytes) -> None:
        """Remember that the transaction that is open now begins this epoch."""
        ...


@dataclass(slots=True)
class Node:
    """Everything a flow may touch. wall_ms and random are the only ways to time and chance."""

    identity: Identity
    db: Database
    wall_ms: Callable[[], int]
    random: Callable[[int], bytes]
    witness: Witness

    @property
    def id(self) -> bytes:
        """The node's id."""
        return self.identity.node


@dataclass
class NodeMayNotWrite(Exception):
    """This database is a copy, an old backup, or its node was revoked: nothing new may be stated here yet; or not by this level.

    state: store.network.queries.COPY or REVOKED, or NOT_ITS_KIND.
    """

    state: str


NOT_ITS_KIND = "bukan jenisnya"  # a partner states loans alone; anything else would bar its whole stream at the parent


def note_witness(node: Node) -> None:
    """Let the witness know how far our own streams have come, after a commit and before it is acknowledged.

    One process at a time, so that what it says never goes back. A copy has nothing to tell until it is healed.
    """
    with node.db.transaction():
        node.db.lock([WITNESS_LOCK])
        me = read_self(node.db)
        assert me is not None, "init has made the node"
        if me.state != COPY:
            node.witness.note(me.epoch, own_heads(node.db, node.id, me.epoch))
