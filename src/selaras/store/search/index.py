"""Bring the list up to date with the ledger: what changed beyond the cursors is read from the registry again.

It stands apart from writing, so that import and sync pay nothing for it; until it has caught up, a list is as old as its cursors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from selaras.core.ledger.payload import Scalar
from selaras.core.search.words import grams
from selaras.store.database import Database, in_chunks
from selaras.store.ledger.write import SEQ_BITS
from selaras.store.registry.tables import META, tables
from selaras.store.search.document import REPORTS, Document, document_of

TABLES = ("search_document", "search_word", "search_gram", "search_posting", "search_number", "search_cursor")
DOCUMENT = (
    "id", "record", "kind", "area", "name", "sort", "skala", "section", "status", "missing", "verified", "disputed",
    "changed_ms",
)  # fmt: skip
SORT_CHARS = 60


def behind(db: Database) -> int:
    """Return how many changes the ledger holds that the list does not know yet."""
    rows = db.rows(
        "SELECT COALESCE(SUM(s.seq - COALESCE(c.seq, 0)), 0) FROM ledger_stream s"
        " LEFT JOIN search_cursor c ON c.stream = s.id WHERE s.seq > COALESCE(c.seq, 0)"
    )
    return int(rows[0][0])


def catch_up(db: Database, changes_max: int, today: dt.date) -> int:
    """Take in the next changes, in a transaction of its own; return how many still wait."""
    if not behind(db):
        return 0
    with db.transaction():
        db.lock(["search"])
        touched = _touched(db, changes_max)
        for kind in REPORTS:
            _renew(db, kind, {**_subjects(db, kind, touched), **touched.get(kind, {})}, today)
    return behind(db)


def clear_search(db: Database) -> None:
    """Empty the list, so that it is made anew. Inside a transaction."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")


def forget_lines(db: Database, records: Sequence[bytes]) -> None:
    """Remove these records from the list, with the words that no other record bears. Inside a transaction.

    An erasure calls it at once; the next catching up writes the line as it is now.
    """
    db.lock(["search"])
    _forget(db, records)


def _touched(db: Database, changes_max: int) -> dict[str, dict[bytes, int]]:
    """Return the records of the next changes by kind, each with its latest stamp, and move the cursors beyond them."""
    found: dict[str, dict[bytes, int]] = {}
    streams = db.rows(
        "SELECT s.id, COALESCE(c.seq, 0), s.seq FROM ledger_stream s LEFT JOIN search_cursor c ON c.stream = s.id"
        " WHERE s.seq > COALESCE(c.seq, 0) ORDER BY s.id"
    )
    for number, after, seq in streams:
        last = min(seq, after + changes_max)
        rows = db.rows(
            "SELECT kind, record, MAX(hlc_ms) FROM ledger_change WHERE place > ? AND place <= ? GROUP BY kind, record"
            " ORDER BY record",
            ((number << SEQ_BITS) + after, (number << SEQ_BITS) + last),
        )
        for kind, record, at in rows:
            of_kind = found.setdefault(kind, {})
            of_kind[bytes(record)] = max(at, of_kind.get(bytes(record), 0))
        db.execute(
            "INSERT INTO search_cursor (stream, seq) VALUES (?, ?)"
            " ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq",
            (number, last),
        )
        changes_max -= last - after
        if changes_max <= 0:
            break
    return found


def _subjects(db: Database, kind: str, touched: Mapping[str, Mapping[bytes, int]]) -> dict[bytes, int]:
    """Return the records whose yearly reports were touched."""
    belonging, _ = REPORTS[kind]
    at, table, found = touched.get(belonging, {}), tables()[belonging], {}
    for marks, chunk in in_chunks(list(at)):
        sql = f"SELECT record, {table.subject_field} FROM {table.name} WHERE record IN ({marks})"
        for record, subject in db.rows(sql, chunk):
            if subject:
                found[bytes.fromhex(subject)] = at[bytes(record)]
    return found


