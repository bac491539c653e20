"""The database as the write paths see it: SQL with `?`, rows as tuples, one transaction at a time.

Ledger and registry write thousands of rows at once, for which the ORM is too slow (ADR 3); screens read the same way, so that
one query serves both databases. SQLite and PostgreSQL differ only in what is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

Row = tuple[Any, ...]
READ_ROWS = 2_000  # rows fetched at a time when a result is streamed
MERGE_ROWS = 30  # from here on PostgreSQL replaces rows faster through a table of its own than one by one
COPY_PAGES = 4_096  # pages of a copy between two reports of progress
VARIABLES_MAX = 900  # of one statement, below the limit of any SQLite


class Queryable(Protocol):
    """What figures need of an engine: a database of ours, or one that reads the files of a lake."""

    dialect: str

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query."""
        ...

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement and return the number of rows it touched."""
        ...


class Database(Queryable, Protocol):
    """One connection."""

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield rows with flat memory. Inside a transaction on PostgreSQL."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None: ...

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many new rows by the fastest way there is."""
        ...

    def replace(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write rows over those that are there; the first column is the key, and stands once in `rows`. Inside a transaction."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept together or not at all, and is on the disk when the block ends. No nesting."""
        ...

    def unreadable_text(self) -> AbstractContextManager[None]:
        """Inside, text that is no UTF-8 is read with marks in place of what cannot be read, instead of failing."""
        ...

    def file_fault(self) -> str:
        """Return what is wrong with the database's own structure, "" when nothing is known to be."""
        ...

    def mend_indexes(self) -> None:
        """Make every index anew from its table, as far as the tables can be read."""
        ...

    def lock(self, names: Iterable[str], *, shared: bool = False) -> None:
        """Hold these names until the transaction ends; another writer of one of them waits.

        shared: only those wait who want a name alone. In this order: "impor", "penerbitan", "registry", then wilayah, then "self".
        """
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
        self._takes_any_text = False

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        try:
            return list(self._connection.cursor().execute(sql, tuple(params)))
        except self._connection.OperationalError:
            if not self._takes_any_text:
                raise
        with self._any_text():
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

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.executemany(_insert(table, columns), rows)

    def replace(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.executemany(_insert(table, columns) + _over(columns), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")  # fails on a full disk, and then leaves the transaction open
        except BaseException:
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    def copy_to(self, path: Path, progress: Callable[[int, int], None]) -> None:
        """Copy the whole database, as it stands at one moment, into a new file; writers go on meanwhile. progress: pages."""
        import sqlite3

        target = sqlite3.connect(path)
        self.execute("BEGIN")
        try:
            self.rows("SELECT 1 FROM sqlite_master LIMIT 1")  # from here on this connection sees one moment
            self._connection.backup(
                target, pages=COPY_PAGES, progress=lambda _status, left, total: progress(total - left, total)
            )
        finally:
            self.execute("ROLLBACK")
            target.close()

    @contextmanager
    def unreadable_text(self) -> Iterator[None]:
        self._takes_any_text = True
        try:
            yield
        finally:
            self._takes_any_text = False

    @contextmanager
    def _any_text(self) -> Iterator[None]:
        """Decode every text here, which costs more than the driver's own way: only after that one failed."""
        before = self._connection.text_factory
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            yield
        finally:
            self._connection.text_factory = before

    def file_fault(self) -> str:
        try:
            found = self.rows("PRAGMA integrity_check(1)")[0][0]
        except self._connection.DatabaseError as error:
            return str(error)
        return "" if found == "ok" else str(found)

    def mend_indexes(self) -> None:
        with suppress(self._connection.DatabaseError):  # more than an index is broken; file_fault says so still
            self.execute("REINDEX")

    def lock(self, names: Iterable[str], *, shared: bool = False) -> None:
        """Nothing to do: BEGIN IMMEDIATE made this the only writer."""


class PostgresDatabase:
    """PostgreSQL through a psycopg 3 connection in autocommit mode (psycopg's own or Django's).

    Values travel in binary both ways: most are ids and payloads, which as text are twice as long.
    """

    dialect = "postgresql"

    def __init__(self, connection: Any) -> None:
        from psycopg import Cursor, ServerCursor
        from psycopg.types.string import BytesBinaryDumper

        self._connection = connection
        # For COPY psycopg would take its dumper of DB-API `Binary` objects, which is Python and twice as slow.
        connection.adapters.register_dumper(bytes, BytesBinaryDumper)
        # Django's own cursor would put values into the text of a statement.
        self._cursor, self._server_cursor = Cursor, ServerCursor
        self._types: dict[str, dict[str, str]] = {}
        self._streams = count(1)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        with self._cursor(self._connection) as cursor:
            return list(cursor.execute(_with_percent(sql), tuple(params), binary=True).fetchall())

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        idle = self._connection.info.transaction_status == 0
        name = f"selaras_{next(self._streams)}"
        with (
            self._connection.transaction() if idle else nullcontext(),
            self._server_cursor(self._connection, name) as cursor,
        ):
            cursor.itersize = READ_ROWS
            cursor.execute(_with_percent(sql), tuple(params), binary=True)
            yield from cursor

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        with self._cursor(self._connection) as cursor:
            return int(cursor.execute(_with_percent(sql), tuple(params)).rowcount)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._cursor(self._connection) as cursor:
            cursor.executemany(_with_percent(sql), rows)

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        types = self._column_types(table)
        statement = f"COPY {table} ({','.join(columns)}) FROM STDIN (FORMAT BINARY)"
        with self._cursor(self._connection) as cursor, cursor.copy(statement) as copy:
            copy.set_types([types[column] for column in columns])
            for row in rows:
                copy.write_row(row)

    def replace(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) < MERGE_ROWS:
            self.executemany(_insert(table, columns) + _over(columns), rows)
            return
        fresh, names = f"fresh_{table}", ",".join(columns)
        self.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {fresh} (LIKE {table}) ON COMMIT DELETE ROWS")
        self.load(fresh, columns, rows)
        self.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {fresh}" + _over(columns))
        self.execute(f"TRUNCATE {fresh}")

    def transaction(self) -> AbstractContextManager[None]:
        transaction: AbstractContextManager[None] = self._connection.transaction()
        return transaction

    def unreadable_text(self) -> AbstractContextManager[None]:
        return nullcontext()  # the server lets nothing else in or out

    def file_fault(self) -> str:
        return ""  # the server's checksums tell when a page is read

    def mend_indexes(self) -> None:
        """Nothing to do: no fault of the file is ever told here."""

    def lock(self, names: Iterable[str], *, shared: bool = False) -> None:
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        self.execute(f"SELECT {function}(hashtextextended(name, 0)) FROM unnest(?::text[]) AS name", (sorted(names),))

    def _column_types(self, table: str) -> dict[str, str]:
        """Return the types of a table's columns: binary COPY converts nothing."""
        if table not in self._types:
            found = self.rows(
                "SELECT a.attname::text, t.typname::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                " WHERE a.attrelid = ?::text::regclass AND a.attnum > 0 AND NOT a.attisdropped",
                (table,),
            )
            self._types[table] = dict(found)
        return self._types[table]


@lru_cache(maxsize=1024)
def _with_percent(sql: str) -> str:
    """Return a statement with psycopg's marks for values."""
    return sql.replace("%", "%%").replace("?", "%s")


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})"


def _over(columns: Sequence[str]) -> str:
    setters = ",".join(f"{column}=excluded.{column}" for column in columns[1:])
    return f" ON CONFLICT ({columns[0]}) DO UPDATE SET {setters}"


def default_database() -> Database:
    """Return the node's database over Django's own connection."""
    from django.db import connection

    if connection.vendor == "postgresql" and connection.connection is not None and connection.connection.closed:
        connection.close()  # the server went away since the last request of this thread
    connection.ensure_connection()
    raw: Any = connection.connection
    return PostgresDatabase(raw) if connection.vendor == "postgresql" else SqliteDatabase(raw)
