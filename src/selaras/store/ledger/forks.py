"""Own changes that were said again because their stream forked, and forks that stand between this node and a peer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from selaras.core.ledger.stream import Stream
from selaras.store.database import Database, in_chunks
from selaras.store.ledger.quarantine import Refusal

FORK = "bercabang"


def read_restated(db: Database, ids: Sequence[bytes]) -> dict[bytes, bytes | None]:
    """Return those of these changes of our own that were said again, with the change that says it; None if it was erased."""
    found: dict[bytes, bytes | None] = {}
    for marks, chunk in in_chunks(ids):
        rows = db.rows(f"SELECT id, restated_as FROM ledger_restated WHERE id IN ({marks})", chunk)
        found.update((bytes(old), None if new is None else bytes(new)) for old, new in rows)
    return found


def keep_restated(db: Database, restated: Mapping[bytes, bytes | None]) -> None:
    """Remember what was said again. Inside the transaction that says it."""
    db.executemany("INSERT INTO ledger_restated (id, restated_as) VALUES (?, ?)", sorted(restated.items()))


def note_fork(db: Database, peer: bytes, refusal: Refusal, wall_ms: int) -> None:
    """Show in quarantine, once, that a peer holds another continuation of a stream than we do. Inside a transaction."""
    if knows_fork(db, peer, refusal.stream):
        return
    db.execute(
        "INSERT INTO ledger_quarantine"
        " (peer, stream, first, cause, message, segment, times, first_seen_ms, last_seen_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)",
        (peer, _name(refusal.stream), refusal.first, FORK, refusal.message, b"", wall_ms, wall_ms),
    )


def knows_fork(db: Database, peer: bytes, stream: Stream) -> bool:
    """Return whether it is shown already."""
    sql = "SELECT 1 FROM ledger_quarantine WHERE peer = ? AND stream = ? AND cause = ?"
    return bool(db.rows(sql, (peer, _name(stream), FORK)))


def _name(stream: Stream) -> str:
    return orjson.dumps(stream.to_json()).decode()
