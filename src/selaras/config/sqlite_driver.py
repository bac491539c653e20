"""The SQLite that Selaras runs on: the one bundled with pysqlite3, never the system's.

SQLite before 3.51.3 can corrupt a WAL database when the log is reset; Debian 12 has 3.40.
Django's SQLite backend imports `sqlite3`, so the module is swapped before Django loads it (ADR 1).
"""

import sys
from collections.abc import Callable
from typing import Any

import pysqlite3
import pysqlite3.dbapi2

SQLITE_VERSION_MIN = (3, 51, 3)


def use_bundled_sqlite() -> None:
    """Let `import sqlite3` mean pysqlite3 from now on, in this process."""
    version: tuple[int, ...] = pysqlite3.sqlite_version_info
    assert version >= SQLITE_VERSION_MIN, f"SQLite {version} has the WAL-reset bug"
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    _bind_at_once(pysqlite3.register_adapter)


def _bind_at_once(register_adapter: Callable[[type, Callable[[Any], Any]], None]) -> None:
    """Let blobs and nulls be bound as they are.

    The driver first asks a value without an adapter, and exact str and int alone need none, for two attributes that it
    does not have: half of all the time that an insert takes.
    """
    register_adapter(bytes, bytes)
    register_adapter(type(None), {}.get)
