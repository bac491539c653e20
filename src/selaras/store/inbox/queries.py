"""Which rows of files were read before, and which records carry an identifier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from selaras.core.ledger.payload import Scalar
from selaras.store.database import Database, in_chunks


def read_rows(db: Database, keys: Sequence[bytes]) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
    """Return the record of each of these keys that rows were imported of, and of each hash of such a row: the first one."""
    by_key: dict[bytes, bytes] = {}
    by_hash: dict[bytes, bytes] = {}
    for marks, chunk in in_chunks(keys):
        sql = f"SELECT key, hash, record FROM inbox_read_row WHERE key IN ({marks}) ORDER BY id DESC"
        for key, said, record in db.rows(sql, chunk):
            by_key[bytes(key)] = bytes(record)
            if said is not None:
                by_hash[bytes(said)] = bytes(record)
    return by_key, by_hash


def keep_rows(db: Database, number: int, rows: Iterable[tuple[bytes, bytes | None, bytes]]) -> None:
    """Remember (key, hash, record) of rows that an import stated. Inside their transaction."""
    db.executemany(
        "INSERT INTO inbox_read_row (key, hash, record, import_id) VALUES (?, ?, ?, ?)",
        [(*row, number) for row in sorted(rows, key=itemgetter(0))],  # near keys together: fewer pages are touched
    )


def read_traces(db: Database, traces: Sequence[int]) -> dict[int, bytes]:
    """Return the record at each of these traces."""
    found: dict[int, bytes] = {}
    for marks, chunk in in_chunks(traces):
        sql = f"SELECT key, record FROM inbox_trace WHERE key IN ({marks})"
        found.update((key, bytes(record)) for key, record in db.rows(sql, chunk))
    return found


def keep_traces(db: Database, traces: Iterable[tuple[int, bytes]]) -> None:
    """Keep (trace, record); the last one stays. Inside the transaction that states the records."""
    db.executemany(
        "INSERT INTO inbox_trace (key, record) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET record = excluded.record",
        sorted(traces),
    )


def records_by(
    db: Database, kind: str, names: Sequence[str], wanted: Iterable[Scalar]
) -> list[tuple[bytes, list[Scalar]]]:
    """Return (record, values of names) where the first name is one of the wanted values, newest record first."""
    found: list[tuple[bytes, list[Scalar]]] = []
    for marks, chunk in in_chunks(sorted({str(value) for value in wanted if value})):
        sql = (
            f"SELECT record, {', '.join(names)} FROM registry_{kind}"
            f" WHERE {names[0]} IN ({marks}) AND deletions IS NULL ORDER BY record DESC"
        )
        found += [(bytes(record), values) for record, *values in db.rows(sql, chunk)]
    return found


def forget_record(db: Database, record: bytes) -> None:
    """Drop everything that files said of a record: rows read before, rows that wait, questions. Inside the erasure's transaction."""
    waiting = [bytes(key) for (key,) in db.rows("SELECT key FROM inbox_waiting_row WHERE record = ?", (record,))]
    asked = [
        bytes(key)
        for (key,) in db.rows("SELECT key FROM inbox_question WHERE record = ? OR other = ?", (record, record))
    ]
    for column, keys in (("waiting", waiting), ("question", asked)):
        for marks, chunk in in_chunks(keys):
            db.execute(f"DELETE FROM inbox_waiting_for WHERE {column} IN ({marks})", chunk)
    db.execute("DELETE FROM inbox_waiting_row WHERE record = ?", (record,))
    db.execute("DELETE FROM inbox_question WHERE record = ? OR other = ?", (record, record))
    db.execute("DELETE FROM inbox_read_row WHERE record = ?", (record,))
    db.execute("DELETE FROM inbox_trace WHERE record = ?", (record,))