def _renew(db: Database, kind: str, touched: Mapping[bytes, int], today: dt.date) -> None:
    """Write the lines of these records anew; those that are deleted, or not here, have none."""
    if not touched:
        return
    table = tables()[kind]
    rows = {
        record: row for record, row in table.load(db, list(touched)).items() if row[META.index("deletions")] is None
    }
    reports = _reports(db, kind, list(rows))
    documents = [
        document_of(kind, record, str(row[1]), table.to_state(row), reports.get(record.hex(), []), today)
        for record, row in sorted(rows.items())
    ]
    old = _forget(db, list(touched))
    highest = int(db.rows("SELECT COALESCE(MAX(id), 0) FROM search_document")[0][0])
    free = max(highest, *(number for number, _ in old.values()), 0)  # a line that is written anew keeps its number
    lines, postings, numbers = [], [], []
    words = _word_numbers(db, {word for document in documents for word in document.words})
    for document in documents:
        number = old.get(document.record, (0, 0))[0]
        if not number:
            free += 1
            number = free
        changed = max(touched[document.record], old.get(document.record, (0, 0))[1])
        lines.append(_line(number, document, changed))
        postings += [(words[word] << 32 | number, number) for word in document.words]
        if document.number:
            numbers.append((number, document.number))
    db.load("search_document", DOCUMENT, lines)
    db.load("search_posting", ("place", "document"), postings)
    db.load("search_number", ("document", "number"), numbers)


def _line(number: int, document: Document, changed: int) -> tuple[object, ...]:
    of = document
    sort = " ".join(of.name.casefold().split())[:SORT_CHARS]
    shown = (of.record, of.kind, of.area, of.name, sort, of.skala, of.section, of.status, of.missing)
    return (number, *shown, of.verified, of.disputed, changed)


def _reports(db: Database, kind: str, records: Sequence[bytes]) -> dict[str, list[dict[str, Scalar]]]:
    """Return the values of the yearly reports of these records, oldest first."""
    belonging, year = REPORTS[kind]
    table, found = tables()[belonging], {}  # type: ignore[var-annotated]
    names = ",".join(table.names)
    for marks, chunk in in_chunks([record.hex() for record in records]):
        sql = (
            f"SELECT {names} FROM {table.name} WHERE {table.subject_field} IN ({marks}) AND deletions IS NULL"
            f" ORDER BY {year}, record"
        )
        for row in db.rows(sql, chunk):
            values = dict(zip(table.names, row, strict=True))
            found.setdefault(str(values[str(table.subject_field)]), []).append(values)
    return found


def _forget(db: Database, records: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """Remove the lines of these records; return (number, latest stamp) of each that had one."""
    found: dict[bytes, tuple[int, int]] = {}
    for marks, chunk in in_chunks(records):
        rows = db.rows(f"SELECT record, id, changed_ms FROM search_document WHERE record IN ({marks})", chunk)
        found.update((bytes(record), (number, changed)) for record, number, changed in rows)
    borne: set[int] = set()
    for marks, chunk in in_chunks([number for number, _ in found.values()]):
        rows = db.rows(f"SELECT DISTINCT place >> 32 FROM search_posting WHERE document IN ({marks})", chunk)
        borne |= {word for (word,) in rows}
        for table, column in (("search_posting", "document"), ("search_number", "document"), ("search_document", "id")):
            db.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", chunk)
    _forget_words(db, sorted(borne))
    return found


def _forget_words(db: Database, words: Sequence[int]) -> None:
    """Remove those of these words that no record bears any more: a rare one tells who bore it."""
    for marks, chunk in in_chunks(words):
        rows = db.rows(
            f"SELECT id FROM search_word w WHERE id IN ({marks}) AND NOT EXISTS (SELECT 1 FROM search_posting p"
            " WHERE p.place BETWEEN w.id * 4294967296 AND w.id * 4294967296 + 4294967295) ORDER BY id",
            chunk,
        )
        gone = [word for (word,) in rows]
        if gone:
            own = ",".join("?" * len(gone))
            db.execute(f"DELETE FROM search_gram WHERE word IN ({own})", gone)
            db.execute(f"DELETE FROM search_word WHERE id IN ({own})", gone)


def _word_numbers(db: Database, words: Iterable[str]) -> dict[str, int]:
    """Return the number of each word, new ones added."""
    wanted = sorted(words)
    found: dict[str, int] = {}
    for marks, chunk in in_chunks(wanted):
        found.update(db.rows(f"SELECT word, id FROM search_word WHERE word IN ({marks})", chunk))
    free = int(db.rows("SELECT COALESCE(MAX(id), 0) FROM search_word")[0][0])
    new = {word: free + at for at, word in enumerate((w for w in wanted if w not in found), start=1)}
    db.load("search_word", ("id", "word"), [(number, word) for word, number in new.items()])
    db.executemany(
        "INSERT INTO search_gram (gram, word) VALUES (?, ?)",
        [(gram, number) for word, number in new.items() for gram in grams(word)],
    )
    return {**found, **new}
