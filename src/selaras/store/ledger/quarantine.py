"""Segments that could not be applied: kept to be looked at, counted, never acknowledged, and bounded in size."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from selaras.core.ledger.batch import decode_batch, encode_batch
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Stream
from selaras.store.database import Database
from selaras.store.ledger.erasure import erased_among

ROWS_MAX = 500  # causes kept apart; further ones only count on the rows there are
BYTES_MAX = 256 * 1024  # of one segment as evidence


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a segment was not applied. cause: a stable word; message: the sentence an officer reads (Indonesian)."""

    stream: Stream
    first: int
    cause: str
    message: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One row of the quarantine, as screens and `doctor` show it."""

    peer: bytes
    stream: Stream
    cause: str
    message: str
    times: int
    last_seen_ms: int


def keep_refused(db: Database, peer: bytes, segment: Segment, refusal: Refusal, wall_ms: int) -> None:
    """Put a segment in quarantine, or count it once more."""
    name = orjson.dumps(refusal.stream.to_json()).decode()
    known = db.execute(
        "UPDATE ledger_quarantine SET times = times + 1, last_seen_ms = ?, message = ?"
        " WHERE peer = ? AND stream = ? AND cause = ?",
        (wall_ms, refusal.message, peer, name, refusal.cause),
    )
    if known or db.rows("SELECT COUNT(*) FROM ledger_quarantine")[0][0] >= ROWS_MAX:
        return
    evidence = b"" if erased_among(db, segment.records) else encode_batch([segment])
    db.execute(
        "INSERT INTO ledger_quarantine"
        " (peer, stream, first, cause, message, segment, times, first_seen_ms, last_seen_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)",
        (
            peer,
            name,
            refusal.first,
            refusal.cause,
            refusal.message,
            evidence if len(evidence) <= BYTES_MAX else b"",
            wall_ms,
            wall_ms,
        ),
    )


def release(db: Database, stream: Stream) -> None:
    """Forget a stream's refusals: a later segment of it was applied after all."""
    name = orjson.dumps(stream.to_json()).decode()
    db.execute("DELETE FROM ledger_quarantine WHERE stream = ?", (name,))


def forget_evidence(db: Database, record: bytes) -> None:
    """Drop the kept segments that speak of a record: what was lawfully erased may stand in none. Their counts stay."""
    for number, evidence in db.rows("SELECT id, segment FROM ledger_quarantine WHERE length(segment) > 0 ORDER BY id"):
        if any(record in segment.records for segment in decode_batch(bytes(evidence)).segments):
            db.execute("UPDATE ledger_quarantine SET segment = ? WHERE id = ?", (b"", number))


def read_quarantine(db: Database) -> list[Quarantined]:
    """Return what stands in quarantine, newest first."""
    rows = db.rows(
        "SELECT peer, stream, cause, message, times, last_seen_ms FROM ledger_quarantine ORDER BY last_seen_ms DESC, id"
    )
    return [
        Quarantined(bytes(peer), Stream.from_json(orjson.loads(stream)), cause, message, times, seen)
        for peer, stream, cause, message, times, seen in rows
    ]
