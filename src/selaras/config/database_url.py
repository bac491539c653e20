"""From the database URL in simpul.toml to Django's settings for it."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BUSY_TIMEOUT_S = 20  # a writer waits this long for another one's commit
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=EXTRA;"  # the commit is on the disk when it returns, directory entry too
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-65536;"  # KiB, taken as they are needed: with 2 MiB a large import reads its own pages again and again
    "PRAGMA wal_autocheckpoint=8000;"  # pages: every batch touches the same ones of an index, which thus go to the file once for many
)
POSTGRES_SETTINGS = "-c synchronous_commit=on"  # whatever the server or the role says
DEFAULT_URL = "sqlite:///selaras.sqlite3"


class UnknownDatabase(ValueError):
    """The URL names no database that Selaras can use."""


def django_database(url: str, home: Path) -> dict[str, Any]:
    """Return the settings of one Django database.

    url: `sqlite:///FILE`, relative to the node's home unless FILE begins with a slash, or
    `postgresql://user:password@host:port/name?option=value` (libpq's options).
    Raises UnknownDatabase for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(home / unquote(parts.path.removeprefix("/")))
    if parts.scheme in {"postgresql", "postgres"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {**options, "options": f"{options.get('options', '')} {POSTGRES_SETTINGS}".lstrip()},
        }
    raise UnknownDatabase(f"Alamat basis data «{parts.scheme}:» tidak dikenal; pakai sqlite: atau postgresql:")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": BUSY_TIMEOUT_S,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
        },
    }
