"""Receive a batch: judge every segment, keep and show what is sound, quarantine the rest. One transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from selaras.core.ledger.batch import Batch
from selaras.core.ledger.certificate import BadCertificate, read_certificate
from selaras.core.ledger.clock import Clock
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.apply_common import apply_common, lock_writing
from selaras.flows.context import fold_context
from selaras.flows.judge_segment import Scope, judge_segment
from selaras.flows.node import Node
from selaras.flows.restate_branch import leave_epoch, restate_branch
from selaras.store.database import Database
from selaras.store.ledger.erasure import without_erased
from selaras.store.ledger.quarantine import Refusal, keep_refused, release
from selaras.store.ledger.queries import read_head
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


def apply_batch(node: Node, sender: bytes, batch: Batch, scope: Scope) -> Applied:  # noqa: PLR0915
    """Append what is sound and new, and bring the registry up to date.

    Repeating a batch changes nothing. A refused segment is counted in quarantine, is not acknowledged and holds up no
    other stream. scope: the streams that may cross this line at all.
    """
    db, applied = node.db, Applied()
    with db.transaction():
        kinds = {kind for segment in batch.segments for kind in segment.kinds}
        lock_writing(db, {segment.stream.wilayah for segment in batch.segments}, kinds)
        keep_certificates(db, _readable(batch.certificates))
        directory = read_directory(db)
        projection = Projection(db, fold_context(db, node.id))
        me = read_self(db)
        assert me is not None, "init has made the node"
        clock = Clock(me.hlc)
        wall_ms = node.wall_ms()
        for segment in batch.segments:
            stream = segment.stream
            verdict = _judge(db, directory, scope, segment)
            if isinstance(verdict, Refusal) and verdict.cause == "bercabang" and stream.node == node.id:
                restate_branch(node, stream, after=segment.first - 1)
                verdict = _judge(db, directory, scope, segment)
            if isinstance(verdict, Refusal):
                applied.refused.append(verdict)
                keep_refused(db, sender, segment, verdict, wall_ms)
            elif verdict[1]:
                new, ids = verdict
                new = without_erased(db, new, ids)
                insert(db, open_stream(db, stream), new, ids)
                projection.apply(new, ids)
                if apply_common(node, new, ids):
                    directory = read_directory(db)
                    projection = Projection(db, fold_context(db, node.id))
                if stream.node == node.id:
                    applied.recovered += len(ids)
                    leave_epoch(node, stream.epoch)
                clock.see(max(new.hlc), wall_ms)
                applied.changes += len(ids)
                release(db, stream)
            if head := read_head(db, stream):
                applied.held[stream] = head
        move_clock(db, clock.last)
    return applied


def _judge(db: Database, directory: Directory, scope: Scope, segment: Segment) -> tuple[Segment, list[bytes]] | Refusal:
    held = read_head(db, segment.stream) or Head(0, segment.stream.key)
    return judge_segment(db, directory, scope, segment, held)


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
