"""Mend what a bit flip broke with the copy that a peer holds: the author's signature says which bytes are right.

A stream is taken again from its last proven change on, as far as the peer has it, until what stands here proves again.
What only this node holds is left as it is, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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

Fetch = Callable[[Stream, int], Sequence[Segment]]


def mend_ledger(node: Node, theirs: Mapping[Stream, Head], fetch: Fetch) -> tuple[int, Scrubbed]:
    """Mend what the last scrub found; return how many changes were fetched again, and what a new scrub finds.

    fetch: gives a peer's segments of a stream after a sequence number that both hold, none when it has no more.
    """
    db, fetched = node.db, 0
    with db.unreadable_text():
        with db.transaction():
            db.lock(["registry"])
            mend_names(db, {stream.key: stream for stream in theirs})
        numbers = {damage.number for damage in read_damage(db)}
        for row in read_stream_rows(db):
            if row.stream.key == row.key and (BESIDE in numbers or row.number in numbers):
                fetched += _mend_stream(node, row, fetch)
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
    return fetched, left


def _mend_stream(node: Node, row: StreamRow, fetch: Fetch) -> int:
    db, stream, directory = node.db, row.stream, read_directory(node.db)
    at, last, fetched = 0, max(row.seq, row.last), 0
    while (at := proven_to(db, directory, stream, at, last, read_shapes(db))) < last:
        before = at
        for segment in fetch(stream, at):
            if not _put_right(node, row, segment, at):
                break
            fetched += len(segment)
            at = segment.head.seq
        if at == before:
            break
    with db.transaction():
        db.lock(["registry"])
        head = read_id(db, stream, at)
        assert head is not None, "a proven change is there"
        end_stream(db, row.number, at, head)
        if not safe_is_told(db, row.number):
            mend_safe(db, row.number)
    return fetched


def _put_right(node: Node, row: StreamRow, segment: Segment, at: int) -> bool:
    """Write a peer's segment over our rows, if it continues what is proven here and hides no branch of ours."""
    db, stream = node.db, row.stream
    prev = read_id(db, stream, at)
    if segment.stream != stream or segment.first != at + 1 or prev is None:
        return False
    with db.transaction():
        db.lock(["registry"])
        verdict = judge_segment(db, read_directory(db), lambda _: True, segment, Head(at, prev))
        if isinstance(verdict, Refusal) or is_another_history(db, row.number, *verdict):
            return False
        whole, ids = verdict
        whole = without_erased(db, whole, ids)
        replace_rows(db, row, whole, ids)
        apply_common(node, whole, ids)
    return True
