"""Exchange with a parent: the child's side of sync.

hello (digests; equal ends the session), pull what we lack, push what it lacks, receipt. Every batch is a
transaction and a resume point; whatever the line does, repeating is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from selaras.core.ledger.batch import OtherBatch, decode_batch, encode_batch
from selaras.core.ledger.certificate import Certificate, in_link_scope
from selaras.core.ledger.envelope import BadEnvelope, Envelope, OtherVersion, open_envelope, seal
from selaras.core.ledger.frontier import compare, frontier_digest, frontier_from_json, frontier_to_json, unpack_frontier
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.acknowledge import acknowledge, scoped_frontier
from selaras.flows.apply_batch import apply_batch
from selaras.flows.collect_batch import collect_batch, sending_order
from selaras.flows.judge_segment import refuse
from selaras.flows.keep_offered import keep_offered, mend_certificates
from selaras.flows.mend_ledger import Mender
from selaras.flows.node import Node, note_witness
from selaras.flows.restate_branch import leave_copy
from selaras.store.ledger.damage import read_damage
from selaras.store.ledger.forks import FORK, knows_fork, note_fork, read_restated
from selaras.store.ledger.quarantine import Refusal
from selaras.store.ledger.queries import read_id
from selaras.store.network.queries import (
    REVOKED,
    damaged_certificates,
    met,
    read_directory,
    read_peer_certificates,
    set_state,
)

Transport = Callable[[bytes], bytes]
Progress = Callable[[int, int], None]
PROBES = 16  # places asked for at once when two branches are compared
UNREADABLE = "Jawaban kantor induk tidak dapat dibaca: jalurnya rusak, atau versinya lain."
BROKEN_PARENT = "Sertifikatnya di sini rusak. Minta kode undangan baru kepada kantor itu, lalu jalankan «selaras join»."
OTHER_VERSION = "Kantor induk memakai versi Selaras yang lain. Perbarui aplikasi di kantor yang versinya lebih lama."


class PeerUnreachable(Exception):
    """The line is down, or the peer did not answer in time or not in a way that can be read. Its text is for the officer."""


@dataclass
class PeerRefused(Exception):
    """The peer answered and said no. code: "dicabut", "kedaluwarsa", "tak_dikenal" …; message: Indonesian."""

    code: str
    message: str


@dataclass(slots=True)
class Exchanged:
    """What one session moved: changes, and bytes as they went over the line.

    mended: changes fetched again because a scrub had found damage; damaged: what is still broken after it.
    """

    peer: bytes
    sent: int = 0
    received: int = 0
    recovered: int = 0
    rounds: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    refused: list[Refusal] = field(default_factory=list)
    equal: bool = False
    mended: int = 0
    damaged: int = 0


class Line:
    """One session with a parent: signs, checks and counts every message."""

    def __init__(self, node: Node, parent: Certificate, transport: Transport, result: Exchanged) -> None:
        self._node, self._parent, self._transport, self._result = node, parent, transport, result
        self.token = ""

    def ask(self, verb: str, body: Mapping[str, Any], attachment: bytes = b"") -> Envelope:
        """Return the parent's answer. Raises PeerRefused, PeerUnreachable."""
        nonce = self._node.random(8).hex()
        told = {**body, "k": self.token} if self.token else dict(body)
        request = Envelope(self._node.id, self._parent.node, verb, nonce, told, attachment)
        frame = seal(request, self._node.identity.key)
        self._result.rounds += 1
        self._result.bytes_sent += len(frame)
        answer = self._transport(frame)
        self._result.bytes_received += len(answer)
        try:
            reply = open_envelope(answer, self._parent.key, self._node.id)
        except OtherVersion as error:
            raise PeerUnreachable(OTHER_VERSION) from error
        except BadEnvelope as error:
            raise PeerUnreachable(UNREADABLE) from error
        if reply.nonce != nonce:
            raise PeerUnreachable(UNREADABLE)
        if reply.verb != "ok":
            raise PeerRefused(str(reply.body.get("code", "")), str(reply.body.get("message", "")))
        return reply

    def ids(self, stream: Stream, places: Sequence[int]) -> list[str]:
        """Return the parent's change ids (hex, empty for none) at these places of a stream."""
        reply = self.ask("ids", {"s": stream.to_json(), "at": list(places)})
        return [str(found) for found in reply.body.get("ids", ())]

    def last_common(self, node: Node, stream: Stream, below: int) -> int:
        """Return the last sequence number up to which both hold the same stream."""
        low, high = 0, below + 1
        while high - low > 1:
            places = sorted({low + (high - low) * i // PROBES for i in range(1, PROBES)} - {low})
            for at, found in zip(places, self.ids(stream, places), strict=False):
                if found == (read_id(node.db, stream, at) or b"").hex():
                    low = max(low, at)
                else:
                    high = min(high, at)
        return low

    def count(self, received: int, recovered: int, refused: Sequence[Refusal]) -> None:
        """Count a batch that was applied here."""
        self._result.received += received
        self._result.recovered += recovered
        self._result.refused += refused

    def count_sent(self, sent: int, refused: Sequence[Refusal]) -> None:
        """Count a batch that the parent applied."""
        self._result.sent += sent
        self._result.refused += refused


def find_parent(node: Node, parent: bytes) -> Certificate:
    """Return a parent's certificate. Raises PeerRefused when it is damaged: then nothing that the parent says can be proven."""
    found = read_directory(node.db).certificates.get(parent)
    if found is None:
        raise PeerRefused("rusak", BROKEN_PARENT)
    return found


def exchange(
    node: Node,
    parent: Certificate,
    transport: Transport,
    progress: Progress = lambda _done, _all: None,
    result: Exchanged | None = None,
) -> Exchanged:
    """Bring this node and one parent to the same changes, as far as the line holds.

    Raises PeerUnreachable (what was done until then stays done) and PeerRefused; `result` tells then what had moved.
    """
    result = Exchanged(parent.node) if result is None else result
    try:
        _session(node, parent, Line(node, parent, transport, result), result, progress)
    except PeerRefused as refused:
        if refused.code == "dicabut":
            with node.db.transaction():
                set_state(node.db, REVOKED)
        raise
    finally:
        note_witness(node)
    return result


def _session(node: Node, parent: Certificate, line: Line, result: Exchanged, progress: Progress) -> None:
    if read_damage(node.db):
        _mend(node, line, result)
    mine = scoped_frontier(node, node_certificate(node), parent)
    hello = line.ask("hello", {"d": frontier_digest(mine).hex()})
    line.token = str(hello.body.get("k", ""))
    _renew(node, line, hello)
    if hello.body.get("eq"):
        result.equal = True
        with node.db.transaction():
            acknowledge(node, parent.node, mine)
            leave_copy(node)
            met(node.db, parent.node, node.wall_ms(), equal=True)
        return
    theirs = _read_frontier(hello.attachment)
    _pull(node, parent, line, mine, theirs, progress)
    with node.db.transaction():
        leave_copy(node)
    _push(node, parent, line, theirs, progress)
    final = scoped_frontier(node, node_certificate(node), parent)
    held = {d.stream: d.mine for d in compare(final, mine) if d.mine is not None}
    done = line.ask("receipt", {"held": frontier_to_json(held), "d": frontier_digest(final).hex()})
    result.equal = bool(done.body.get("eq"))
    with node.db.transaction():
        if result.equal:
            acknowledge(node, parent.node, final)
        met(node.db, parent.node, node.wall_ms(), equal=result.equal)


def _mend(node: Node, line: Line, result: Exchanged) -> None:
    """Mend with the parent's copy what the last scrub found."""
    hello = line.ask("hello", {"d": ""})
    line.token = str(hello.body.get("k", ""))
    theirs = _read_frontier(hello.attachment)
    if damaged := damaged_certificates(node.db):
        reply = line.ask("certificates", {"of": [about.hex() for about, _, _ in damaged]})
        with from_peer():
            mend_certificates(node, reply.body)

    def fetch(stream: Stream, after: int) -> Sequence[Segment]:
        common = read_id(node.db, stream, after)
        if common is None or stream not in theirs:
            return ()
        reply = line.ask("pull", {"want": [[*stream.to_json(), after, common.hex()]]})
        with from_peer():
            return decode_batch(reply.attachment).segments if reply.attachment else ()

    mender = Mender(node, theirs)
    for stream in mender.wants():
        while (after := mender.wants().get(stream)) is not None:
            if not [segment for segment in fetch(stream, after) if mender.take(segment)]:
                break
    result.damaged = mender.finish().bad
    result.mended = mender.fetched


def ask_frontier(
    node: Node, parent: Certificate, transport: Transport, mine: Mapping[Stream, Head]
) -> Mapping[Stream, Head]:
    """Return the parent's signed heads of the streams that both may hold. Raises PeerUnreachable, PeerRefused."""
    line = Line(node, parent, transport, Exchanged(parent.node))
    hello = line.ask("hello", {"d": frontier_digest(mine).hex()})
    return mine if hello.body.get("eq") else _read_frontier(hello.attachment)


def node_certificate(node: Node) -> Certificate:
    """Return what this node says of itself; scope needs only its level, wilayah and rumpun."""
    return node.identity.certificate(node.id, 0, 0)


def _renew(node: Node, line: Line, hello: Envelope) -> None:
    """Fetch certificates when the parent says that it has others for us than we hold: ours renewed, or anchors above it."""
    offered = str(hello.body.get("c", ""))
    if offered == read_peer_certificates(node.db, hello.sender):
        return
    reply = line.ask("certificates", {})
    with from_peer():
        keep_offered(node, hello.sender, {**reply.body, "c": offered})


def _read_frontier(packed: bytes) -> dict[Stream, Head]:
    with from_peer():
        return unpack_frontier(packed)


@contextmanager
def from_peer() -> Iterator[None]:
    """What a parent of another version sends may not be readable: that is its answer failing, not a bug of ours."""
    try:
        yield
    except OtherBatch as error:
        raise PeerUnreachable(OTHER_VERSION) from error
    except (LookupError, TypeError, ValueError) as error:
        raise PeerUnreachable(UNREADABLE) from error


def _pull(
    node: Node,
    parent: Certificate,
    line: Line,
    mine: Mapping[Stream, Head],
    theirs: Mapping[Stream, Head],
    progress: Progress,
) -> None:
    """Fetch what the parent holds and we do not, our own lost changes too."""
    wanted = list(_to_pull(node, parent, line, mine, theirs))
    total = sum(theirs[stream].seq - after for stream, after in wanted)
    child = node_certificate(node)
    while wanted:
        rows = [[*stream.to_json(), after, (read_id(node.db, stream, after) or b"").hex()] for stream, after in wanted]
        reply = line.ask("pull", {"want": rows})
        if not reply.attachment:
            break
        with from_peer():
            batch = decode_batch(reply.attachment)
        applied = apply_batch(node, parent.node, batch, lambda s: in_link_scope(child, parent, s))
        line.count(applied.changes, applied.recovered, applied.refused)
        note_witness(node)
        refused = {refusal.stream for refusal in applied.refused}
        reached = {segment.stream: segment.head.seq for segment in batch.segments}
        wanted = [
            (stream, max(after, reached.get(stream, 0)))
            for stream, after in wanted
            if stream not in refused and max(after, reached.get(stream, 0)) < theirs[stream].seq
        ]
        progress(total - sum(theirs[stream].seq - after for stream, after in wanted), total)


def _to_pull(
    node: Node, parent: Certificate, line: Line, mine: Mapping[Stream, Head], theirs: Mapping[Stream, Head]
) -> Iterator[tuple[Stream, int]]:
    for difference in compare(mine, theirs):
        stream, ours, other = difference.stream, difference.mine, difference.theirs
        if other is None:
            continue
        if ours is None:
            yield stream, 0
        elif read_id(node.db, stream, other.seq) == other.id:
            continue
        elif other.seq > ours.seq and line.ids(stream, [ours.seq]) == [ours.id.hex()]:
            yield stream, ours.seq
        elif stream.node == node.id and len(read_restated(node.db, [ours.id, other.id])) < 2:
            yield stream, line.last_common(node, stream, min(ours.seq, other.seq))
        elif stream.node != parent.node:
            _show_fork(node, parent, stream)


def _show_fork(node: Node, parent: Certificate, stream: Stream) -> None:
    """Show that the parent holds another continuation of a stream, which neither of us can mend from here."""
    with node.db.transaction():
        note_fork(node.db, parent.node, refuse(stream, 0, FORK), node.wall_ms())


def _push(node: Node, parent: Certificate, line: Line, theirs: Mapping[Stream, Head], progress: Progress) -> None:
    """Send what we hold and the parent does not, each batch answered by a signed receipt."""
    mine = scoped_frontier(node, node_certificate(node), parent)
    directory = read_directory(node.db)
    wanted = list(_to_push(node, parent, line, mine, theirs))
    total = sum(mine[stream].seq - after for stream, after in wanted)
    while wanted:
        batch, wanted = collect_batch(node.db, directory, wanted)
        if not batch.segments:
            break
        reply = line.ask("push", {}, encode_batch(batch.segments, batch.certificates))
        with from_peer():
            held = frontier_from_json(reply.body.get("held"))
            refused = [
                Refusal(Stream.from_json(row[:4]), 0, str(row[4]), str(row[5])) for row in reply.body.get("refused", ())
            ]
        with node.db.transaction():
            acknowledge(node, parent.node, held)
            for refusal in refused:
                if refusal.cause == FORK:
                    note_fork(node.db, parent.node, refusal, node.wall_ms())
        line.count_sent(int(reply.body.get("changes", 0)), refused)
        stopped = {refusal.stream for refusal in refused}
        wanted = [(stream, after) for stream, after in wanted if stream not in stopped]
        progress(total - sum(mine[stream].seq - after for stream, after in wanted), total)


def _to_push(
    node: Node, parent: Certificate, line: Line, mine: Mapping[Stream, Head], theirs: Mapping[Stream, Head]
) -> Iterator[tuple[Stream, int]]:
    for stream, ours in sorted(mine.items(), key=lambda item: sending_order(item[0])):
        other = theirs.get(stream)
        if other is None:
            yield stream, 0
        elif other == ours:
            continue
        elif other.seq < ours.seq and read_id(node.db, stream, other.seq) == other.id:
            yield stream, other.seq
        elif stream.node != parent.node or knows_fork(node.db, parent.node, stream):
            continue
        elif other.seq <= ours.seq or line.ids(stream, [ours.seq]) != [ours.id.hex()]:
            yield stream, line.last_common(node, stream, min(ours.seq, other.seq))
