"""Read a packet: the same checks as on the line, one transaction a batch, and the writer's receipt for what it holds.

Reading it again, late, or after a newer one is harmless; a packet that breaks off leaves what was read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from selaras.core.ledger.batch import Batch, decode_batch
from selaras.core.ledger.certificate import BadCertificate
from selaras.core.ledger.envelope import BadEnvelope, Envelope, open_envelope
from selaras.core.ledger.frontier import compare, unpack_frontier
from selaras.core.ledger.packet import BadPacket, PacketHeader, PartCipher, check_header, read_header
from selaras.core.ledger.segment import BrokenSegment
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.acknowledge import acknowledge, scoped_frontier
from selaras.flows.apply_batch import apply_batch
from selaras.flows.judge_segment import refuse
from selaras.flows.keep_offered import keep_offered, mend_certificates
from selaras.flows.link import Link, find_link
from selaras.flows.mend_ledger import Mender
from selaras.flows.node import Node, note_witness
from selaras.flows.restate_branch import leave_copy
from selaras.flows.write_packet import Progress
from selaras.store.ledger.damage import mend_safe, read_damage, safe_is_told
from selaras.store.ledger.forks import FORK, note_fork, read_restated
from selaras.store.ledger.quarantine import Refusal
from selaras.store.ledger.queries import read_id
from selaras.store.network.packets import LOST, forget_peer_heads, note_read, note_sent, read_marks
from selaras.store.network.queries import (
    COPY,
    GOOD,
    damaged_certificates,
    met,
    read_directory,
    read_peer_heads,
    read_self,
    set_state,
)

SENTENCES = {
    "bukan_paket": "Berkas ini bukan paket Selaras. Periksa apakah berkasnya benar.",
    "versi_lain": "Paket ini dari Selaras versi lain. Perbarui aplikasi di kantor ini, lalu baca paketnya sekali lagi.",
    "terpotong": "Paket ini terpotong: bagian akhirnya tidak ada. Yang sudah terbaca tetap tersimpan; salin berkasnya"
    " sekali lagi dari pengirim, lalu baca lagi.",
    "berubah": "Isi paket ini rusak atau diubah di jalan, jadi mulai bagian yang rusak tidak diterima. Yang sudah terbaca"
    " tetap tersimpan; minta salinan baru kepada pengirim.",
    "bukan_untuk": "Paket ini untuk «{name}», bukan untuk kantor ini. Di sini tidak ada yang berubah; serahkan berkasnya"
    " kepada kantor itu.",
}


@dataclass
class PacketRefused(Exception):
    """The packet cannot be read here, or not to its end. code: a key of SENTENCES; message: Indonesian."""

    code: str
    message: str


class _Unreadable(Exception):
    """The first message is not what this version writes."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """The first message: what the writer holds, and what it knows of us. offered: certificates, from a parent."""

    changes: int
    answers: bytes
    copy: bool
    held: Mapping[Stream, Head]
    offered: Mapping[str, Any]


@dataclass(slots=True)
class PacketRead:
    """What a packet brought. received: changes that were new; equal: whether both held the same when it was written.

    healed: its changes ended this node's state of a copy. lost: it shows that this node has lost changes of its own.
    mended: changes written again because a scrub had found damage; damaged: what is still broken after it.
    """

    peer: bytes = b""
    name: str = ""
    received: int = 0
    recovered: int = 0
    refused: list[Refusal] = field(default_factory=list)
    equal: bool = False
    healed: bool = False
    lost: bool = False
    mended: int = 0
    damaged: int = 0


def read_packet(node: Node, parts: Iterable[bytes], progress: Progress = lambda _done, _all: None) -> PacketRead:
    """Take in what a packet brings. Raises PacketRefused (what was read until then stays), NoLink, OSError."""
    try:
        return _read(node, iter(parts), progress)
    except BadPacket as error:
        raise PacketRefused(error.cause, SENTENCES[error.cause]) from error
    except (BrokenSegment, BadCertificate, BadEnvelope, _Unreadable) as error:
        raise PacketRefused("versi_lain", SENTENCES["versi_lain"]) from error


def _read(node: Node, parts: Iterator[bytes], progress: Progress) -> PacketRead:
    part = next(parts, None)
    if part is None:
        raise BadPacket("terpotong")
    header = read_header(part)
    if header.receiver != node.id:
        raise PacketRefused("bukan_untuk", SENTENCES["bukan_untuk"].format(name=header.receiver_name))
    link = find_link(node, read_directory(node.db), header.sender, header.sender_name)
    check_header(part, link.certificate.key)
    messages = _messages(node, link, header, PartCipher(part, node.identity.seal, header.one_time), parts)
    opening = _opening(next(messages))
    if link.upwards:
        keep_offered(node, header.sender, opening.offered)
        if damaged_certificates(node.db):
            mend_certificates(node, opening.offered)
    result = PacketRead(header.sender, link.certificate.name)
    _take_in(node, link, opening, messages, result, progress)
    _settle(node, link, header, opening, result)
    note_witness(node)
    return result


def _take_in(  # what stands in a packet, and where to tell of it
    node: Node, link: Link, opening: _Opening, messages: Iterator[Envelope], result: PacketRead, progress: Progress
) -> None:
    """Apply every batch; mend first what a scrub has found damaged."""
    seen = 0
    mender = Mender(node, opening.held) if read_damage(node.db) else None
    for message in messages:
        if message.verb != "batch":
            continue
        batch = decode_batch(message.attachment)
        seen += sum(map(len, batch.segments))
        if mender is not None:
            batch = _mended(mender, batch)
        applied = apply_batch(node, result.peer, batch, link.carries)
        note_witness(node)
        result.received += applied.changes
        result.recovered += applied.recovered
        result.refused += [one for one in applied.refused if not (one.cause == FORK and one.stream.node == node.id)]
        progress(seen, max(seen, opening.changes))
    if mender is not None:
        result.damaged = mender.finish().bad
        result.mended = mender.fetched


def _mended(mender: Mender, batch: Batch) -> Batch:
    """Mend with a batch what it can mend, and return the rest: of what is damaged still nothing can be judged."""
    for segment in batch.segments:
        mender.take(segment)
    broken = mender.wants()
    return replace(batch, segments=tuple(one for one in batch.segments if one.stream not in broken))


def _settle(node: Node, link: Link, header: PacketHeader, opening: _Opening, result: PacketRead) -> None:
    """Note what the whole packet says."""
    with node.db.transaction():
        _acknowledge(node, link, header, opening, result)
        if link.upwards:
            _judge_ourselves(node, header, opening, result)
        else:  # a gap: the writer believes that we hold more, and our next packet puts it right
            gap = any(refusal.cause == "celah" for refusal in result.refused)
            note_sent(node.db, header.sender, LOST if gap else b"")


def _opening(message: Envelope) -> _Opening:
    body = message.body
    try:
        held = unpack_frontier(message.attachment)
        return _Opening(int(body["changes"]), bytes.fromhex(body["answers"]), bool(body["copy"]), held, body)
    except (KeyError, TypeError, ValueError) as error:
        raise _Unreadable from error


def _messages(
    node: Node, link: Link, header: PacketHeader, cipher: PartCipher, parts: Iterator[bytes]
) -> Iterator[Envelope]:
    """Yield the messages, each proven; a packet ends with the part that its writer marked as the last."""
    last = False
    for part in parts:
        if last:
            raise BadPacket("berubah")
        frame, last = cipher.open(part)
        message = open_envelope(frame, link.certificate.key, node.id)
        if message.nonce != header.id.hex() or message.sender != header.sender:
            raise BadPacket("berubah")
        yield message
    if not last:
        raise BadPacket("terpotong")


def _acknowledge(node: Node, link: Link, header: PacketHeader, opening: _Opening, result: PacketRead) -> None:
    """Note what the writer holds; what it has lost since its last packet is *aman* no longer, unless another peer has it.

    An older packet than the newest read can only add: it may be out of date. A writer that knows itself to be a copy may
    have a younger clock than its former self, so its word counts as the newest.
    """
    db, peer = node.db, header.sender
    known, held, gone = read_peer_heads(db, peer), opening.held, list[int]()
    db.lock({stream.wilayah for stream in {*known, *held}})
    true = {stream: head for stream, head in held.items() if read_id(db, stream, head.seq) == head.id}
    if header.id > read_marks(db, peer)[0] or opening.copy:
        lost = {stream for stream, head in known.items() if stream not in true or true[stream].seq < head.seq}
        gone = forget_peer_heads(db, peer, lost)
        known = {stream: head for stream, head in known.items() if stream not in lost}
        note_read(db, peer, header.id)
    for stream, head in held.items():
        if stream not in true and read_id(db, stream, head.seq) is not None:
            note_fork(db, peer, refuse(stream, 0, FORK), node.wall_ms())
    acknowledge(node, peer, {s: head for s, head in true.items() if s not in known or known[s].seq < head.seq})
    for number in gone:
        if not safe_is_told(db, number):
            mend_safe(db, number)
    result.equal = not compare(scoped_frontier(node, link.child, link.parent), read_peer_heads(db, peer))
    met(db, peer, node.wall_ms(), equal=result.equal)


def _judge_ourselves(node: Node, header: PacketHeader, opening: _Opening, result: PacketRead) -> None:
    """Find out from what a parent holds of ours whether this database is the original at its latest.

    A copy may write again once a parent has answered its own packet, and everything of ours that it then held is back here
    or, where the parent keeps another branch of a stream of ours, has been said again.
    """
    db = node.db
    me, asked = read_self(db), read_marks(db, header.sender)[1]
    assert me is not None, "init has made the node"
    ours = {stream: head for stream, head in opening.held.items() if stream.node == node.id}
    missing = [head.id for stream, head in ours.items() if read_id(db, stream, head.seq) != head.id]
    if len(read_restated(db, missing)) < len(missing):
        result.lost = True
        note_sent(db, header.sender, asked or LOST)
        if me.state == GOOD:
            set_state(db, COPY)
    elif asked and opening.answers == asked:
        result.healed = leave_copy(node)
        note_sent(db, header.sender, b"")
