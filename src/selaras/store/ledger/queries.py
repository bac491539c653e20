"""Questions to the ledger: what it holds, and the changes of a stream from a place on."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.core.ledger.berita_acara import SignedHead
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, Stream
from selaras.store.database import Database
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import SEQ_BITS, place

BATCH_CHANGES_MAX = 4_000
BATCH_PAYLOAD_MAX = 4 * 1024 * 1024  # bytes before compression; flat memory, and a resume point a few seconds apart


def read_frontier(db: Database) -> dict[Stream, Head]:
    """Return the heads of all streams that have changes."""
    rows = db.rows("SELECT node, epoch, wilayah, rumpun, seq, head FROM ledger_stream WHERE seq > 0 ORDER BY id")
    return {
        Stream(bytes(node), bytes(epoch), wilayah, rumpun): Head(seq, bytes(head))
        for node, epoch, wilayah, rumpun, seq, head in rows
    }


def read_streams(db: Database) -> dict[int, Stream]:
    """Return all streams by their number in this database."""
    rows = db.rows("SELECT id, node, epoch, wilayah, rumpun FROM ledger_stream ORDER BY id")
    return {number: Stream(bytes(node), bytes(epoch), wilayah, rumpun) for number, node, epoch, wilayah, rumpun in rows}


def read_signed_heads(db: Database) -> dict[Stream, SignedHead]:
    """Return the heads of all streams that have changes, each with its author's signature."""
    rows = db.rows(
        "SELECT s.node, s.epoch, s.wilayah, s.rumpun, s.seq, s.head, h.signature FROM ledger_stream s"
        " JOIN ledger_head h ON h.place = s.id * ? + s.seq ORDER BY s.id",
        (1 << SEQ_BITS,),
    )
    return {
        Stream(bytes(node), bytes(epoch), wilayah, rumpun): SignedHead(Head(seq, bytes(head)), bytes(signature))
        for node, epoch, wilayah, rumpun, seq, head, signature in rows
    }


def read_head(db: Database, stream: Stream) -> Head | None:
    """Return the head of one stream, None when nothing of it is held."""
    rows = db.rows("SELECT seq, head FROM ledger_stream WHERE key = ? AND seq > 0", (stream.key,))
    return Head(rows[0][0], bytes(rows[0][1])) if rows else None


def read_id(db: Database, stream: Stream, seq: int) -> bytes | None:
    """Return the id of the change at a place; of place 0 the stream's key, with which its chain begins."""
    if seq == 0:
        return stream.key
    if not 0 < seq < 1 << SEQ_BITS:  # a peer may ask for anything; other places belong to other streams
        return None
    rows = db.rows(
        "SELECT c.id FROM ledger_change c JOIN ledger_stream s ON c.place = s.id * ? + ? WHERE s.key = ?",
        (1 << SEQ_BITS, seq, stream.key),
    )
    return bytes(rows[0][0]) if rows else None


def read_segment(db: Database, stream: Stream, after: int, shapes: Mapping[int, Shape]) -> Segment | None:
    """Return the changes after a sequence number up to a signed head, as many as one batch takes; None when there are none."""
    found = read_segment_and_ids(db, stream, after, shapes)
    return None if found is None else found[0]


