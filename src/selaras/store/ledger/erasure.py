"""Lawful erasure: salt and payload go, the header and its commitment stay, so every chain still verifies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from selaras.core.ledger.change import commit
from selaras.core.ledger.segment import Segment
from selaras.store.database import Database, in_chunks
from selaras.store.ledger.shapes import read_shapes


def erase(db: Database, record: bytes, ids: Collection[bytes]) -> int:
    """Drop what these changes of one record said, now or when they arrive. Return how many were here.

    On SQLite the freed bytes are overwritten.
    """
    if db.dialect == "sqlite":
        db.rows("PRAGMA secure_delete=ON")
    known = {bytes(i) for (i,) in db.rows("SELECT id FROM ledger_erasure WHERE record = ?", (record,))}
    db.executemany(
        "INSERT INTO ledger_erasure (id, record, swept) VALUES (?, ?, ?)",
        [(i, record, False) for i in sorted({*ids} - known)],
    )
    shapes = read_shapes(db)
    found = db.rows(
        "SELECT place, id, shape, salt, payload FROM ledger_change WHERE record = ? AND payload IS NOT NULL",
        (record,),
    )
    gone = [
        (commit(bytes(salt), shapes[shape].digest, bytes(payload)), place)
        for place, change_id, shape, salt, payload in found
        if bytes(change_id) in ids
    ]
    db.executemany("UPDATE ledger_change SET salt = NULL, payload = NULL, commitment = ? WHERE place = ?", gone)
    return len(gone)


def unswept(db: Database) -> int:
    """Return how many erased changes freed pages of the database may still hold."""
    return int(db.rows("SELECT COUNT(*) FROM ledger_erasure WHERE NOT swept")[0][0])


def mark_swept(db: Database) -> None:
    """Note that every page was written anew since the erasures that are known now."""
    db.execute("UPDATE ledger_erasure SET swept = ? WHERE NOT swept", (True,))


def erased_among(db: Database, records: Collection[bytes]) -> bool:
    """Return whether anything was erased of these records."""
    return any(
        db.rows(f"SELECT 1 FROM ledger_erasure WHERE record IN ({marks}) LIMIT 1", chunk)
        for marks, chunk in in_chunks(sorted(set(records)))
    )


def without_erased(db: Database, segment: Segment, ids: list[bytes]) -> Segment:
    """Return the segment without the payloads that were erased before they arrived here."""
    if not db.rows("SELECT 1 FROM ledger_erasure LIMIT 1"):
        return segment
    gone: set[tuple[bytes, bytes]] = set()
    for marks, chunk in in_chunks(ids):
        sql = f"SELECT id, record FROM ledger_erasure WHERE id IN ({marks})"
        gone |= {(bytes(i), bytes(record)) for i, record in db.rows(sql, chunk)}
    if not gone:
        return segment
    salts, payloads, commitments = list(segment.salts), list(segment.payloads), list(segment.commitments)
    for i, key in enumerate(zip(ids, segment.records, strict=True)):
        salt, payload = salts[i], payloads[i]
        if key in gone and salt is not None and payload is not None:
            commitments[i] = commit(salt, segment.shapes[i].digest, payload)
            salts[i] = payloads[i] = None
    return replace(segment, salts=salts, payloads=payloads, commitments=commitments)
