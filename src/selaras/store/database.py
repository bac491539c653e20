"""The database as the write paths see it: SQL with `?`, rows as tuples, one transaction at a time.

Ledger and registry write thousands of rows at once, for which the ORM is 20 times too slow; web pages read through the
ORM. SQLite and PostgreSQL differ only in what is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

Row = tuple[Any, ...]
READ_ROWS = 2_000  # rows fetched at a time when a result is streamed
VARIABLES_MAX = 900  # of one statement, below the limit of any SQLite


class Database(Protocol):
    """One connection."""

    dialect: str

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query."""
        ...

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield rows with flat memory. Inside a transaction on PostgreSQL."""
        ...

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement and return the number of rows it touched."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None: ...

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert many new rows by the fastest way there is."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept together or not at all, and is on the disk when the block ends. No nesting."""
        ...

    def lock(self, names: Iterable[str]) -> None:
        """Hold these names until the transaction ends; another writer of one of them waits."""
        ...


def in_chunks(values: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield ("?,?,…", values) for IN lists that every database accepts."""
    for at in range(0, len(values), VARIABLES_MAX):
        chunk = values[at : at + VARIABLES_MAX]
        yield ",".join("?" * len(chunk)), chunk


class SqliteDatabase:
    """SQLite through a DB-API connection in autocommit mode (pysqlite3's, Django's, or apsw's in the power-cut tests)."""

    dialect = "sqlite"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return list(self._connection.cursor().execute(sql, tuple(params)))

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        cursor = self._connection.cursor()
        cursor.execute(sql, tuple(params))
        while chunk := cursor.fetchmany(READ_ROWS):
            yield from chunk

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        return int(self._connection.cursor().execute(sql, tuple(params)).rowcount)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.cursor().executemany(sql, rows)

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        marks = ",".join("?" * len(columns))
        self.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def lock(self, names: Iterable[str]) -> None:
        """Nothing to do: BEGIN IMMEDIATE made this the only writer."""


class PostgresDatabase:
    """PostgreSQL through a psycopg 3 connection in autocommit mode."""

    dialect = "postgresql"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        with self._connection.cursor() as cursor:
            return list(cursor.execute(sql.replace("?", "%s"), tuple(params)).fetchall())

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        with self._connection.transaction(), self._connection.cursor(name="selaras_stream") as cursor:
            cursor.itersize = READ_ROWS
            cursor.execute(sql.replace("?", "%s"), tuple(params))
            yield from cursor

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        with self._connection.cursor() as cursor:
            return int(cursor.execute(sql.replace("?", "%s"), tuple(params)).rowcount)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), rows)

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        statement = f"COPY {table} ({','.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def transaction(self) -> AbstractContextManager[None]:
        transaction: AbstractContextManager[None] = self._connection.transaction()
        return transaction

    def lock(self, names: Iterable[str]) -> None:
        for name in sorted(names):
            self.rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (name,))


def default_database() -> Database:
    """Return the node's database over Django's own connection."""
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    return PostgresDatabase(raw) if connection.vendor == "postgresql" else SqliteDatabase(raw)
