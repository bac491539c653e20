"""Mend what a bit flip broke with the copy that a peer holds: the author's signature says which bytes are right.

A stream is taken again from its last proven change on, as far as the peer has it, until what stands here proves again.
What only this node holds is left as it is, and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.apply_common import apply_common
from selaras.flows.judge_segment import judge_segment
from selaras.flows.node import Node
from selaras.flows.prove_stream import proven_to
from selaras.flows.rebuild import rebuild
from selaras.flows.scrub import Scrubbed, scrub
from selaras.store.ledger.damage import BESIDE, StreamRow, mend_safe, read_damage, read_stream_rows, safe_is_told
from selaras.store.ledger.erasure import without_erased
from selaras.store.ledger.mending import (
    end_stream,
    forget_strays,
    is_another_history,
    mend_digests,
    mend_names,
    replace_rows,
)
from selaras.store.ledger.quarantine import Refusal
from selaras.store.ledger.queries import read_id
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import read_directory


@dataclass(slots=True)
class _Broken:
    """A stream that the last scrub found damaged. at: how far it is proven; last: how far anything of it stood here."""

    row: StreamRow
    at: int
    last: int


class Mender:
    """Takes a peer's segments over what is damaged here. fetched: changes written again so far."""

    def __init__(self, node: Node, theirs: Mapping[Stream, Head]) -> None:
        """Find what to mend. theirs: what the peer holds, which names streams whose name is damaged here."""
        self.fetched, self._node, self._broken, db = 0, node, dict[Stream, _Broken](), node.db
        with db.unreadable_text():
            with db.transaction():
                db.lock(["registry"])
                mend_names(db, {stream.key: stream for stream in theirs})
            numbers = {damage.number for damage in read_damage(db)}
            for row in read_stream_rows(db):
                if row.stream.key == row.key and (BESIDE in numbers or row.number in numbers):
                    self._broken[row.stream] = _Broken(row, 0, max(row.seq, row.last))
            for stream in list(self._broken):
                self._prove(stream)

    def wants(self) -> dict[Stream, int]:
        """Return the streams that are damaged still, and the last place of each that is sure."""
        return {stream: broken.at for stream, broken in self._broken.items()}

    def take(self, segment: Segment) -> bool:
        """Write a segment over what is damaged, if it is that and proven. Return whether it was."""
        broken = self._broken.get(segment.stream)
        if broken is None or not segment.first <= broken.at + 1 <= segment.head.seq:
            return False
        with self._node.db.unreadable_text():
            if not _put_right(self._node, broken.row, segment):
                return False
            self.fetched += len(segment)
            broken.at = segment.head.seq
            self._prove(segment.stream)
        return True

    def finish(self) -> Scrubbed:
        """Close up what stays damaged, put the registry right and return what a new scrub finds."""
        node, db = self._node, self._node.db
        with db.unreadable_text():
            for broken in self._broken.values():
                self._close(broken)
            with db.transaction():
                db.lock(["registry"])
                forget_strays(db)
        left = scrub(node, lambda _: None)
        if left.bad_changes and not left.places:
            with db.transaction():
                mend_digests(db)
            left = scrub(node, lambda _: None)
        if left.bad_rows:
            rebuild(node, lambda _: None)
            left = scrub(node, lambda _: None)
        return left

    def _prove(self, stream: Stream) -> None:
        """Go on over what proves as it stands; a stream that proves to its end is damaged no more."""
        db, broken = self._node.db, self._broken[stream]
        broken.at = proven_to(db, read_directory(db), stream, broken.at, broken.last, read_shapes(db))
        if broken.at >= broken.last:
            self._close(self._broken.pop(stream))

    def _close(self, broken: _Broken) -> None:
        """Let a stream end where it is proven, and say no more of it to be safe than is sure."""
        db, number = self._node.db, broken.row.number
        with db.transaction():
            db.lock(["registry"])
            head = read_id(db, broken.row.stream, broken.at)
            assert head is not None, "a proven change is there"
            end_stream(db, number, broken.at, head)
            if not safe_is_told(db, number):
                mend_safe(db, number)


def _put_right(node: Node, row: StreamRow, segment: Segment) -> bool:
    """Write a peer's segment over our rows, if it continues what is proven here and hides no branch of ours."""
    db, before = node.db, segment.first - 1
    prev = read_id(db, segment.stream, before)
    if prev is None:
        return False
    with db.transaction():
        db.lock(["registry"])
        verdict = judge_segment(db, read_directory(db), lambda _: True, segment, Head(before, prev))
        if isinstance(verdict, Refusal) or is_another_history(db, row.number, *verdict):
            return False
        whole, ids = verdict
        whole = without_erased(db, whole, ids)
        replace_rows(db, row, whole, ids)
        apply_common(node, whole, ids)
    return True
