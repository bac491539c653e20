"""Django's own connection to an office's database."""

from pathlib import Path

import pysqlite3
from django.db.utils import ConnectionHandler

from selaras.config.database_url import django_database


def test_a_django_connection_is_safe_against_power_cuts(tmp_path: Path) -> None:
    databases = {"default": django_database("sqlite:///selaras.sqlite3", tmp_path)}
    connection = ConnectionHandler(databases)["default"]

    with connection.cursor() as cursor:
        version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    connection.close()

    assert version == pysqlite3.sqlite_version
    assert pragmas == {"journal_mode": "wal", "synchronous": 3, "foreign_keys": 1}


def test_blobs_and_nulls_are_bound_as_they_are_and_by_adapters_of_their_own() -> None:
    connection = pysqlite3.connect(":memory:")
    row = connection.execute("SELECT ?, ?", (b"\0\xff", None)).fetchone()
    connection.close()

    assert row == (b"\0\xff", None)
    assert {kind for kind, _ in pysqlite3.adapters} >= {bytes, type(None)}
