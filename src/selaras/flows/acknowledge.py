"""What may cross a line, and what it means that the other side holds it."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.core.ledger.certificate import Certificate, in_link_scope, is_common
from selaras.core.ledger.frontier import frontier_digest
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.node import Node
from selaras.store.ledger.queries import mark_safe, read_frontier
from selaras.store.network.queries import keep_peer_heads, read_capacities, read_peer_digest, write_peer_digest


def scoped_frontier(node: Node, child: Certificate, parent: Certificate) -> dict[Stream, Head]:
    """Return our heads of the streams that may cross the line between these two.

    What another node of the parent's own level says in common, or publishes, does not go up: a province has two
    ministries, and neither trusts the other through it.
    """
    held = {s: head for s, head in read_frontier(node.db).items() if in_link_scope(child, parent, s)}
    authors = {s.node for s in held if is_common(s)} - {child.node, parent.node}
    if not authors:
        return held
    known = read_capacities(node.db)
    beside = {author for author in authors if author in known and known[author].level is parent.level}
    return {s: head for s, head in held.items() if s.node not in beside or not is_common(s)}


def acknowledge(node: Node, peer: bytes, heads: Mapping[Stream, Head]) -> None:
    """Note that a peer has signed for these heads: our changes below them are *aman*.

    A head that is not ours at that place is passed over; the next exchange finds out why. Inside a transaction.
    """
    digest = frontier_digest(heads)
    if not heads or read_peer_digest(node.db, peer) == digest:
        return
    node.db.lock({stream.wilayah for stream in heads})
    true = {stream: head for stream, head in heads.items() if mark_safe(node.db, stream, head)}
    keep_peer_heads(node.db, peer, true)
    write_peer_digest(node.db, peer, digest)
