"""A database beside the node's own, for work that must not touch it: made by the same migrations, thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from selaras.store.database import READ_ROWS, Database, SqliteDatabase

ALIAS = "sementara"


@contextmanager
def scratch_database() -> Iterator[SqliteDatabase]:
    """Yield an empty, migrated SQLite database in a folder that is deleted at the end."""
    with TemporaryDirectory(prefix="selaras-") as folder:
        own = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "sementara.sqlite3"), "OPTIONS": {}}
        connections.databases[ALIAS] = {**connections.databases["default"], **own}
        try:
            executor = MigrationExecutor(connections[ALIAS])
            executor.migrate(executor.loader.graph.leaf_nodes())
            yield SqliteDatabase(connections[ALIAS].connection)
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.databases[ALIAS]


def copy_rows(source: Database, target: Database, table: str, condition: str = "1 = 1") -> None:
    """Copy rows of a table between two databases with the same schema, flat in memory."""
    columns = [str(row[0]) for row in _columns(target, table)]
    chunk: list[tuple[object, ...]] = []
    for row in source.stream(f"SELECT {', '.join(columns)} FROM {table} WHERE {condition} ORDER BY 1"):
        chunk.append(row)
        if len(chunk) == READ_ROWS:
            target.load(table, columns, chunk)
            chunk = []
    if chunk:
        target.load(table, columns, chunk)


def _columns(db: Database, table: str) -> list[tuple[object, ...]]:
    return db.rows("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
