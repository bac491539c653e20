"""Partial sums: one pass over the records of a unit counts for every indicator and every classification.

The pass groups by place and all classes at once and keeps one row of sums for each combination that occurs; the cells of a
classification are sums of these rows. Sums of whole numbers come out the same in any order, on any engine. The values in the
text of a statement come from our own definitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.core.figures.cells import Cells
from selaras.core.figures.condition import NUMBER_OPERATORS, Condition
from selaras.core.figures.facts import NUMBERS, UNKNOWN
from selaras.core.figures.indicator import Indicator, Measure
from selaras.store.database import Queryable
from selaras.store.figures.facts import Span, facts

RECORDS_AT_ONCE = 1_000_000  # of a lake; 38 kab/kota of ten million records are ten spans
FENCES = {"sqlite": " LIMIT -1", "postgresql": " OFFSET 0", "duckdb": ""}  # or each sum would test every row anew


@dataclass(frozen=True, slots=True)
class Partials:
    """The partial sums of some indicators of one unit: a table for this session.

    Of the Nth measure: vN; for a sum also aN, the same without sign, and gN, the greatest of one unit.
    """

    table: str
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]


def make_partials(db: Queryable, indicators: Sequence[Indicator], year: int) -> Partials:
    """Sum up the facts of one year for indicators of one unit. Inside a transaction on PostgreSQL."""
    unit = indicators[0].of
    measures = tuple(dict.fromkeys(measure for one in indicators for measure in one.measures))
    tests = list(dict.fromkeys(test for measure in measures for test in measure.conditions))
    columns = list(dict.fromkeys(measure.column for measure in measures if measure.column))
    classes = list(dict.fromkeys(name for one in indicators for name in one.classes))
    kinds = [f"COALESCE({name}, '{UNKNOWN}') AS k_{name}" for name in classes]
    tested = [f"{_test(test, year)} AS t{at}" for at, test in enumerate(tests)]
    listed = ", ".join(["COALESCE(kec, kab) AS place", *kinds, *columns, *tested])
    sums = ", ".join(sql for at, measure in enumerate(measures) for sql in _sums(at, measure, tests))
    keys = ", ".join(["place", *(f"k_{name}" for name in classes)])
    table = f"figures_{unit}"
    db.execute(f"DROP TABLE IF EXISTS {table}")
    into = f"CREATE TEMPORARY TABLE {table} AS"
    for span in _spans(db, unit):
        told = f"SELECT {listed} FROM ({facts(unit, year, db.dialect, span)}) f{FENCES[db.dialect]}"
        db.execute(f"{into} SELECT {keys}, {sums} FROM ({told}) t GROUP BY {keys}")
        into = f"INSERT INTO {table}"
    return Partials(table, tuple(indicators), measures)


def _spans(db: Queryable, unit: str) -> list[Span]:
    """Return the spans of areas to sum up one after the other, so that memory does not grow with a lake; a database reads all at once."""
    if db.dialect != "duckdb":
        return [Span()]
    found: list[tuple[str, str, int]] = []
    for area, count in db.rows(f"SELECT wilayah_induk, COUNT(*) FROM registry_{unit} GROUP BY 1 ORDER BY 1"):
        if found and found[-1][2] + count <= RECORDS_AT_ONCE:
            first, _, before = found.pop()
            found.append((first, area, before + count))
        else:
            found.append((area, area, count))
    return [Span(first, last) for first, last, _ in found] or [Span()]


def drop_partials(db: Queryable, partials: Partials) -> None:
    """Forget a table of partial sums."""
    db.execute(f"DROP TABLE {partials.table}")


def count_cells(db: Queryable, partials: Partials, classification: str) -> dict[str, Cells]:
    """Return by indicator the numbers (core.figures.cells) of each (kecamatan or kab/kota, class) that has any.

    Class "" without classification. Only the indicators that have the classification. A unit whose kecamatan is unknown stands
    under its kab/kota.
    """
    asked = [one for one in partials.indicators if not classification or classification in one.classes]
    wanted = {one.id: _columns(partials, one) for one in asked}
    columns = list(dict.fromkeys(name for names in wanted.values() for name in names))
    kind = f"k_{classification}" if classification else "''"
    sums = ", ".join(f"{'MAX' if name[0] == 'g' else 'SUM'}({name})" for name in columns)
    rows = db.rows(f"SELECT place, {kind}, {sums} FROM {partials.table} GROUP BY 1, 2 ORDER BY 1, 2")
    found: dict[str, Cells] = {}
    for one, names in wanted.items():
        at = [2 + columns.index(name) for name in names]
        counted = {(str(row[0]), str(row[1])): tuple(int(row[n]) for n in at) for row in rows}
        found[one] = {place: numbers for place, numbers in counted.items() if any(numbers)}
    return found


def _columns(partials: Partials, one: Indicator) -> list[str]:
    """Return the columns that hold the numbers of a cell, in their order (core.figures.cells)."""
    amounts = [partials.measures.index(measure) for measure in one.amounts]
    plain = [f"v{partials.measures.index(measure)}" for measure in one.measures]
    return [*plain, *(f"{letter}{at}" for at in amounts for letter in "ag")]


def _sums(at: int, measure: Measure, tests: Sequence[Condition]) -> list[str]:
    when = " AND ".join(f"t{tests.index(test)}" for test in measure.conditions) or "1 = 1"
    if measure.column is None:
        return [f"COUNT(CASE WHEN {when} THEN 1 END) AS v{at}"]
    value, size = f"CASE WHEN {when} THEN {measure.column} END", f"CASE WHEN {when} THEN ABS({measure.column}) END"
    kinds = ((f"SUM({value})", "v"), (f"SUM({size})", "a"), (f"MAX({size})", "g"))
    return [f"COALESCE({sql}, 0) AS {letter}{at}" for sql, letter in kinds]


def _test(condition: Condition, year: int) -> str:
    """Return one test as SQL. An unknown value differs from every known one."""
    column, text = condition.column, condition.value.replace("{tahun}", str(year))
    value = str(int(text)) if column in NUMBERS and text else "'" + text.replace("'", "''") + "'"
    if condition.operator in NUMBER_OPERATORS:
        return f"({column} {condition.operator} {value})"
    match condition.operator:
        case "ada":
            return f"({column} IS NOT NULL)"
        case "kosong":
            return f"({column} IS NULL)"
        case "memuat":
            return f"(('|' || {column} || '|') LIKE '%|{text}|%')"
        case "=":
            return f"({column} = {value})"
        case _:
            return f"({column} IS NULL OR {column} <> {value})"
