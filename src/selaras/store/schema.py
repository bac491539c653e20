"""The tables of a node's database: made and brought up to date by the migrations, in whichever database is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from selaras.store.database import Database, SqliteDatabase


class NewerSchema(Exception):
    """A later version of Selaras made these tables; this one would not understand them."""


def migrate(alias: str = "default") -> None:
    """Bring a database to this version's tables. Raises NewerSchema."""
    loader = MigrationLoader(connections[alias])
    ours = {label for label in loader.applied_migrations if label[0] in loader.migrated_apps}
    if ours - loader.disk_migrations.keys():
        raise NewerSchema
    call_command("migrate", database=alias, verbosity=0, interactive=False)


def pending_migrations(alias: str = "default") -> int:
    """Return how many migrations this version has that the database has not seen."""
    loader = MigrationLoader(connections[alias])
    return len(loader.disk_migrations.keys() - loader.applied_migrations.keys())


@contextmanager
def sqlite_file(path: Path) -> Iterator[Database]:
    """Open an SQLite file beside the node's own database, new or from a backup, with this version's tables. Raises NewerSchema."""
    alias = "berkas"
    settings: dict[str, Any] = {**connections.databases["default"], "ENGINE": "django.db.backends.sqlite3"}
    connections.databases[alias] = {**settings, "NAME": path, "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    try:
        migrate(alias)
        connections[alias].ensure_connection()
        yield SqliteDatabase(connections[alias].connection)
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
