"""Offices for tests: a node with its database in memory, and the line between two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from selaras.core.ledger.authority import Level
from selaras.core.ledger.certificate import Certificate
from selaras.flows.answer import answer
from selaras.flows.create_node import create_node
from selaras.flows.exchange import Exchanged, exchange
from selaras.flows.join import admit, invite, join
from selaras.flows.node import Identity, Node
from selaras.store.database import Database
from selaras.store.network.queries import read_directory, read_peers
from tests.world.databases import memory_database

BOTH = ("koperasi", "usaha")
START_MS = 1_770_000_000_000


@dataclass
class Notes:
    """A witness in memory."""

    epoch: bytes = b""
    heads: dict[str, int] = field(default_factory=dict)
    next_epoch: bytes = b""

    def note(self, epoch: bytes, heads: dict[str, int]) -> None:
        self.epoch, self.heads, self.next_epoch = epoch, dict(heads), b""

    def expect(self, epoch: bytes) -> None:
        self.next_epoch = epoch


@dataclass
class Wall:
    """A wall clock that a test sets."""

    ms: int = START_MS

    def __call__(self) -> int:
        return self.ms


def new_office(
    rng: Random,
    level: Level,
    wilayah: str,
    rumpun: tuple[str, ...] = BOTH,
    *,
    db: Database | None = None,
    wall: Callable[[], int] | None = None,
) -> Node:
    """Return a created node. Keys come from the generator, so a seed gives the same world again."""
    identity = new_identity(rng, level, wilayah, rumpun)
    node = Node(identity, db or memory_database(), wall or Wall(), rng.randbytes, Notes())
    create_node(node)
    return node


def new_identity(rng: Random, level: Level, wilayah: str, rumpun: tuple[str, ...] = BOTH) -> Identity:
    """Return who a new office is."""
    return Identity(
        Ed25519PrivateKey.from_private_bytes(rng.randbytes(32)),
        X25519PrivateKey.from_private_bytes(rng.randbytes(32)),
        f"Kantor {wilayah}",
        level,
        wilayah,
        rumpun,
    )


def connect(child: Node, parent: Node) -> Certificate:
    """Let a child join a parent by an invitation."""
    code, _ = invite(parent, child.identity.level, child.identity.wilayah, child.identity.rumpun)
    return join(child, "memory:", code, lambda frame: admit(parent, frame))


def sync(child: Node, parent: Node) -> Exchanged:
    """One whole exchange over a good line."""
    return exchange(child, parent_certificate(child, parent), lambda frame: answer(parent, frame))


def parent_certificate(child: Node, parent: Node) -> Certificate:
    """The parent's certificate as the child holds it."""
    assert parent.id in {peer.node for peer in read_peers(child.db)}
    return read_directory(child.db).certificates[parent.id]
