"""What an import gives back: the clerk's own sheets with the rows to mend, and a first sheet that counts the faults.

Heading and titles stand as they stood, so the mended file is read like the first one. Rows are written as they come: memory is
flat. No cell becomes a formula.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from selaras.core.intake.draft import OWN_SHEET, REASON_HEADING, Fault
from selaras.core.intake.layout import Merged, Row
from selaras.core.terms.canonical import Cell
from selaras.core.terms.problem import CATALOGUE, Severity, TermError
from selaras.core.terms.tanggal import EPOCH_1904, parse_tanggal
from selaras.gateways.workbook.row_page import RowPage, style_of

SUMMARY_SHEET = f"Ringkasan{OWN_SHEET}"
COMMENTS_MAX = 5_000  # of one sheet: Excel draws each; the last column says the same of every row
_ROWS_MAX = 1_048_576  # of a sheet of Excel
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_SHEET_CHARS_MAX = 31
_REASON_WIDTH = 60  # characters
_COLOURS = {Severity.TOLAK: "#FFC7CE", Severity.TANYA: "#FFEB9C", Severity.INGAT: "#FFEB9C"}


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


class FaultBook:
    """Writes the workbook while the import goes on; it is complete when the `with` block ends well, and gone if it does not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book: Any = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
        self._summary = self._book.add_worksheet(SUMMARY_SHEET)
        self._names = {SUMMARY_SHEET.lower()}
        self._formats: dict[tuple[str, Severity | None], Any] = {}
        self._styles: dict[tuple[str, Severity | None], str] = {}
        self._counts: Counter[str] = Counter()
        self._rows = {Severity.TOLAK: 0, Severity.TANYA: 0}
        self._text_styles: list[str | None] = []  # of the usual text by column; None where a cell must be looked at
        self._sheet: ReturnedSheet | None = None
        self._page: Any = None
        self._at = self._comments = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._sum_up()
        self._book.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)

    def begin(self, sheet: ReturnedSheet) -> None:
        """Name the sheet that the next rows belong to; it is only written when a row comes."""
        self._sheet, self._page = sheet, None

    def give_back(self, number: int, cells: Sequence[Cell], faults: Sequence[Fault], *, refused: bool) -> None:
        """Write one row with everything that was found in it. number: as the file counted it."""
        assert self._sheet is not None, "a row has a sheet"
        if self._page is None or self._at >= _ROWS_MAX:
            self._open(self._sheet)
        self._rows[Severity.TOLAK if refused else Severity.TANYA] += 1
        self._counts.update(fault.code for fault in faults)
        worst = self._worst(faults)
        width = self._sheet.width
        row: list[tuple[int, Cell, str]] = []
        for column, (cell, style) in enumerate(zip(cells, self._text_styles, strict=False)):
            if type(cell) is str and cell and style is not None and column not in worst:
                row.append((column, cell, style))
            elif (cell is not None and cell != "") or column in worst:
                row.append((column, *self._shown(column, cell, worst.get(column))))
        row += [  # a missing cell is coloured too
            (column, *self._shown(column, None, worst[column]))
            for column in range(len(cells), width)
            if column in worst
        ]
        reasons = "; ".join(dict.fromkeys(f"{f.column}: {f.message}" if f.column else f.message for f in faults))
        beside = (*self._sheet.added.values(), f"Baris {number}: {reasons}")
        self._comment(faults)
        self._page.add_row(self._at, [*row, *((column, said, "") for column, said in enumerate(beside, start=width))])
        self._at += 1

    def _open(self, sheet: ReturnedSheet) -> None:
        """Write the sheet's head as it stood, and the added headings beside it."""
        self._book.date_1904 = sheet.epoch == EPOCH_1904
        self._page = self._book.add_worksheet(self._new_name(sheet.name), RowPage)
        self._at = self._comments = 0
        plain, digits = style_of(None), style_of(self._format("@", None))
        styles = [digits if column in sheet.text_columns else plain for column in range(sheet.width)]
        self._text_styles = [None if at in sheet.month_first else style for at, style in enumerate(styles)]
        for column in sheet.text_columns:
            self._page.set_column(column, column, 18, self._format("@", None))
        last = sheet.width + len(sheet.added)
        self._page.set_column(last, last, _REASON_WIDTH)
        for number, cells in sheet.head:
            self._at = number - 1
            for column, cell in enumerate(cells):
                self._write_title(column, cell)
            for top, left, _, right in sheet.merged:  # only along the row: that is what a reading needs
                if top == self._at and right > left:
                    self._page.merge_range(top, left, top, right, str(cells[left]))
        bold = self._book.add_format({"bold": True})
        for column, title in enumerate((*sheet.added, REASON_HEADING), start=sheet.width):
            self._page.write_string(self._at, column, title, bold)
        self._page.freeze_panes(self._at + 1, 0)
        self._at += 1

    def _write_title(self, column: int, cell: Cell) -> None:
        """Write a cell of the head: text as text, a date as one."""
        if isinstance(cell, str):
            self._page.write_string(self._at, column, cell)
        elif isinstance(cell, dt.date):
            self._page.write_datetime(self._at, column, cell, self._format("dd/mm/yyyy", None))
        elif cell is not None:
            self._page.write(self._at, column, cell)

    def _shown(self, column: int, cell: Cell, worst: Severity | None) -> tuple[Cell, str]:
        """Return a cell as what it was (text as text, numbers and dates as such) and its style."""
        assert self._sheet is not None
        if column in self._sheet.month_first:
            cell = _as_date(cell, self._sheet.latest_year)
        number = ""
        if isinstance(cell, dt.date):
            number = "dd/mm/yyyy"
        elif column in self._sheet.text_columns and (worst is None or isinstance(cell, str)):
            number = "@"
        style = self._styles.get((number, worst))
        if style is None:
            style = self._styles[number, worst] = style_of(self._format(number, worst))
        return cell, style

    def _comment(self, faults: Sequence[Fault]) -> None:
        """Say beside each faulty cell what is wrong with it."""
        by_column: dict[int, list[str]] = {}
        for fault in faults:
            if fault.index >= 0:
                by_column.setdefault(fault.index, []).append(fault.message)
        for column, messages in by_column.items():
            if self._comments < COMMENTS_MAX:
                self._page.write_comment(self._at, column, "\n".join(messages))
                self._comments += 1

    def _worst(self, faults: Sequence[Fault]) -> dict[int, Severity]:
        found: dict[int, Severity] = {}
        for fault in faults:
            severity = CATALOGUE[fault.code].severity
            if fault.index >= 0 and found.get(fault.index) is not Severity.TOLAK:
                found[fault.index] = severity
        return found

    def _format(self, number: str, worst: Severity | None) -> Any:
        if not number and worst is None:
            return None
        if (number, worst) not in self._formats:
            said: dict[str, object] = {"num_format": number} if number else {}
            if worst is not None:
                said |= {"bg_color": _COLOURS[worst], "border": 1}
            self._formats[number, worst] = self._book.add_format(said)
        return self._formats[number, worst]

    def _new_name(self, name: str) -> str:
        """Return a name that Excel takes, as near to the sheet's own as can be."""
        base = _SHEET_NAME.sub(" ", name).strip(" '")[:_SHEET_CHARS_MAX] or "Data"
        tried, again = base, 1
        while tried.lower() in self._names:
            again += 1
            tried = f"{base[: _SHEET_CHARS_MAX - 5]} ({again})"
        self._names.add(tried.lower())
        return tried

    def _sum_up(self) -> None:
        """Fill the first sheet: how many rows, and how often each fault."""
        page, bold = self._summary, self._book.add_format({"bold": True})
        page.set_column(0, 0, 24)
        page.set_column(1, 2, 70)
        told = [
            (
                f"{self._rows[Severity.TOLAK]} baris ditolak, {self._rows[Severity.TANYA]} baris diterima dan ditanyakan.",
            ),
            ("Perbaiki sel yang berwarna pada lembar berikut, lalu impor berkas ini apa adanya.",),
            ("Lembar ini dan kolom alasan tidak ikut dibaca.",),
            (),
            ("Kesalahan", "Artinya", "Jalan keluar", "Banyaknya"),
        ]
        for row, cells in enumerate(told):
            page.write_row(row, 0, cells, bold if row == 4 else None)
        for row, (code, times) in enumerate(sorted(self._counts.items(), key=lambda of: (-of[1], of[0])), start=5):
            problem = CATALOGUE[code]
            page.write_row(row, 0, (code, problem.meaning, problem.remedy, times))


def _as_date(cell: Cell, latest_year: int) -> Cell:
    """Return the date that a text of a month-first column writes; anything else as it stands."""
    try:
        return parse_tanggal(cell, latest_year=latest_year, order="mdy") if isinstance(cell, str) else cell
    except TermError:
        return cell
