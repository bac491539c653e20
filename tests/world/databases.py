"""Fresh databases with the real schema, cheaply: the migrations run once, then every database is a copy."""

from functools import cache
from typing import Any

import pysqlite3

from selaras.store.database import SqliteDatabase


@cache
def schema() -> tuple[str, ...]:
    """The statements that make an empty SQLite database as the migrations leave it."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    alias = "schema"
    connections.databases[alias] = {**connections.databases["default"], "ENGINE": "django.db.backends.sqlite3"}
    connections.databases[alias].update(NAME="file:schema?mode=memory&cache=shared", OPTIONS={})
    executor = MigrationExecutor(connections[alias])
    executor.migrate(executor.loader.graph.leaf_nodes())
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        statements = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        done = "INSERT INTO django_migrations (app, name, applied) VALUES ('{}', '{}', '2026-01-01')"
        statements += [done.format(*row) for row in cursor.fetchall()]
    connections[alias].close()
    return tuple(statements)


def memory_connection() -> Any:
    """Return a pysqlite3 connection to a new database in memory."""
    connection = pysqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    for statement in schema():
        connection.execute(statement)
    return connection


def memory_database() -> SqliteDatabase:
    """Return a new, empty, migrated database."""
    return SqliteDatabase(memory_connection())
