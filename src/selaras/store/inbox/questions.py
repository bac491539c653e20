"""Questions that imports asked, and the rows that wait for an answer: read and written in plain SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import orjson

from selaras.core.intake.draft import Question
from selaras.store.database import Database, Row, in_chunks

OVERTAKEN = "gugur"  # the answer of a question that nothing waits for any more: newer rows have said it


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it stands in the inbox. id: the number that an officer names. record, other: what it is about, if that is there.

    about: see core.intake.draft.Question. answer: None while it is open.
    """

    id: int
    key: bytes
    code: str
    about: tuple[str, ...]
    field: str
    options: tuple[tuple[str, str], ...]
    file: str
    layout: str
    sheet: str
    row: int
    heading: str
    value: str
    message: str
    record: bytes | None
    other: bytes | None
    asked_ms: int
    answer: str | None
    answered_ms: int | None
    author: str | None


_NAMES = tuple(field.name for field in fields(AskedQuestion))
_COLUMNS = ", ".join(_NAMES)


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to be kept. file: name of the file it arose in."""

    question: Question
    file: str
    layout: str
    record: bytes | None = None
    other: bytes | None = None


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """A sheet of which rows wait. layout: JSON of its SheetLayout. as_of: days since 1970-01-01."""

    key: bytes
    file: str
    layout: str
    as_of: int
    author: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits. cells: JSON. questions: keys of what it waits for. record: the one that its other values stand in."""

    key: bytes
    sheet: bytes
    row: int
    cells: str
    record: bytes | None
    questions: tuple[bytes, ...] = ()


def keep_questions(db: Database, asked: Iterable[NewQuestion], wall_ms: int) -> None:
    """Keep questions. One that was asked before keeps its number and is open again: its answer had no effect."""
    rows = [
        (
            new.question.key,
            new.question.fault.code,
            _json(new.question.about),
            new.question.field,
            _json(new.question.options),
            new.file,
            new.layout,
            new.question.fault.sheet,
            new.question.fault.row,
            new.question.fault.column,
            new.question.fault.value,
            new.question.fault.message,
            new.record,
            new.other,
            wall_ms,
        )
        for new in asked
    ]
    db.executemany(
        "INSERT INTO inbox_question (key, code, about, field, options, file, layout, sheet, row, heading, value, message,"
        " record, other, asked_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET answer = NULL, answered_ms = NULL, author = NULL, record = excluded.record,"
        " message = excluded.message, file = excluded.file, row = excluded.row",
        rows,
    )


def keep_waiting(db: Database, number: int, sheet: WaitingSheet, rows: Sequence[WaitingRow]) -> None:
    """Keep rows of an import that wait, with the sheet they stand in."""
    db.executemany(
        "INSERT INTO inbox_waiting_sheet (key, file, layout, as_of, author) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(sheet.key, sheet.file, sheet.layout, sheet.as_of, sheet.author)],
    )
    db.executemany(
        "INSERT INTO inbox_waiting_row (key, sheet, row, cells, record, import_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [(row.key, row.sheet, row.row, row.cells, row.record, number) for row in rows],
    )
    db.executemany(
        "INSERT INTO inbox_waiting_for (question, waiting) VALUES (?, ?)",
        [(question, row.key) for row in rows for question in row.questions],
    )


def open_questions(db: Database) -> list[AskedQuestion]:
    """Return the questions without an answer, in the order in which they were asked first."""
    return [_asked(row) for row in db.rows(f"SELECT {_COLUMNS} FROM inbox_question WHERE answer IS NULL ORDER BY id")]


def all_questions(db: Database) -> list[AskedQuestion]:
    """Return every question, answered ones too, in the order in which they were asked first."""
    return [_asked(row) for row in db.rows(f"SELECT {_COLUMNS} FROM inbox_question ORDER BY id")]


