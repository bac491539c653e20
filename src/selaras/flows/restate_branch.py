"""Mend what a restored or cloned database does to our own streams: a new epoch, and a lost branch said again.

Two copies of one node that both wrote have each continued the same stream. What the first peer holds stays in the
stream; what it lacks is stated again in a new epoch, so that no branch is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from selaras.core.ledger.payload import Shape, decode
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Stream
from selaras.flows.apply_common import POLICY_KIND, adopt_again
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.flows.recall_rows import recall_rows
from selaras.flows.record_changes import NewChange, append_again
from selaras.store.database import Database
from selaras.store.ledger.forks import keep_restated, read_restated
from selaras.store.ledger.queries import read_id
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import open_stream, place
from selaras.store.network.queries import COPY, GOOD, REVOKED, SelfState, read_self, write_self
from selaras.store.registry.projection import Projection
from selaras.store.registry.tables import split_ids, tables

_Said = tuple[bytes, str, bytes, bytes, int, Shape, bytes | None]  # id, kind, record, parents, as_of, shape, payload


def leave_epoch(node: Node, epoch: bytes) -> None:
    """Begin a new epoch if this one is still the node's: nothing more may be appended to its streams."""
    node.db.lock(["self"])
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.epoch == epoch:
        _begin_epoch(node, me)


def leave_copy(node: Node) -> bool:
    """End the state of a copy, once what other nodes hold of our own is back: new epoch, writing allowed. Return whether it was one."""
    node.db.lock(["self"])
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.state != COPY:
        return False
    _begin_epoch(node, replace(me, state=GOOD))
    recall_rows(node.db)
    return True


def _begin_epoch(node: Node, me: SelfState) -> None:
    epoch = node.random(8)
    node.witness.expect(epoch)
    write_self(node.db, replace(me, epoch=epoch))


def mend_fork(node: Node, segment: Segment, ids: Sequence[bytes]) -> bool:
    """Save both branches of an own stream that a peer continues otherwise. Return whether its branch may now be appended.

    The first time, the peer's branch takes the place of ours, and ours is said again. A peer that still holds a branch
    which stood here before keeps it: then each side is told what it lacks, once, and nothing is moved to and fro.
    ids: of the segment's changes, proven. Inside the caller's transaction, so that no branch is ever gone.
    """
    db, stream = node.db, segment.stream
    me = read_self(db)
    assert me is not None, "init has made the node"
    if me.state == REVOKED:
        return False
    at = next(i for i, change in enumerate(ids) if read_id(db, stream, segment.first + i) != change)
    after = segment.first + at - 1
    leave_epoch(node, stream.epoch)
    leave_copy(node)
    ours = _branch(db, stream, after)
    if not read_restated(db, ids[at:]):
        _cut(node, stream, after)
        _say_again(node, stream, ours)
        return True
    theirs = list(
        zip(
            ids,
            segment.kinds,
            segment.records,
            segment.parents,
            segment.as_of,
            segment.shapes,
            segment.payloads,
            strict=True,
        )
    )
    _say_again(node, stream, ours)
    _say_again(node, stream, theirs[at:])
    return False


def _branch(db: Database, stream: Stream, after: int) -> list[_Said]:
    """Return our changes of a stream after a sequence number."""
    shapes, number = read_shapes(db), open_stream(db, stream).number
    rows = db.rows(
        "SELECT id, kind, record, parents, as_of, shape, payload FROM ledger_change"
        " WHERE place > ? AND place < ? ORDER BY place",
        (place(number, after), place(number + 1, 0)),
    )
    return [
        (i, kind, record, parents, as_of, shapes[shape], said) for i, kind, record, parents, as_of, shape, said in rows
    ]


def _say_again(node: Node, stream: Stream, branch: Sequence[_Said]) -> None:
    """State changes of our own again in the present epoch, each only once, whatever branches it stands in."""
    before = read_restated(node.db, [bytes(change[0]) for change in branch])
    now: dict[bytes, bytes | None] = {}
    for old_id, kind, record, parents, as_of, shape, payload in branch:
        old = bytes(old_id)
        if old in before:
            continue
        if payload is None:
            now[old] = None
            continue
        said = decode(shape, bytes(payload))
        seen = tuple(now.get(parent) or before.get(parent) or parent for parent in split_ids(bytes(parents)))
        change = NewChange(
            stream.wilayah,
            stream.rumpun,
            kind,
            bytes(record),
            said.fields,
            said.author,
            said.reason,
            as_of,
            said.source,
            seen,
        )
        (now[old],) = append_again(node, [change])
    keep_restated(node.db, now)


def _cut(node: Node, stream: Stream, after: int) -> None:
    """Take our changes after a sequence number out of a stream, and out of the registry."""
    db, held = node.db, open_stream(node.db, stream)
    span = (place(held.number, after), place(held.number, held.head.seq))
    touched: dict[str, set[bytes]] = {}
    for kind, record in db.rows("SELECT kind, record FROM ledger_change WHERE place > ? AND place <= ?", span):
        touched.setdefault(kind, set()).add(bytes(record))
    db.execute("DELETE FROM ledger_change WHERE place > ? AND place <= ?", span)
    db.execute("DELETE FROM ledger_head WHERE place > ? AND place <= ?", span)
    head = read_id(db, stream, after)
    db.execute(
        "UPDATE ledger_stream SET seq = ?, head = ?, safe_seq = CASE WHEN safe_seq < ? THEN safe_seq ELSE ? END"
        " WHERE id = ?",
        (after, head, after, after, held.number),
    )
    if POLICY_KIND in touched:
        adopt_again(node)
    projection = Projection(db, fold_context(db, node.id))
    for kind, records in touched.items():
        if kind in tables():
            projection.fold_again(tables()[kind], records)
