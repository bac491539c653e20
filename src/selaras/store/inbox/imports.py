"""Which files were imported, and which changes each of them stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from selaras.store.database import Database, in_chunks
from selaras.store.ledger.write import place

_COLUMNS = "id, file, kind, author, as_of, begun_ms, finished_ms, undone_ms, accepted, refused, changes"


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import. as_of: days since 1970-01-01; moments in milliseconds; finished_ms is None when it broke off."""

    id: int
    file: str
    kind: str
    author: str
    as_of: int
    begun_ms: int
    finished_ms: int | None
    undone_ms: int | None
    accepted: int
    refused: int
    changes: int


def begin_import(db: Database, file: str, author: str, as_of: int, wall_ms: int) -> int:
    """Note that an import begins, and return its number. Inside a transaction of its own."""
    db.lock(["self"])
    number = int(db.rows("SELECT COALESCE(MAX(id), 0) + 1 FROM inbox_import")[0][0])
    db.execute(
        "INSERT INTO inbox_import (id, file, kind, author, as_of, begun_ms, accepted, refused, changes)"
        " VALUES (?, ?, '', ?, ?, ?, 0, 0, 0)",
        (number, file, author, as_of, wall_ms),
    )
    return number


def finish_import(db: Database, number: int, kind: str, counts: tuple[int, int, int], wall_ms: int) -> None:
    """Note that an import is complete. counts: rows accepted, rows refused, changes."""
    db.execute(
        "UPDATE inbox_import SET kind = ?, accepted = ?, refused = ?, changes = ?, finished_ms = ? WHERE id = ?",
        (kind, *counts, wall_ms, number),
    )


def keep_spans(db: Database, number: int, node: bytes, epoch: bytes, counts: Mapping[tuple[str, str], int]) -> None:
    """Note the changes just appended to own streams. counts: how many, by wilayah and rumpun. In their transaction."""
    rows = db.rows("SELECT id, wilayah, rumpun, seq FROM ledger_stream WHERE node = ? AND epoch = ?", (node, epoch))
    spans = [
        (number, place(stream, seq - counts[wilayah, rumpun] + 1), place(stream, seq))
        for stream, wilayah, rumpun, seq in rows
        if (wilayah, rumpun) in counts
    ]
    db.executemany("INSERT INTO inbox_import_span (import_id, first, last) VALUES (?, ?, ?)", spans)


def was_imported(db: Database, file: str) -> bool:
    """Return whether a file of this name was imported before."""
    return bool(db.rows("SELECT 1 FROM inbox_import WHERE file = ? LIMIT 1", (file,)))


def read_imports(db: Database) -> list[PastImport]:
    """Return all imports, newest first."""
    return [PastImport(*row) for row in db.rows(f"SELECT {_COLUMNS} FROM inbox_import ORDER BY id DESC")]


def read_import(db: Database, number: int) -> PastImport | None:
    """Return one import, None when there is none of that number."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM inbox_import WHERE id = ?", (number,))
    return PastImport(*rows[0]) if rows else None


def changes_of_import(db: Database, number: int) -> Iterator[tuple[bytes, str, bytes]]:
    """Yield (record, kind, change) of everything that an import stated, in the order in which it did."""
    spans = db.rows("SELECT first, last FROM inbox_import_span WHERE import_id = ? ORDER BY id", (number,))
    for first, last in spans:
        rows = db.rows(
            "SELECT record, kind, id FROM ledger_change WHERE place >= ? AND place <= ? ORDER BY place", (first, last)
        )
        yield from ((bytes(record), kind, bytes(change)) for record, kind, change in rows)


def mark_undone(db: Database, number: int, wall_ms: int) -> None:
    """Note that an import was taken back."""
    db.execute("UPDATE inbox_import SET undone_ms = ? WHERE id = ?", (wall_ms, number))


def forget_rows(db: Database, number: int, records: Iterable[bytes]) -> None:
    """Forget the rows that an import read about these records, so that they can be imported again."""
    for marks, chunk in in_chunks(sorted(records)):
        db.execute(
            f"DELETE FROM inbox_read_row WHERE import_id = ? AND record IN ({marks})",
            (number, *chunk),
        )
