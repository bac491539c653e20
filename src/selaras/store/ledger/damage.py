"""Where the last scrub found damage, and the plain facts of rows by which it is found and mended.

A damaged row may name a stream that does not exist, so nothing here trusts a stream's key, only the number of its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.core.ledger.stream import Stream
from selaras.store.database import Database, Row
from selaras.store.ledger.write import SEQ_BITS, place

WIDTH = 1 << SEQ_BITS
BESIDE = 0  # the number of no stream: field lists, stray rows, the registry


@dataclass(frozen=True, slots=True)
class Damage:
    """number: of the stream's row or BESIDE; first: the first sequence number that is not sure."""

    number: int
    first: int
    seen_ms: int


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A stream's row as it stands, whether it makes sense or not. last: the greatest sequence number of its changes."""

    number: int
    key: bytes
    stream: Stream
    seq: int
    head: bytes
    safe_seq: int
    last: int


def keep_damage(db: Database, found: Sequence[Damage]) -> None:
    """Keep what a scrub found in place of what the one before it found. Inside a transaction."""
    db.execute("DELETE FROM ledger_damage")
    db.executemany(
        "INSERT INTO ledger_damage (stream, first, seen_ms) VALUES (?, ?, ?)",
        [(damage.number, damage.first, damage.seen_ms) for damage in found],
    )


def read_damage(db: Database) -> list[Damage]:
    """Return what still waits for a repair."""
    return [Damage(*row) for row in db.rows("SELECT stream, first, seen_ms FROM ledger_damage ORDER BY id")]


def read_stream_rows(db: Database) -> list[StreamRow]:
    """Return every stream's row beside what the changes themselves say, at one moment."""
    rows = db.rows(
        "SELECT s.id, s.key, s.node, s.epoch, s.wilayah, s.rumpun, s.seq, s.head, s.safe_seq,"
        " (SELECT MAX(c.place) FROM ledger_change c WHERE c.place > s.id * ? AND c.place < (s.id + 1) * ?)"
        " FROM ledger_stream s ORDER BY s.id",
        (WIDTH, WIDTH),
    )
    found = []
    for number, key, node, epoch, wilayah, rumpun, seq, head, safe_seq, last in rows:
        stream = Stream(bytes(node), bytes(epoch), wilayah, rumpun)
        found.append(StreamRow(number, bytes(key), stream, seq, bytes(head), safe_seq, (last or 0) % WIDTH))
    return found


def count_stream(db: Database, number: int, after: int) -> int:
    """Return how many changes of a stream there are beyond a sequence number."""
    span = (place(number, after), place(number + 1, 0))
    return int(db.rows("SELECT COUNT(*) FROM ledger_change WHERE place > ? AND place < ?", span)[0][0])


def count_strays(db: Database) -> int:
    """Return how many changes and signed heads stand where no stream is."""
    total = 0
    for table in ("ledger_change", "ledger_head"):
        inside = (  # CROSS JOIN: SQLite then goes through the streams, and through one run of keys for each
            f"SELECT COUNT(*) FROM ledger_stream s CROSS JOIN {table} t"
            f" WHERE t.place > s.id * {WIDTH} AND t.place <= s.id * {WIDTH} + s.seq"
        )
        total += int(db.rows(f"SELECT (SELECT COUNT(*) FROM {table}) - ({inside})")[0][0])
    return total


def safe_is_told(db: Database, number: int) -> bool:
    """Return whether `safe_seq` is what the peers acknowledged, at one moment.

    Sure are the acknowledged heads that are ours; no more can be safe than any peer has acknowledged.
    """
    seen = _acknowledged(db, number)
    safe = seen[0][0] if seen else 0
    return _sure(seen) <= safe <= max((seq or 0 for _, seq, _ in seen), default=0)


def mend_safe(db: Database, number: int) -> None:
    """Say no more to be safe than is sure; the next acknowledgement raises it."""
    sure = _sure(_acknowledged(db, number))
    db.execute("UPDATE ledger_stream SET safe_seq = ? WHERE id = ?", (sure, number))
    db.execute("UPDATE network_peer SET digest = ?", (b"",))


def _acknowledged(db: Database, number: int) -> list[Row]:
    """Return (safe_seq, acknowledged sequence number or null, 1 when that head is ours) for each peer."""
    return db.rows(
        "SELECT s.safe_seq, p.seq, CASE WHEN c.id = p.head AND p.seq <= s.seq THEN 1 ELSE 0 END FROM ledger_stream s"
        " LEFT JOIN network_peer_head p ON p.stream = s.id LEFT JOIN ledger_change c ON c.place = s.id * ? + p.seq"
        " WHERE s.id = ?",
        (WIDTH, number),
    )


def _sure(acknowledged: list[Row]) -> int:
    return max((seq for _, seq, ours in acknowledged if ours), default=0)
