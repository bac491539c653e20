"""Every row of a node's database into another one, whatever both are: a backup is always one SQLite file (ADR 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from selaras.store.database import READ_ROWS, Database, Row

Progress = Callable[[int], None]
PLAIN = (models.TextField, models.CharField, models.IntegerField, models.BinaryField)  # the same in both databases
ALIKE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


def copied_tables() -> Iterator[tuple[str, list[models.Field[Any, Any]]]]:
    """Yield (table, fields) of everything that a node keeps."""
    for model in apps.get_models(include_auto_created=True):
        yield model._meta.db_table, list(model._meta.concrete_fields)  # noqa: SLF001 # Django's public name for it


def copy_rows(source: Database, target: Database, progress: Progress) -> int:
    """Write every row of one database, as it stands at one moment, into the empty or new tables of another; return how many.

    All or nothing. progress: rows so far.
    """
    done = 0
    with source.transaction(), target.transaction():
        if source.dialect == "postgresql":
            source.execute(ALIKE)
        for table, fields in copied_tables():
            target.execute(f"DELETE FROM {table}")  # what the migrations put there
            for count in _copied(source, target, table, fields, ""):
                done += count
                progress(done)
        _restart_numbers(target)
    return done


def copy_some(source: Database, target: Database, table: str, condition: str = "") -> None:
    """Write the rows of one table that meet a condition into the same table of another database. Inside a transaction of target."""
    for _ in _copied(source, target, table, dict(copied_tables())[table], condition):
        pass


def _copied(
    source: Database, target: Database, table: str, fields: Sequence[models.Field[Any, Any]], condition: str
) -> Iterator[int]:
    """Copy a table a chunk at a time, flat in memory; yield how many rows each had."""
    columns = [str(field.column) for field in fields]
    where = f" WHERE {condition}" if condition else ""
    for rows in _in_chunks(source.stream(f"SELECT {','.join(columns)} FROM {table}{where}")):
        target.load(table, columns, _translated(rows, fields, target.dialect))
        yield len(rows)


def _in_chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == READ_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _translated(rows: list[Row], fields: Sequence[models.Field[Any, Any]], dialect: str) -> list[Row]:
    """Return rows as the other database spells their values; most need nothing."""
    at = {i: spell for i, field in enumerate(fields) if (spell := _speller(field, dialect)) is not None}
    if not at:
        return rows
    return [
        tuple(value if value is None or i not in at else at[i](value) for i, value in enumerate(row)) for row in rows
    ]


def _speller(field: models.Field[Any, Any], dialect: str) -> Callable[[Any], Any] | None:
    """Return how a value of this field is written for a database, None where both write it the same."""
    to_sqlite = dialect == "sqlite"
    if isinstance(field, models.ForeignKey):
        return _speller(field.target_field, dialect)
    if isinstance(field, models.BooleanField):
        return int if to_sqlite else bool
    if isinstance(field, models.DateTimeField):
        return _moment_as_text if to_sqlite else _moment
    if isinstance(field, models.DateField):
        return dt.date.isoformat if to_sqlite else dt.date.fromisoformat
    assert isinstance(field, PLAIN), f"{field} has no spelling for a backup yet"
    return None


def _moment_as_text(value: dt.datetime | str) -> str:
    """As Django keeps it in SQLite: UTC, without saying so."""
    return value if isinstance(value, str) else str(value.astimezone(dt.UTC).replace(tzinfo=None))


def _moment(value: dt.datetime | str) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)


def _restart_numbers(db: Database) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers; SQLite does so by itself."""
    if db.dialect == "sqlite":
        return
    for table, fields in copied_tables():
        for field in fields:
            if isinstance(field, models.AutoField | models.BigAutoField):
                db.rows(
                    f"SELECT setval(pg_get_serial_sequence(?, ?), COALESCE(MAX({field.column}), 0) + 1, false) FROM {table}",
                    (table, field.column),
                )
