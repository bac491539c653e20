"""Mend what a restored or cloned database does to our own streams: a new epoch, and a lost branch said again.

Two copies of one node that both wrote have each continued the same stream. What the other nodes hold stays in the
stream; what only this copy said is stated again in a new epoch, so that neither branch is lost.
"""

from __future__ import annotations

from dataclasses import replace

from selaras.core.ledger.payload import decode
from selaras.core.ledger.stream import Stream
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, append
from selaras.store.ledger.queries import read_id
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import Held, open_stream, place
from selaras.store.network.queries import COPY, GOOD, SelfState, read_self, write_self
from selaras.store.registry.projection import Projection
from selaras.store.registry.tables import split_ids, tables


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
    return True


def _begin_epoch(node: Node, me: SelfState) -> None:
    epoch = node.random(8)
    node.witness.expect(epoch)
    write_self(node.db, replace(me, epoch=epoch))


def restate_branch(node: Node, stream: Stream, after: int) -> int:
    """Take our changes after a sequence number out of a stream and state them again in a new epoch; return how many.

    Inside the caller's transaction, so the branch is never gone.
    """
    db = node.db
    leave_epoch(node, stream.epoch)
    held, shapes = open_stream(db, stream), read_shapes(db)
    rows = db.rows(
        "SELECT id, kind, record, parents, as_of, shape, payload FROM ledger_change"
        " WHERE place > ? AND place <= ? ORDER BY place",
        (place(held.number, after), place(held.number, held.head.seq)),
    )
    _cut(node, stream, held, after)
    touched: dict[str, set[bytes]] = {}
    for row in rows:
        touched.setdefault(row[1], set()).add(bytes(row[2]))
    projection = Projection(db, fold_context(db, node.id))
    for kind, records in touched.items():
        if kind in tables():
            projection.fold_again(tables()[kind], records)
    _allow(node)
    new_ids: dict[bytes, bytes] = {}
    for old_id, kind, record, parents, as_of, shape, payload in rows:
        if payload is None:
            continue
        said = decode(shapes[shape], bytes(payload))
        seen = tuple(new_ids.get(parent, parent) for parent in split_ids(bytes(parents)))
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
        (new_ids[bytes(old_id)],) = append(node, [change])
    return len(new_ids)


def _cut(node: Node, stream: Stream, held: Held, after: int) -> None:
    db = node.db
    span = (place(held.number, after), place(held.number, held.head.seq))
    db.execute("DELETE FROM ledger_change WHERE place > ? AND place <= ?", span)
    db.execute("DELETE FROM ledger_head WHERE place > ? AND place <= ?", span)
    head = read_id(db, stream, after)
    db.execute(
        "UPDATE ledger_stream SET seq = ?, head = ?, safe_seq = CASE WHEN safe_seq < ? THEN safe_seq ELSE ? END"
        " WHERE id = ?",
        (after, head, after, after, held.number),
    )


def _allow(node: Node) -> None:
    """A node that has found out what it lost, and writes in a new epoch, may write again."""
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    write_self(node.db, replace(me, state=GOOD))
