"""Receive a batch: judge every segment, keep and show what is sound, quarantine the rest. One transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from selaras.core.ledger.batch import Batch
from selaras.core.ledger.certificate import BadCertificate, read_certificate
from selaras.core.ledger.clock import Clock
from selaras.core.ledger.segment import Segment, prove
from selaras.core.ledger.stream import RUMPUN_UMUM, Head, Stream
from selaras.flows.apply_common import POLICY_KIND, apply_common, lock_writing
from selaras.flows.context import fold_context
from selaras.flows.judge_segment import Scope, judge_segment
from selaras.flows.node import Node
from selaras.flows.restate_branch import leave_epoch, mend_fork
from selaras.store.database import Database
from selaras.store.ledger.erasure import without_erased
from selaras.store.ledger.forks import FORK
from selaras.store.ledger.quarantine import Refusal, keep_refused, release
from selaras.store.ledger.queries import read_head, read_id
from selaras.store.ledger.write import insert, open_stream
from selaras.store.network.queries import Directory, keep_certificates, move_clock, read_directory, read_self
from selaras.store.registry.projection import Projection

CERTIFICATES_MAX = 2_000  # of one batch: more than all kab/kota of the nation


@dataclass(slots=True)
class Applied:
    """What became of a batch. held: our heads of its streams now, which is all that may be acknowledged.

    recovered: changes of our own that this database had lost and that came back.
    """

    changes: int = 0
    held: dict[Stream, Head] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    recovered: int = 0


def apply_batch(node: Node, sender: bytes, batch: Batch, scope: Scope) -> Applied:
    """Append what is sound and new, and bring the registry up to date.

    Repeating a batch changes nothing. A refused segment is counted in quarantine, is not acknowledged and holds up no
    other stream. scope: the streams that may cross this line at all.
    """
    db, applied = node.db, Applied()
    with db.transaction():
        kinds = {kind for segment in batch.segments for kind in segment.kinds}
        streams = {segment.stream for segment in batch.segments}
        if any(stream.node == node.id and stream.rumpun == RUMPUN_UMUM for stream in streams):
            kinds.add(POLICY_KIND)  # another branch of ours may take back an authority table
        lock_writing(db, {stream.wilayah for stream in streams}, kinds)
        keep_certificates(db, _readable(batch.certificates))
        receiver = _Receiver(node)
        for segment in batch.segments:
            verdict = receiver.judge(scope, segment)
            if isinstance(verdict, Refusal):
                applied.refused.append(verdict)
                keep_refused(db, sender, segment, verdict, node.wall_ms())
            elif verdict[1]:
                receiver.append(*verdict)
                applied.changes += len(verdict[1])
                applied.recovered += len(verdict[1]) if segment.stream.node == node.id else 0
            if head := read_head(db, segment.stream):
                applied.held[segment.stream] = head
        move_clock(db, receiver.clock.last)
    return applied


class _Receiver:
    """What one batch is judged and shown with; read anew when a change in it alters certificates or policies."""

    def __init__(self, node: Node) -> None:
        self._node = node
        me = read_self(node.db)
        assert me is not None, "init has made the node"
        self.clock = Clock(me.hlc)
        self._read()

    def _read(self) -> None:
        db = self._node.db
        self._directory = read_directory(db)
        self._projection = Projection(db, fold_context(db, self._node.id))

    def judge(self, scope: Scope, segment: Segment) -> tuple[Segment, list[bytes]] | Refusal:
        """Judge a segment; where it shows that this database is a copy that went its own way, mend that first."""
        verdict = _judge(self._node.db, self._directory, scope, segment)
        forked = isinstance(verdict, Refusal) and verdict.cause == FORK and segment.stream.node == self._node.id
        if not forked:
            return verdict
        mended = mend_fork(self._node, segment, _ids(self._node.db, segment))
        self._read()
        return _judge(self._node.db, self._directory, scope, segment) if mended else verdict

    def append(self, new: Segment, ids: list[bytes]) -> None:
        """Keep proven changes and show them. Changes of our own that come back end the epoch that lost them."""
        node, db, stream = self._node, self._node.db, new.stream
        new = without_erased(db, new, ids)
        insert(db, open_stream(db, stream), new, ids)
        self._projection.apply(new, ids)
        if apply_common(node, new, ids):
            self._read()
        if stream.node == node.id:
            leave_epoch(node, stream.epoch)
        self.clock.see(max(new.hlc), node.wall_ms())
        release(db, stream)


def _judge(db: Database, directory: Directory, scope: Scope, segment: Segment) -> tuple[Segment, list[bytes]] | Refusal:
    held = read_head(db, segment.stream) or Head(0, segment.stream.key)
    return judge_segment(db, directory, scope, segment, held)


def _ids(db: Database, segment: Segment) -> list[bytes]:
    """Return the ids of a segment that was judged: up to the fork it is our own stream."""
    prev = read_id(db, segment.stream, segment.first - 1)
    assert prev is not None, "a gap is refused before a fork"
    return prove(segment, prev)


def _readable(certificates: tuple[bytes, ...]) -> list[bytes]:
    """Return the certificates that can be read; one broken certificate must not stop the batch."""
    kept: list[bytes] = []
    for signed in certificates[:CERTIFICATES_MAX]:
        try:
            read_certificate(signed)
        except BadCertificate:
            continue
        kept.append(signed)
    return kept
