"""The write door of the ledger: the only code that inserts changes, whoever wrote them.

A change enters as part of a segment whose ids are already proven or were just made; stream row, changes and signed head
move together in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, Stream
from selaras.store.database import Database
from selaras.store.ledger.shapes import shape_numbers

SEQ_BITS = 40
SIGN_EVERY = 2_000  # changes between two signed heads at the most: the size of the smallest batch
COLUMNS = (
    "place",
    "id",
    "hlc_ms",
    "hlc_tick",
    "kind",
    "record",
    "parents",
    "as_of",
    "policy",
    "shape",
    "salt",
    "payload",
    "commitment",
)


@dataclass(frozen=True, slots=True)
class Held:
    """A stream as this database holds it. number: its row id; head.seq is 0 and head.id the stream's key when empty."""

    number: int
    head: Head


def place(number: int, seq: int) -> int:
    """Return the key of a change."""
    return number << SEQ_BITS | seq


def open_stream(db: Database, stream: Stream) -> Held:
    """Return the stream's row, locked for this transaction, making it when it is new."""
    db.lock([stream.key.hex()])
    found = db.rows("SELECT id, seq, head FROM ledger_stream WHERE key = ?", (stream.key,))
    if not found:
        db.execute(
            "INSERT INTO ledger_stream (key, node, epoch, wilayah, rumpun, seq, head, safe_seq)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, 0)",
            (stream.key, stream.node, stream.epoch, stream.wilayah, stream.rumpun, stream.key),
        )
        found = db.rows("SELECT id, seq, head FROM ledger_stream WHERE key = ?", (stream.key,))
    number, seq, head = found[0]
    return Held(number, Head(seq, bytes(head)))


def insert(db: Database, held: Held, segment: Segment, ids: Sequence[bytes]) -> None:
    """Append proven changes that continue the stream, with the author's signature over the last one.

    Segment.first must be held.head.seq + 1: a gap or a repetition is the caller's bug.
    """
    assert segment.first == held.head.seq + 1, "changes must continue the stream"
    insert_rows(db, held.number, segment, ids)
    db.execute(
        "UPDATE ledger_stream SET seq = ?, head = ? WHERE id = ?",
        (segment.head.seq, segment.head.id, held.number),
    )
    keep_signature(db, held, segment.head, segment.signature)


def insert_rows(db: Database, number: int, segment: Segment, ids: Sequence[bytes]) -> None:
    """Write the rows of proven changes to places that are empty."""
    numbers = shape_numbers(db, {shape.digest: shape for shape in segment.shapes}.values())
    first = place(number, segment.first)
    columns = (
        range(first, first + len(segment)),
        ids,
        [stamp >> 32 for stamp in segment.hlc],
        [stamp & 0xFFFFFFFF for stamp in segment.hlc],
        segment.kinds,
        segment.records,
        segment.parents,
        segment.as_of,
        segment.policies,
        [numbers[shape.digest] for shape in segment.shapes],
        segment.salts,
        segment.payloads,
        segment.commitments,
    )
    db.load("ledger_change", COLUMNS, zip(*columns, strict=True))


def keep_signature(db: Database, held: Held, head: Head, signature: bytes) -> None:
    """Keep the signature over a new head; the one before it goes when it lies in the same stretch of SIGN_EVERY."""
    before = held.head.seq
    if before and (before - 1) // SIGN_EVERY == (head.seq - 1) // SIGN_EVERY:
        db.execute("DELETE FROM ledger_head WHERE place = ?", (place(held.number, before),))
    db.execute(
        "INSERT INTO ledger_head (place, signature) VALUES (?, ?)",
        (place(held.number, head.seq), signature),
    )
