"""Cells that are merged over several rows: a name, a number or a place written once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from selaras.core.intake.draft import Fault
from selaras.core.intake.layout import Merged, Row
from selaras.core.intake.plan import SheetPlan
from selaras.core.terms.canonical import Cell
from selaras.core.terms.kamus import FieldType

_ONE_EACH = frozenset(
    {FieldType.RUPIAH, FieldType.BILANGAN, FieldType.DESIMAL}
)  # may be what all the rows have together
_OWN_NAMES = frozenset({"nama_usaha", "nama_koperasi", "nama"})  # of the record itself: two rows would be one record


class MergedDown:
    """Writes what is merged over several rows into each of them that holds something. Takes the rows in the order of the sheet."""

    def __init__(self, plan: SheetPlan, merged: Sequence[Merged]) -> None:
        """merged: as the file names them, counted from 0."""
        self._plan = plan
        self._begun: dict[int, list[tuple[int, int]]] = defaultdict(list)  # by row: column, last row
        self._open: dict[int, tuple[int, Cell]] = {}  # by column: last row, what is written
        self._read = [column.index for column in plan.columns]
        self._counted: list[tuple[int, int, int]] = []  # column, first row, last row
        columns = {column.index: column.target.field for column in plan.columns}
        for top, left, bottom, _ in merged:
            if bottom <= top or top + 1 < plan.layout.first_row or left not in columns:
                continue
            if columns[left].type in _ONE_EACH:
                self._counted.append((left, top + 1, bottom + 1))
            elif columns[left].name not in _OWN_NAMES:
                self._begun[top + 1].append((left, bottom + 1))

    def filled(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows with what is merged over them."""
        return [(number, self._row(number, cells)) for number, cells in rows] if self._begun else rows

    def said(self) -> Iterator[Fault]:
        """Yield the amounts that are merged over several rows: they count for the first of them only."""
        for column, first, last in self._counted:
            heading = self._plan.headings[column]
            message = f"Sel «{heading}» digabung untuk baris {first}–{last}: jumlahnya dicatat pada baris {first} saja"
            yield Fault(self._plan.sheet, 0, heading, "", "sel_gabung", message, column)

    def _row(self, number: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        for column, last in self._begun.get(number, ()):
            self._open[column] = (last, cells[column] if column < len(cells) else None)
        if not self._open or not any(cells[index] not in ("", None) for index in self._read if index < len(cells)):
            return cells
        full = list(cells)
        for column, (last, cell) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif column < len(full) and full[column] in ("", None):
                full[column] = cell
        return full
