"""One sheet of rows to mend: the clerk's own head and columns, each fault on its cell, the reason beside.

Nothing of a row is left out: cells beyond the heading stand behind the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selaras.core.intake.draft import REASON_HEADING, Fault
from selaras.core.intake.layout import Merged, Row
from selaras.core.terms.canonical import Cell
from selaras.core.terms.problem import CATALOGUE, Severity, TermError
from selaras.core.terms.tanggal import parse_tanggal
from selaras.gateways.workbook.book_stream import BookStream
from selaras.gateways.workbook.styles import BOLD, PLAIN, RED, TEXT, YELLOW

_REASON_WIDTH, _TEXT_WIDTH = 60, 18  # characters
_LOOKS_MAX = 10_000  # remembered; a row has few faults, and most rows have the same
_Marks = tuple[tuple[int, str], ...]  # column and code of each fault of a row


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A sheet as it was read. head: its rows up to the heading. text_columns: numbers that Excel must not round.

    month_first: columns of dates whose order only the whole column shows; they go back as dates, with two digits up to latest_year.
    added: columns for what the file itself does not say, by heading, so that the mended file needs nothing beside it.
    """

    name: str
    head: Sequence[Row]
    merged: Sequence[Merged]
    epoch: dt.date
    text_columns: frozenset[int]
    month_first: frozenset[int]
    latest_year: int
    added: Mapping[str, str]

    @property
    def width(self) -> int:
        """Columns of the clerk."""
        return max((len(cells) for _, cells in self.head), default=0)

    @property
    def reason(self) -> int | None:
        """The column of the reason where the sheet was given back before."""
        said = (at for _, cells in self.head for at, cell in enumerate(cells) if cell == REASON_HEADING)
        return next(said, None)


class ReturnedPage:
    """Writes one sheet of a book."""

    def __init__(self, book: BookStream, place: int, name: str, sheet: ReturnedSheet, comments_max: int) -> None:
        """Write the head as it stood, and the added headings beside it."""
        self._sheet, self._width, self._reason = sheet, sheet.width, sheet.reason
        self._added, self._comments_max = [*sheet.added.values()], comments_max
        headings = [*sheet.added] + ([REASON_HEADING] if self._reason is None else [])
        self._more = len(headings)
        reason = self._width + self._more - 1 if self._reason is None else self._reason
        widths: dict[int, tuple[float, int]] = dict.fromkeys(sheet.text_columns, (_TEXT_WIDTH, TEXT))
        last = sheet.head[-1][0]
        self._out = book.begin_sheet(
            place, name, widths | {reason: (_REASON_WIDTH, PLAIN)}, epoch=sheet.epoch, frozen=last
        )
        for number, cells in sheet.head:
            row = [*cells, *[""] * (self._width - len(cells)), *(headings if number == last else ())]
            self._out.add(number, row, bytes([PLAIN] * self._width + [BOLD] * (len(row) - self._width)))
        for place_ in _merged_along_rows(sheet, self._width):
            self._out.merge(place_)
        self._number = last
        self._looks: dict[tuple[_Marks, int], bytes] = {}

    @property
    def is_full(self) -> bool:
        """Whether the next row needs another sheet."""
        return self._out.is_full

    @property
    def comment_count(self) -> int:
        """How many faulty cells have their comment."""
        return len(self._out.comments)

    def add(self, number: int, cells: Sequence[Cell], faults: Sequence[Fault]) -> None:
        """Write one row with everything that was found in it. number: as the file counted it."""
        width = self._width
        own, over = cells, cells[width:]
        if len(cells) != width:
            own = [*cells[:width], *[""] * (width - len(cells))]
        said = "; ".join(dict.fromkeys([f"{f.column}: {f.message}" if f.column else f.message for f in faults]))
        reason = f"Baris {number}: {said}"
        row: list[Cell]
        if self._reason is None:
            row = [*own, *self._added, reason, *over]
        else:
            row = [*own, *self._added, *over]
            row[self._reason] = reason
        for column in self._sheet.month_first:
            row[column] = _as_date(row[column], self._sheet.latest_year)
        marks = tuple([(fault.index, fault.code) for fault in faults])
        self._number += 1
        self._out.add(self._number, row, self._looks.get((marks, len(over))) or self._new_looks(marks, len(over)))
        if self.comment_count < self._comments_max:
            self._comment(faults)

    def _new_looks(self, marks: _Marks, over: int) -> bytes:
        """Return how the cells of a row look that has these faults, and remember it."""
        texts, width = self._sheet.text_columns, self._width
        looks = bytearray(TEXT if column in texts else PLAIN for column in range(width))
        looks.extend([PLAIN] * (self._more + over))
        worst: dict[int, int] = {}
        for index, code in marks:
            colour = RED if CATALOGUE[code].severity is Severity.TOLAK else YELLOW
            if index >= 0 and worst.get(index) != RED:
                worst[index] = colour
        for index, colour in worst.items():
            looks[self._place(index)] += colour
        if len(self._looks) >= _LOOKS_MAX:
            self._looks.clear()
        self._looks[marks, over] = bytes(looks)
        return self._looks[marks, over]

    def _comment(self, faults: Sequence[Fault]) -> None:
        """Say beside each faulty cell what is wrong with it."""
        by_column: dict[int, list[str]] = {}
        for fault in faults:
            if fault.index >= 0:
                by_column.setdefault(fault.index, []).append(fault.message)
        for column, messages in by_column.items():
            if self.comment_count < self._comments_max:
                self._out.comment(self._place(column), "\n".join(messages))

    def _place(self, column: int) -> int:
        """Return where a column of the row that was read stands here."""
        return column if column < self._width else column + self._more


def _merged_along_rows(sheet: ReturnedSheet, width: int) -> Iterator[Merged]:
    """Yield the cells of the head that are one along their row: that is what a reading needs.

    None reach under the added headings, and no two share a cell, or Excel would call the file broken.
    """
    rows = {number - 1 for number, _ in sheet.head}
    taken: dict[int, int] = {}
    for top, left, _, right in sorted(sheet.merged):
        end = min(right, width - 1)
        if top in rows and end > left > taken.get(top, -1):
            taken[top] = end
            yield top, left, top, end


def _as_date(cell: Cell, latest_year: int) -> Cell:
    """Return the date that a text of a month-first column writes; anything else as it stands."""
    try:
        return parse_tanggal(cell, latest_year=latest_year, order="mdy") if isinstance(cell, str) else cell
    except TermError:
        return cell
