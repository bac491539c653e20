"""State facts: the one way in which anything new enters the ledger of this node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from selaras.core.ledger.causality import causal_past, heads
from selaras.core.ledger.certificate import states_kind
from selaras.core.ledger.change import NO_DATE, PARENTS_MAX, PAYLOAD_BYTES_MAX, change_id, commit
from selaras.core.ledger.clock import Clock
from selaras.core.ledger.payload import Scalar, Shape, Source, Statement, encode
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.state import FoldChange
from selaras.core.ledger.stream import Head, Stream, head_message
from selaras.flows.apply_common import apply_common, lock_writing
from selaras.flows.context import fold_context
from selaras.flows.node import NOT_ITS_KIND, Node, NodeMayNotWrite, note_witness
from selaras.store.ledger.write import SIGN_EVERY, Held, insert, open_stream
from selaras.store.network.queries import GOOD, move_clock, read_self
from selaras.store.registry.context import NOBODY
from selaras.store.registry.projection import Projection
from selaras.store.registry.refold import changes_of
from selaras.store.registry.tables import HEADS, split_ids, tables


class NewChange(NamedTuple):
    """A statement to be made. as_of: days since 1970-01-01 or NO_DATE.

    parents: what the author saw; None means all that this node holds now. An editor's form passes the heads that it
    was filled from, so that what arrived meanwhile stands beside it as a rival.
    """

    wilayah: str
    rumpun: str
    kind: str
    record: bytes
    fields: Mapping[str, Scalar]
    author: str
    reason: str
    as_of: int = NO_DATE
    source: Source | None = None
    parents: tuple[bytes, ...] | None = None


@dataclass
class StatementTooLarge(Exception):
    """A change that no other node would accept. record: which one; size: bytes, more than PAYLOAD_BYTES_MAX."""

    record: bytes
    size: int


def record_changes(node: Node, changes: Sequence[NewChange]) -> list[bytes]:
    """Append changes to this node's own streams and bring the registry up to date; return their ids.

    When this returns they are *tersimpan*: on the disk, chained and signed. All or none.
    Raises NodeMayNotWrite, StatementTooLarge.
    """
    with node.db.transaction():
        ids = append(node, changes)
    note_witness(node)
    return ids


def append(node: Node, changes: Sequence[NewChange]) -> list[bytes]:
    """As record_changes, inside a transaction of the caller, who calls note_witness after it."""
    if not all(states_kind(node.identity.level, kind) for kind in {change.kind for change in changes}):
        raise NodeMayNotWrite(NOT_ITS_KIND)
    return append_again(node, changes)


def append_again(node: Node, changes: Sequence[NewChange]) -> list[bytes]:
    """As append, for what was said before: an earlier version of this office may have said what this one refuses."""
    db = node.db
    lock_writing(db, {change.wilayah for change in changes}, {change.kind for change in changes})
    db.lock(["self"])
    me = read_self(db)
    assert me is not None, "init has made the node"
    if me.state != GOOD:
        raise NodeMayNotWrite(me.state)
    context = fold_context(db, node.id)
    projection, clock = Projection(db, context), Clock(me.hlc)
    policy = max(context.policies)
    grouped: dict[tuple[str, str], list[int]] = {}
    for at, change in enumerate(changes):
        grouped.setdefault((change.wilayah, change.rumpun), []).append(at)
    ids: list[bytes] = [b""] * len(changes)
    for (wilayah, rumpun), places in grouped.items():
        stream = Stream(node.id, me.epoch, wilayah, rumpun)
        for start in range(0, len(places), SIGN_EVERY):
            piece = places[start : start + SIGN_EVERY]
            held = open_stream(db, stream)
            part = [changes[at] for at in piece]
            segment, made = _write(node, stream, held, part, policy, clock)
            insert(db, held, segment, made)
            projection.apply(segment, made)
            apply_common(node, segment, made)
            for at, change_id_ in zip(piece, made, strict=True):
                ids[at] = change_id_
    move_clock(db, clock.last)
    return ids


def _write(
    node: Node, stream: Stream, held: Held, changes: Sequence[NewChange], policy: int, clock: Clock
) -> tuple[Segment, list[bytes]]:
    """Return the signed segment of these changes and their ids."""
    seen = _current_heads(node, [c for c in changes if c.parents is None])
    shapes = _shapes(changes)
    wall_ms, entropy = node.wall_ms(), node.random(16 * len(changes))
    ids: list[bytes] = []
    columns: list[tuple[int, str, bytes, bytes, int, int, Shape, bytes, bytes, None]] = []
    prev, seq = held.head.id, held.head.seq
    for at, (_, _, kind, record, fields, author, reason, as_of, source, saw) in enumerate(changes):
        seq += 1
        shape = shapes[kind]
        payload = encode(shape, Statement(fields, author, reason, source))
        if len(payload) > PAYLOAD_BYTES_MAX:
            raise StatementTooLarge(record, len(payload))
        salt = entropy[16 * at : 16 * at + 16]
        parents = seen.get(record, b"") if saw is None else b"".join(sorted(saw)) if saw else b""
        parents = parents[: 32 * PARENTS_MAX]  # heads beyond these stand beside this change as if it had not seen them
        hlc = clock.now(wall_ms)
        commitment = commit(salt, shape.digest, payload)
        prev = change_id(stream.key, seq, prev, hlc, kind, record, parents, as_of, policy, commitment)
        ids.append(prev)
        assert saw is None or record not in seen, "an edit from a form is one change"
        seen[record] = prev
        columns.append((hlc, kind, record, parents, as_of, policy, shape, salt, payload, None))
    head = Head(seq, prev)
    signature = node.identity.key.sign(head_message(stream, head))
    return Segment(stream, held.head.seq + 1, head, signature, *zip(*columns, strict=True)), ids


def _shapes(changes: Sequence[NewChange]) -> dict[str, Shape]:
    """Return the shape of each kind: the dictionary's, and after it whatever else these changes state.

    What a newer version of this office said is stated again by an older one too, when a branch must be mended.
    """
    stated = {(change.kind, tuple(change.fields)) for change in changes}
    named: dict[str, set[str]] = {kind: set() for kind, _ in stated}
    for kind, fields in stated:
        named[kind].update(fields)
    shapes: dict[str, Shape] = {}
    for kind, names in named.items():
        known = tables()[kind].shape if kind in tables() else None
        more = sorted(names - set(known.names if known else ()))
        shapes[kind] = known if known and not more else Shape.of([*(known.names if known else ()), *more])
    return shapes


def _current_heads(node: Node, changes: Sequence[NewChange]) -> dict[bytes, bytes]:
    """Return the joined heads of records as this node holds them; of kinds without a table from the ledger itself."""
    found: dict[bytes, bytes] = {}
    loose: list[bytes] = []
    by_kind: dict[str, set[bytes]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, set()).add(change.record)
    for kind, records in by_kind.items():
        if kind in tables():
            rows = tables()[kind].load(node.db, sorted(records))
            found.update((record, bytes(row[HEADS])) for record, row in rows.items())
        else:
            loose += records
    grouped: dict[bytes, list[FoldChange]] = {}
    for _, id_, ms, _, _, record, parents, policy, _, _ in changes_of(node.db, sorted(loose)):
        linked = FoldChange(bytes(id_), ms, split_ids(bytes(parents)), NOBODY, policy, {})
        grouped.setdefault(bytes(record), []).append(linked)
    found.update((record, b"".join(heads(causal_past(seen)))) for record, seen in grouped.items())
    return found
