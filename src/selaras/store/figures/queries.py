"""The releases that were frozen, and of which years there are reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.store.database import Database


@dataclass(frozen=True, slots=True)
class Head:
    """What a list of releases says of one."""

    number: int
    year: int
    made_ms: int
    digest: str

    @property
    def edition(self) -> str:
        """How a picture names it."""
        return f"{self.year} · terbitan {self.number}"


@dataclass(frozen=True, slots=True)
class Release:
    """One frozen release. body: compressed canonical JSON; digest: sha256 of it uncompressed."""

    number: int
    year: int
    made_ms: int
    frontier: str
    digest: str
    body: bytes


COLUMNS = "number, year, made_ms, frontier, digest, body"


def read_release(db: Database, number: int) -> Release | None:
    """Return one release."""
    rows = db.rows(f"SELECT {COLUMNS} FROM figures_release WHERE number = ?", (number,))
    return _release(rows[0]) if rows else None


def newest_release(db: Database, year: int | None) -> Release | None:
    """Return the newest release, of one year or of any."""
    condition, values = ("WHERE year = ?", (year,)) if year else ("", ())
    rows = db.rows(f"SELECT {COLUMNS} FROM figures_release {condition} ORDER BY number DESC LIMIT 1", values)
    return _release(rows[0]) if rows else None


def list_releases(db: Database) -> list[Head]:
    """Return all releases without their bodies, newest first."""
    rows = db.rows("SELECT number, year, made_ms, digest FROM figures_release ORDER BY number DESC")
    return [Head(int(number), int(year), int(made), str(digest)) for number, year, made, digest in rows]


def add_release(db: Database, release: Release) -> None:
    """Keep a new release; its number must be free."""
    values = (release.number, release.year, release.made_ms, release.frontier, release.digest, release.body)
    db.load("figures_release", COLUMNS.split(", "), [values])


def last_year_of_reports(db: Database, before: int) -> int | None:
    """Return the newest year that any report speaks of, no later than `before`."""
    years = [
        db.rows(f"SELECT MAX({column}) FROM {table} WHERE {column} <= ?", (before,))[0][0]
        for table, column in (("registry_laporan_usaha", "tahun"), ("registry_laporan_koperasi", "tahun_buku"))
    ]
    return max((int(year) for year in years if year is not None), default=None)


def _release(row: Sequence[object]) -> Release:
    number, year, made_ms, frontier, digest, body = row
    assert isinstance(body, bytes | memoryview)
    return Release(int(str(number)), int(str(year)), int(str(made_ms)), str(frontier), str(digest), bytes(body))
