"""Whether a database keeps what it has acknowledged: asked before anything is written, and read back, not assumed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from selaras.gateways.home.location import unsafe_location
from selaras.store.database import Database

SQLITE_VERSION_MIN = (3, 51, 3)
SYNCHRONOUS_EXTRA = 3
POSTGRES_VERSION_MIN = 150_000
POSTGRES_MUST = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass
class UnsafeDatabase(Exception):
    """The database could lose what was acknowledged. message: Indonesian, with the way out."""

    message: str


def check_database(db: Database) -> None:
    """Raise UnsafeDatabase unless the database runs with the settings under which a commit survives a power cut."""
    if db.dialect == "sqlite":
        _check_sqlite(db)
    else:
        _check_postgres(db)


def database_place(db: Database) -> str:
    """Return what tells this database from a copy of it: the file's inode, or the cluster and name in PostgreSQL."""
    if db.dialect == "sqlite":
        return str(_sqlite_file(db).stat().st_ino)
    system, name = db.rows("SELECT (pg_control_system()).system_identifier::text, current_database()")[0]
    return f"{system}/{name}"


def _check_sqlite(db: Database) -> None:
    version = tuple(int(part) for part in db.rows("SELECT sqlite_version()")[0][0].split("."))
    mode, synchronous = db.rows("PRAGMA journal_mode")[0][0], db.rows("PRAGMA synchronous")[0][0]
    if version < SQLITE_VERSION_MIN or mode != "wal" or synchronous != SYNCHRONOUS_EXTRA:
        raise UnsafeDatabase(
            f"SQLite {'.'.join(map(str, version))} berjalan dengan journal_mode={mode}, synchronous={synchronous}:"
            " perubahan bisa hilang saat listrik padam. Pasang ulang Selaras, dan simpan foldernya di disk komputer ini."
        )
    if kind := unsafe_location(_sqlite_file(db).parent):
        raise UnsafeDatabase(
            f"Basis data terletak di {kind}, dan bisa rusak di sana."
            " Pindahkan folder simpul ke disk komputer ini, lalu jalankan lagi."
        )


def _check_postgres(db: Database) -> None:
    names = ("server_version_num", *POSTGRES_MUST)
    settings = {
        str(name): str(value)
        for name, value in db.rows("SELECT name, setting FROM pg_settings WHERE name = ANY(?)", (list(names),))
    }
    off = [f"{name}=off" for name in POSTGRES_MUST if settings.get(name) == "off"]
    if off:
        raise UnsafeDatabase(
            f"PostgreSQL berjalan dengan {', '.join(off)}: perubahan bisa hilang saat listrik padam."
            " Minta pengelola server menyalakannya, lalu jalankan lagi."
        )
    if int(settings["server_version_num"]) < POSTGRES_VERSION_MIN:
        raise UnsafeDatabase("PostgreSQL server ini terlalu lama. Selaras memerlukan versi 15 atau lebih baru.")


def _sqlite_file(db: Database) -> Path:
    return Path(next(row[2] for row in db.rows("PRAGMA database_list") if row[1] == "main"))
