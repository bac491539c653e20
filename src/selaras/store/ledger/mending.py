"""Put damaged rows of the ledger right, in place: what stands beyond them may be all there is of it.

Only `flows.mend_ledger` calls this, with changes that are proven by their author's signature.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import orjson

from selaras.core.ledger.change import change_id, commit
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Stream
from selaras.store.database import Database, Row, in_chunks
from selaras.store.ledger.damage import WIDTH, StreamRow, read_stream_rows
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import insert_rows, place

CONTENT = "place, id, hlc_ms, hlc_tick, kind, record, parents, as_of, policy, shape, salt, payload, commitment"
UNREADABLE = (LookupError, ValueError, OverflowError, TypeError, struct.error)


def mend_names(db: Database, theirs: Mapping[bytes, Stream]) -> None:
    """Give stream rows their name or number again where one of both is damaged. theirs: a peer's streams by key."""
    numbers = {row[0] for row in db.rows("SELECT DISTINCT place / ? FROM ledger_change", (WIDTH,))}
    rows = read_stream_rows(db)
    lost = numbers - {row.number for row in rows}
    empty = [row.number for row in rows if row.seq and not row.last]
    if len(lost) == len(empty) == 1:
        db.execute("UPDATE ledger_stream SET id = ? WHERE id = ?", (lost.pop(), empty[0]))
    for row in read_stream_rows(db):
        if row.stream.key == row.key:
            continue
        true = theirs.get(row.key) or theirs.get(row.stream.key)
        if true is not None:
            db.execute(
                "UPDATE ledger_stream SET key = ?, node = ?, epoch = ?, wilayah = ?, rumpun = ? WHERE id = ?",
                (true.key, true.node, true.epoch, true.wilayah, true.rumpun, row.number),
            )


def is_another_history(db: Database, number: int, segment: Segment, ids: Sequence[bytes]) -> bool:
    """Return whether a row here is sound in itself and yet not the peer's: a branch, which damage must not hide."""
    rows = db.rows(
        f"SELECT {CONTENT} FROM ledger_change WHERE place >= ? AND place <= ? ORDER BY place",
        (place(number, segment.first - 1), place(number, segment.head.seq)),
    )
    shapes, stored = read_shapes(db), {row[0]: bytes(row[1]) for row in rows}
    for row in rows:
        seq = row[0] % WIDTH
        if seq < segment.first or bytes(row[1]) == ids[seq - segment.first]:
            continue
        prev = segment.stream.key if seq == 1 else stored.get(row[0] - 1, b"")
        if _id_of(segment.stream, seq, prev, row, shapes) == bytes(row[1]):
            return True
    return False


def replace_rows(db: Database, row: StreamRow, segment: Segment, ids: Sequence[bytes]) -> None:
    """Write a proven segment over what stands at its places; the stream ends where it ended, or with the segment."""
    span = (place(row.number, segment.first), place(row.number, segment.head.seq))
    db.execute("DELETE FROM ledger_change WHERE place >= ? AND place <= ?", span)
    db.execute("DELETE FROM ledger_head WHERE place >= ? AND place <= ?", span)
    insert_rows(db, row.number, segment, ids)
    db.execute("INSERT INTO ledger_head (place, signature) VALUES (?, ?)", (span[1], segment.signature))
    db.execute(
        "UPDATE ledger_stream SET seq = ?, head = ? WHERE id = ? AND seq < ?",
        (segment.head.seq, segment.head.id, row.number, segment.head.seq),
    )


def end_stream(db: Database, number: int, seq: int, head: bytes) -> None:
    """Let a stream end where its proven changes end, and forget what stands beyond if it stands elsewhere too."""
    span = (place(number, seq), place(number + 1, 0))
    forget_doubles(db, "place > ? AND place < ?", span)
    if db.rows("SELECT 1 FROM ledger_change WHERE place > ? AND place < ?", span):
        return
    db.execute("DELETE FROM ledger_head WHERE place > ? AND place < ?", span)
    db.execute(
        "UPDATE ledger_stream SET seq = ?, head = ?, safe_seq = CASE WHEN safe_seq < ? THEN safe_seq ELSE ? END"
        " WHERE id = ?",
        (seq, head, seq, seq, number),
    )


def forget_doubles(db: Database, where: str, values: Sequence[int]) -> None:
    """Delete changes at impossible places that stand at their own place too."""
    strays = db.rows(f"SELECT place, id FROM ledger_change WHERE {where}", values)
    for marks, chunk in in_chunks([bytes(change_id_) for _, change_id_ in strays]):
        sql = f"SELECT id FROM ledger_change WHERE id IN ({marks}) GROUP BY id HAVING COUNT(*) > 1"
        doubled = {bytes(found) for (found,) in db.rows(sql, chunk)}
        gone = [(at,) for at, change_id_ in strays if bytes(change_id_) in doubled]
        db.executemany("DELETE FROM ledger_change WHERE place = ?", gone)


def forget_strays(db: Database) -> None:
    """Delete what belongs to no stream at all and stands at its own place too; signatures of nothing go as well."""
    outside = f"place / {WIDTH} NOT IN (SELECT id FROM ledger_stream)"
    forget_doubles(db, outside, ())
    db.execute(f"DELETE FROM ledger_head WHERE {outside}")


def mend_digests(db: Database) -> None:
    """Let the digest of a field list follow its names, once every change proves with them."""
    for number, digest, names in db.rows("SELECT id, digest, names FROM ledger_shape"):
        true = Shape.of(orjson.loads(names)).digest
        if bytes(digest) != true and not db.rows("SELECT 1 FROM ledger_shape WHERE digest = ?", (true,)):
            db.execute("UPDATE ledger_shape SET digest = ? WHERE id = ?", (true, number))


def _id_of(stream: Stream, seq: int, prev: bytes, row: Row, shapes: Mapping[int, Shape]) -> bytes | None:
    """Return the id that a row's own content gives, None when it gives none."""
    _, _, ms, tick, kind, record, parents, as_of, policy, shape, salt, payload, commitment = row
    try:
        if payload is not None:
            commitment = commit(bytes(salt), shapes[shape].digest, bytes(payload))
        hlc = ms << 32 | tick
        said = (kind, bytes(record), bytes(parents), as_of, policy, bytes(commitment))
        return change_id(stream.key, seq, prev, hlc, *said)
    except UNREADABLE:
        return None
