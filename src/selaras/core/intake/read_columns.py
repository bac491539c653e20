"""How the columns of a sheet were understood, beside the first cells below them: for the clerk to see before anything is kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from selaras.core.intake.layout import Row
from selaras.core.intake.plan import SheetPlan
from selaras.core.terms.canonical import Cell
from selaras.core.terms.kamus import Field
from selaras.core.terms.writing import clean

FIRST_ROWS = 3
CELL_CHARS_MAX = 60


class Sureness(StrEnum):
    """How sure it is what a column says."""

    CERTAIN = "pasti"
    LIKELY = "mungkin"  # taken as the field it is like, and asked about
    WAITS = "menunggu"  # nothing of it is stated until the office has answered
    UNUSED = "tidak dipakai"


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One column. field: what it is read as, None where that is not known or nothing; part: of the field (Target.part).

    asked: the question about it, or empty. first: the cells of the first rows, as a person reads them.
    """

    heading: str
    field: Field | None
    part: str
    sureness: Sureness
    asked: str
    first: tuple[str, ...]


def read_columns(plan: SheetPlan, rows: Sequence[Row]) -> tuple[ReadColumn, ...]:
    """Return the columns of a sheet that have a heading, in their order. rows: its first rows, those of the heading too."""
    first = [cells for number, cells in rows if number >= plan.layout.first_row][:FIRST_ROWS]
    known = {column.index: column for column in plan.columns}
    asked = {question.fault.index: question.fault.message for question in plan.questions}
    found = []
    for index, heading in enumerate(plan.headings):
        if not heading:
            continue
        column = known.get(index)
        if column is None:
            sureness = Sureness.WAITS if index in plan.waiting else Sureness.UNUSED
        else:
            sureness = Sureness.CERTAIN if column.certain else Sureness.LIKELY
        cells = tuple(written(row[index] if index < len(row) else None) for row in first)
        field, part = (column.target.field, column.target.part) if column else (None, "")
        found.append(ReadColumn(heading, field, part, sureness, asked.get(index, ""), cells))
    return tuple(found)


def written(cell: Cell) -> str:
    """Return a cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time.min:
        cell = cell.date()
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = clean(str(cell))
    return text if len(text) <= CELL_CHARS_MAX else f"{text[: CELL_CHARS_MAX - 1]}…"