def read_question(db: Database, number: int) -> AskedQuestion | None:
    """Return one question, None when there is none of that number."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM inbox_question WHERE id = ?", (number,))
    return _asked(rows[0]) if rows else None


def settled_answers(db: Database) -> dict[bytes, str]:
    """Return every answer of an officer by the key of its question; one that was overtaken says nothing of the same row again."""
    rows = db.rows("SELECT key, answer FROM inbox_question WHERE answer <> ? ORDER BY id", (OVERTAKEN,))
    return {bytes(key): answer for key, answer in rows}


def set_answer(db: Database, key: bytes, answer: str, author: str, wall_ms: int) -> None:
    """Note the answer of a question."""
    db.execute(
        "UPDATE inbox_question SET answer = ?, author = ?, answered_ms = ? WHERE key = ?",
        (answer, author, wall_ms, key),
    )


def waiting_counts(db: Database) -> dict[bytes, int]:
    """Return how many rows wait for each question."""
    rows = db.rows("SELECT question, COUNT(*) FROM inbox_waiting_for GROUP BY question ORDER BY question")
    return {bytes(key): count for key, count in rows}


def waiting_for(db: Database, question: bytes) -> dict[WaitingSheet, list[WaitingRow]]:
    """Return the rows that wait for a question, by sheet, in their order."""
    found: dict[WaitingSheet, list[WaitingRow]] = {}
    for key, file, layout, as_of, author, *row in db.rows(
        "SELECT s.key, s.file, s.layout, s.as_of, s.author, r.key, r.row, r.cells, r.record FROM inbox_waiting_for f"
        " JOIN inbox_waiting_row r ON r.key = f.waiting JOIN inbox_waiting_sheet s ON s.key = r.sheet"
        " WHERE f.question = ? ORDER BY s.file, s.key, r.row",
        (question,),
    ):
        sheet = WaitingSheet(bytes(key), file, layout, as_of, author)
        found.setdefault(sheet, []).append(WaitingRow(bytes(row[0]), sheet.key, row[1], row[2], _bytes(row[3])))
    return found


def has_waiting(db: Database, sheet: bytes) -> bool:
    """Return whether a row of this sheet waits."""
    return bool(db.rows("SELECT 1 FROM inbox_waiting_row WHERE sheet = ? LIMIT 1", (sheet,)))


def open_of_records(db: Database, code: str, records: Sequence[bytes]) -> list[AskedQuestion]:
    """Return the open questions of one code about these records."""
    found: list[AskedQuestion] = []
    for marks, chunk in in_chunks(records):
        sql = f"SELECT {_COLUMNS} FROM inbox_question WHERE record IN ({marks}) AND code = ? AND answer IS NULL ORDER BY id"
        found += [_asked(row) for row in db.rows(sql, (*chunk, code))]
    return found


def close_question(db: Database, key: bytes, wall_ms: int) -> None:
    """Close a question that newer rows have answered; rows that wait for nothing else go."""
    set_answer(db, key, OVERTAKEN, "", wall_ms)
    waiting = [bytes(row) for (row,) in db.rows("SELECT waiting FROM inbox_waiting_for WHERE question = ?", (key,))]
    db.execute("DELETE FROM inbox_waiting_for WHERE question = ?", (key,))
    for marks, chunk in in_chunks(waiting):
        db.execute(
            f"DELETE FROM inbox_waiting_row WHERE key IN ({marks})"
            " AND NOT EXISTS (SELECT 1 FROM inbox_waiting_for f WHERE f.waiting = inbox_waiting_row.key)",
            chunk,
        )


def drop_waiting(db: Database, rows: Sequence[bytes], wall_ms: int) -> None:
    """Let rows wait no more, and close the questions that nothing waits for any longer."""
    for marks, chunk in in_chunks(rows):
        sql = f"SELECT DISTINCT question FROM inbox_waiting_for WHERE waiting IN ({marks}) ORDER BY question"
        questions = [bytes(key) for (key,) in db.rows(sql, chunk)]
        db.execute(f"DELETE FROM inbox_waiting_for WHERE waiting IN ({marks})", chunk)
        db.execute(f"DELETE FROM inbox_waiting_row WHERE key IN ({marks})", chunk)
        for key in questions:
            db.execute(
                "UPDATE inbox_question SET answer = ?, answered_ms = ? WHERE key = ? AND answer IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM inbox_waiting_for WHERE question = ?)",
                (OVERTAKEN, wall_ms, key, key),
            )


def drop_import(db: Database, number: int, deleted: Sequence[bytes], wall_ms: int) -> None:
    """Let no row of an import wait that was taken back, and close the questions about the records that went with it."""
    sql = "SELECT key FROM inbox_waiting_row WHERE import_id = ? ORDER BY key"
    drop_waiting(db, [bytes(key) for (key,) in db.rows(sql, (number,))], wall_ms)
    for marks, chunk in in_chunks(deleted):
        db.execute(
            f"UPDATE inbox_question SET answer = ?, answered_ms = ? WHERE answer IS NULL"
            f" AND (record IN ({marks}) OR other IN ({marks}))",
            (OVERTAKEN, wall_ms, *chunk, *chunk),
        )


def _asked(row: Row) -> AskedQuestion:
    said = dict(zip(_NAMES, row, strict=True))
    said["key"], said["record"], said["other"] = bytes(said["key"]), _bytes(said["record"]), _bytes(said["other"])
    said["about"] = tuple(orjson.loads(said["about"]))
    said["options"] = tuple((word, meaning) for word, meaning in orjson.loads(said["options"]))
    return AskedQuestion(**said)


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview | bytearray) else None


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
