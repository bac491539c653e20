"""Write a packet: what a peer without a line lacks, as far as it has told us, and what we hold of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from selaras.core.ledger.batch import encode_batch
from selaras.core.ledger.envelope import Envelope, seal
from selaras.core.ledger.frontier import pack_frontier
from selaras.core.ledger.packet import PacketHeader, PartCipher, public_bytes, sign_header
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.acknowledge import scoped_frontier
from selaras.flows.collect_batch import Wanted, collect_batch, sending_order
from selaras.flows.issue_certificate import certificates_digest, certificates_for, renew_certificate
from selaras.flows.link import Link, find_link
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.store.ledger.damage import BESIDE, read_damage, read_stream_rows
from selaras.store.ledger.forks import knows_fork
from selaras.store.ledger.queries import read_id
from selaras.store.ledger.shapes import shapes_are_sound
from selaras.store.network.packets import note_sent, read_marks
from selaras.store.network.queries import COPY, REVOKED, Directory, read_directory, read_peer_heads, read_self

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PacketWritten:
    """sent: changes in the packet."""

    peer: bytes
    name: str
    sent: int


def write_packet(
    node: Node, peer: bytes, put: Callable[[bytes], None], progress: Progress, *, everything: bool = False
) -> PacketWritten:
    """Write the parts of a packet for a peer, one batch in memory at a time.

    everything: also what the peer has already acknowledged. Nothing here counts as sent: only what the peer's own packet
    acknowledges does, so a packet may be lost. Raises NoLink, NodeMayNotWrite for a revoked node.
    """
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.state == REVOKED:
        raise NodeMayNotWrite(REVOKED)
    directory = read_directory(node.db)
    link = find_link(node, directory, peer)
    if not link.upwards and renew_certificate(node, link.certificate):
        directory = read_directory(node.db)
    mine = _sure(node, link)
    wanted = _wanted(node, peer, mine, {} if everything else read_peer_heads(node.db, peer))
    total = sum(mine[stream].seq - after for stream, after in wanted)
    writer = _Writer(node, link, put)
    newest, asked = read_marks(node.db, peer)
    copy = me.state == COPY or bool(asked)
    with node.db.transaction():
        note_sent(node.db, peer, writer.id if copy else b"")
    told = {"changes": total, "answers": newest.hex(), "copy": copy}
    writer.write("paket", {**told, **_certificates(node, directory, link)}, pack_frontier(mine))
    sent = 0
    while wanted:
        batch, wanted = collect_batch(node.db, directory, wanted)
        if not batch.segments:
            break
        writer.write("batch", {}, encode_batch(batch.segments, batch.certificates))
        sent += sum(map(len, batch.segments))
        progress(sent, max(sent, total))
    writer.write("akhir", {"changes": sent}, last=True)
    return PacketWritten(peer, link.certificate.name, sent)


def _sure(node: Node, link: Link) -> dict[Stream, Head]:
    """Return what we may say to hold. Of a damaged stream that is what the last scrub proved, so the peer gives the rest again."""
    db = node.db
    with db.unreadable_text():
        mine = scoped_frontier(node, link.child, link.parent)
        first = {damage.number: damage.first for damage in read_damage(db)}
        if not first:
            return mine
        if BESIDE in first and not shapes_are_sound(db):
            return {}
        for row in read_stream_rows(db):
            if row.number in first and (head := mine.pop(row.stream, None)):
                seq = min(first[row.number] - 1, head.seq)
                change = read_id(db, row.stream, seq) if seq else None
                mine |= {row.stream: Head(seq, change)} if change else {}
    return mine


def _wanted(node: Node, peer: bytes, mine: Mapping[Stream, Head], known: Mapping[Stream, Head]) -> list[Wanted]:
    """Return what a peer lacks. Of a stream that it continues otherwise nothing fits, unless it is its own to mend."""
    return [
        (stream, known[stream].seq if stream in known else 0)
        for stream in sorted(mine, key=sending_order)
        if (stream not in known or known[stream].seq < mine[stream].seq)
        and (stream.node == peer or not knows_fork(node.db, peer, stream))
    ]


def _certificates(node: Node, directory: Directory, link: Link) -> dict[str, Any]:
    """Return what a parent gives its child at the beginning of a session: its certificate and whom it may trust."""
    if link.upwards:
        return {}
    own, anchors = certificates_for(directory, node.id, link.child.node)
    told = certificates_digest(directory, node.id, link.child.node)
    return {"c": told, "own": [c.decode() for c in own], "anchors": [c.decode() for c in anchors]}


class _Writer:
    """Signs each message, seals it and hands it on."""

    def __init__(self, node: Node, link: Link, put: Callable[[bytes], None]) -> None:
        self._node, self._receiver, self._put = node, link.certificate.node, put
        self.id = max(node.wall_ms(), 0).to_bytes(8, "big") + node.random(8)
        one_time = X25519PrivateKey.from_private_bytes(node.random(32))
        names = node.identity.name, link.certificate.name
        header = PacketHeader(self.id, node.id, self._receiver, *names, public_bytes(one_time))
        part = sign_header(header, node.identity.key)
        self._cipher = PartCipher(part, one_time, link.certificate.seal)
        put(part)

    def write(self, verb: str, body: dict[str, Any], attachment: bytes = b"", *, last: bool = False) -> None:
        message = Envelope(self._node.id, self._receiver, verb, self.id.hex(), body, attachment)
        self._put(self._cipher.seal(seal(message, self._node.identity.key), last=last))