def read_segment_and_ids(
    db: Database, stream: Stream, after: int, shapes: Mapping[int, Shape], heads: int = 2
) -> tuple[Segment, tuple[bytes, ...]] | None:
    """As read_segment, and the ids that stand beside the changes.

    The author signed heads at most SIGN_EVERY apart, so a batch has a bounded size. heads: 1 to end at the first of them.
    """
    number = db.rows("SELECT id FROM ledger_stream WHERE key = ?", (stream.key,))[0][0]
    ends = db.rows(
        "SELECT place, signature FROM ledger_head WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
        (place(number, after), place(number + 1, 0), heads),
    )
    if not ends:
        return None
    if len(ends) == 2 and ends[1][0] - place(number, after) > BATCH_CHANGES_MAX:
        ends.pop()
    rows = db.rows(
        "SELECT place, id, hlc_ms, hlc_tick, kind, record, parents, as_of, policy, shape, salt, payload, commitment"
        " FROM ledger_change WHERE place > ? AND place <= ? ORDER BY place",
        (place(number, after), ends[-1][0]),
    )
    if len(ends) == 2 and sum(len(row[11] or b"") for row in rows) > BATCH_PAYLOAD_MAX:
        ends.pop()
        rows = [row for row in rows if row[0] <= ends[0][0]]
    last, signature = ends[-1]
    columns = list(zip(*rows, strict=True))
    if not shapes.keys() >= set(columns[9]):
        shapes = read_shapes(db)  # another writer brought one in since
    seq = last & ((1 << SEQ_BITS) - 1)
    segment = Segment(
        stream=stream,
        first=after + 1,
        head=Head(seq, bytes(columns[1][-1])),
        signature=bytes(signature),
        hlc=[ms << 32 | tick for ms, tick in zip(columns[2], columns[3], strict=True)],
        kinds=columns[4],
        records=columns[5],
        parents=columns[6],
        as_of=columns[7],
        policies=columns[8],
        shapes=[shapes[number] for number in columns[9]],
        salts=columns[10],
        payloads=columns[11],
        commitments=columns[12],
    )
    return segment, columns[1]


def read_signatures(db: Database, stream: Stream, after: int, last: int) -> list[tuple[int, bytes]]:
    """Return (sequence number, signature) of a stream's signed heads after one place up to another."""
    rows = db.rows(
        "SELECT h.place - s.id * ?, h.signature FROM ledger_head h"
        " JOIN ledger_stream s ON h.place > s.id * ? + ? AND h.place <= s.id * ? + ? WHERE s.key = ? ORDER BY h.place",
        (1 << SEQ_BITS, 1 << SEQ_BITS, after, 1 << SEQ_BITS, last, stream.key),
    )
    return [(int(seq), bytes(signature)) for seq, signature in rows]


def count_changes(db: Database) -> int:
    """Return how many changes the ledger holds."""
    return int(db.rows("SELECT COUNT(*) FROM ledger_change")[0][0])


def own_heads(db: Database, node: bytes, epoch: bytes) -> dict[str, int]:
    """Return how far each of a node's streams of one epoch has come, by stream key in hex."""
    rows = db.rows(
        "SELECT key, seq FROM ledger_stream WHERE node = ? AND epoch = ? AND seq > 0 ORDER BY id",
        (node, epoch),
    )
    return {bytes(key).hex(): seq for key, seq in rows}


def unsafe_count(db: Database, node: bytes) -> int:
    """Return how many of a node's own changes no other node has acknowledged yet."""
    rows = db.rows("SELECT COALESCE(SUM(seq - safe_seq), 0) FROM ledger_stream WHERE node = ?", (node,))
    return int(rows[0][0])


def mark_safe(db: Database, stream: Stream, head: Head) -> bool:
    """Note that another node holds a stream up to a head. Return False when that head is not ours."""
    if read_id(db, stream, head.seq) != head.id:
        return False
    db.execute(
        "UPDATE ledger_stream SET safe_seq = ? WHERE key = ? AND safe_seq < ?",
        (head.seq, stream.key, head.seq),
    )
    return True


def newest_stamps(db: Database) -> list[tuple[bytes, int]]:
    """Return (node, milliseconds of its clock) of the last change of each stream."""
    rows = db.rows(
        "SELECT s.node, c.hlc_ms FROM ledger_stream s JOIN ledger_change c ON c.place = s.id * ? + s.seq ORDER BY s.id",
        (1 << SEQ_BITS,),
    )
    return [(bytes(node), int(ms)) for node, ms in rows]
