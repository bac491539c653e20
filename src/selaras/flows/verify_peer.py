"""Compare what two nodes hold by their signed heads: equal heads are equal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.core.ledger.certificate import Certificate
from selaras.core.ledger.frontier import Difference, compare
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.acknowledge import scoped_frontier
from selaras.flows.exchange import Transport, ask_frontier, node_certificate
from selaras.flows.node import Node
from selaras.store.network.queries import Peer, read_peer_heads


@dataclass(frozen=True, slots=True)
class Verified:
    """How a peer compares. asked: milliseconds since 1970 when it last said what it holds; now for a parent, 0 for never."""

    peer: bytes
    name: str
    streams: int
    changes: int
    asked: int
    differences: list[Difference]


def verify_parent(node: Node, parent: Certificate, transport: Transport) -> Verified:
    """Ask a parent for its signed heads and compare. Raises PeerUnreachable, PeerRefused."""
    mine = scoped_frontier(node, node_certificate(node), parent)
    return verified_parent(node, parent, mine, ask_frontier(node, parent, transport, mine))


def verified_parent(
    node: Node, parent: Certificate, mine: Mapping[Stream, Head], theirs: Mapping[Stream, Head]
) -> Verified:
    """Return how we compare with what a parent just said that it holds."""
    return Verified(parent.node, parent.name, len(mine), _changes(mine), node.wall_ms(), compare(mine, theirs))


def verify_child(node: Node, child: Certificate, peer: Peer) -> Verified:
    """Compare with what a child last acknowledged under its signature; it cannot be called from here."""
    mine = scoped_frontier(node, child, node_certificate(node))
    theirs = read_peer_heads(node.db, peer.node)
    return Verified(peer.node, child.name, len(mine), _changes(mine), peer.met, compare(mine, theirs))


def _changes(frontier: Mapping[Stream, Head]) -> int:
    return sum(head.seq for head in frontier.values())
