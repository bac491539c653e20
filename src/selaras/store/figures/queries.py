"""Whole numbers by cell from the tables of facts, and the releases that were frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.core.figures.facts import NUMBERS, UNKNOWN
from selaras.core.figures.indicator import NUMBER_OPERATORS, Condition, Indicator, Measure
from selaras.core.figures.tables import Cells
from selaras.store.database import Database, Queryable
from selaras.store.figures.facts import table_of


def count_cells(db: Queryable, indicators: Sequence[Indicator], classification: str, year: int) -> dict[str, Cells]:
    """Return by indicator the four numbers of each (kecamatan or kab/kota, class) that has any; class "" without classification.

    indicators: of one unit; one pass over its facts counts for all of them. The facts of the year must have been made. A unit
    whose kecamatan is unknown stands under its kab/kota.
    """
    kind = f"COALESCE({classification}, '{UNKNOWN}')" if classification else "''"
    measures = list(dict.fromkeys(measure for one in indicators for measure in one.measures))
    sums, values = [], []
    for measure in measures:
        sql, bound = _measure(measure, year)
        sums.append(sql)
        values += bound
    rows = db.rows(
        f"SELECT COALESCE(kec, kab), {kind}, {', '.join(sums)} FROM {table_of(indicators[0].of)}"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        values,
    )
    column = {measure: at for at, measure in enumerate(measures, start=2)}
    found: dict[str, Cells] = {}
    for one in indicators:
        wanted = [column[measure] for measure in one.measures]
        counted = {(str(row[0]), str(row[1])): tuple(int(row[at]) for at in wanted) for row in rows}
        found[one.id] = {place: numbers for place, numbers in counted.items() if any(numbers)}
    return found


def _measure(measure: Measure, year: int) -> tuple[str, list[str | int]]:
    tests, values = [], []
    for condition in measure.conditions:
        sql, bound = _test(condition, year)
        tests.append(sql)
        values += bound
    when = " AND ".join(tests) or "1 = 1"
    return f"COALESCE(SUM(CASE WHEN {when} THEN {measure.column or 1} ELSE 0 END), 0)", values


def _test(condition: Condition, year: int) -> tuple[str, list[str | int]]:
    """Return one test as SQL. An unknown value differs from every known one."""
    column, text = condition.column, condition.value.replace("{tahun}", str(year))
    value: str | int = int(text) if column in NUMBERS and text else text
    if condition.operator in NUMBER_OPERATORS:
        return f"{column} {condition.operator} ?", [value]
    match condition.operator:
        case "ada":
            return f"{column} IS NOT NULL", []
        case "kosong":
            return f"{column} IS NULL", []
        case "memuat":
            return f"('|' || {column} || '|') LIKE ?", [f"%|{text}|%"]
        case "=":
            return f"{column} = ?", [value]
        case _:
            return f"({column} IS NULL OR {column} <> ?)", [value]


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


def list_releases(db: Database) -> list[Release]:
    """Return all releases, newest first."""
    return [_release(row) for row in db.rows(f"SELECT {COLUMNS} FROM figures_release ORDER BY number DESC")]


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
