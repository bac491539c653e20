"""Which rows of a sheet are data: not blank, no heading on every page, no numbering, total or signature."""

from collections.abc import Sequence

from selaras.core.intake.draft import REASON_HEADING, RECORD_HEADING
from selaras.core.intake.footer import (
    CLOSING_CELLS_MAX,
    NUMBER_CHARS_MAX,
    has_few_cells,
    is_closing,
    is_numbering,
    is_total,
)
from selaras.core.intake.plan import SheetPlan
from selaras.core.terms.canonical import RECORD, Cell

_OTHERS_MAX = 3  # texts that are no heading, from the left, before a row is no repeated heading


class DataRows:
    """Takes the rows in the order of the sheet: what follows a signature is no data any more.

    record: the column in which an export names each row's record, -1 for none.
    """

    def __init__(self, plan: SheetPlan) -> None:
        self.record = next((i for i, heading in enumerate(plan.headings) if heading == RECORD_HEADING), -1)
        self._first = plan.layout.first_row
        self._width = len(plan.headings)
        self._reason = next((i for i, heading in enumerate(plan.headings) if REASON_HEADING in heading), -1)
        self._indexes = [column.index for column in plan.columns]
        self._closing_max = max(CLOSING_CELLS_MAX, len(self._indexes) // 2)  # read cells of a total or a signature
        self._wordings = [(column.index, column.wordings) for column in plan.columns]
        self._below_table = False

    def data(self, number: int, cells: Sequence[Cell]) -> Sequence[Cell] | None:
        """Return the cells of a row in full width; None when it is no data.

        The reason that an earlier import wrote beside a row is left out.
        """
        if number < self._first:
            return None
        if len(cells) < self._width:
            cells = [*cells, *[None] * (self._width - len(cells))]
        if self._reason >= 0:
            cells = [*cells[: self._reason], None, *cells[self._reason + 1 :]]
        return cells if self._is_usual(cells) or self._names_its_record(cells) or not self._is_none(cells) else None

    def _is_usual(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is data at a glance: it is well filled, begins with a text, and repeats no heading."""
        if len(self._indexes) - cells.count("") - cells.count(None) <= self._closing_max:
            return False
        first = cells[self._indexes[0]]
        return isinstance(first, str) and len(first) > NUMBER_CHARS_MAX and not self._repeats_heading(cells)

    def _names_its_record(self, cells: Sequence[Cell]) -> bool:
        return self.record >= 0 and bool(RECORD.fullmatch(str(cells[self.record])))

    def _is_none(self, cells: Sequence[Cell]) -> bool:
        stated = [cells[index] for index in self._indexes if cells[index] not in ("", None)]
        if len(stated) <= CLOSING_CELLS_MAX:
            if is_closing(cells):
                self._below_table = True
            if not stated or is_closing(cells) or (self._below_table and has_few_cells(cells)):
                return True
        if len(stated) <= len(self._indexes) // 2 and is_total(cells):
            return True
        return self._repeats_heading(cells) * 2 > len(stated) or is_numbering(stated)

    def _repeats_heading(self, cells: Sequence[Cell]) -> int:
        """Return how many cells are the heading of their own column, as on every printed page; a few others tell that none is."""
        same = others = 0
        for index, wordings in self._wordings:
            cell = cells[index]
            if not isinstance(cell, str) or not cell:
                continue
            if cell.lower() in wordings:
                same += 1
            else:
                others += 1
                if others > _OTHERS_MAX and not same:
                    break
        return same
