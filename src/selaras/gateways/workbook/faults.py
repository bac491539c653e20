"""What an import gives back: the clerk's own sheets with the rows to mend, and a first sheet that counts the faults.

Heading and titles stand as they stood, so the mended file is read like the first one. Rows are written as they come: memory is
flat. No cell becomes a formula.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from selaras.core.intake.draft import OWN_SHEET, Fault
from selaras.core.terms.canonical import Cell
from selaras.core.terms.problem import CATALOGUE, Severity
from selaras.gateways.workbook.book_stream import BookStream
from selaras.gateways.workbook.returned_page import ReturnedPage, ReturnedSheet
from selaras.gateways.workbook.styles import BOLD, PLAIN

SUMMARY_SHEET = f"Ringkasan{OWN_SHEET}"
COMMENTS_MAX = (
    5_000  # of a book: with 60,000 LibreOffice takes two minutes to open it (ADR 25); the reason stands in every row
)
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NAME_UNITS_MAX = 31  # of a sheet of Excel, in UTF-16
_RESERVED = "history"  # Excel keeps this name for itself


class FaultBook:
    """Writes the workbook while the import goes on. It has its name only when the `with` block ends well: until then an older
    file of that name stays, even if it is the one that is imported.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file beside `path`. Raises OSError, before anything is imported."""
        if path.exists():
            path.open("r+b").close()  # may it be replaced? A file that is open in Excel may not
        self._path, self._draft = path, path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._book = BookStream(self._draft)
        except OSError as error:
            error.filename = str(path)
            raise
        self._names = {SUMMARY_SHEET.lower(), _RESERVED}
        self._counts: Counter[str] = Counter()
        self._rows = {Severity.TOLAK: 0, Severity.TANYA: 0}
        self._sheet: ReturnedSheet | None = None
        self._page: ReturnedPage | None = None
        self._places, self._comments = 1, 0  # of sheets that are begun, of comments on those that are complete

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self._sum_up()
                self._book.close()
                self._draft.replace(self._path)
        finally:
            self._book.abandon()
            self._draft.unlink(missing_ok=True)

    def begin(self, sheet: ReturnedSheet) -> None:
        """Name the sheet that the next rows belong to; it is only written when a row comes."""
        self._end_page()
        self._sheet = sheet

    def give_back(self, number: int, cells: Sequence[Cell], faults: Sequence[Fault], *, refused: bool) -> None:
        """Write one row with everything that was found in it. number: as the file counted it."""
        page = self._page
        if page is None or page.is_full:
            page = self._new_page()
        self._rows[Severity.TOLAK if refused else Severity.TANYA] += 1
        for fault in faults:
            self._counts[fault.code] += 1
        page.add(number, cells, faults)

    def _new_page(self) -> ReturnedPage:
        assert self._sheet is not None, "a row has a sheet"
        self._end_page()
        self._places += 1
        name, left = self._new_name(self._sheet.name), COMMENTS_MAX - self._comments
        self._page = ReturnedPage(self._book, self._places, name, self._sheet, left)
        return self._page

    def _end_page(self) -> None:
        if self._page is not None:
            self._comments += self._page.comment_count
            self._page = None

    def _new_name(self, name: str) -> str:
        """Return a name that Excel takes, as near to the sheet's own as can be."""
        base = _NOT_IN_A_NAME.sub(" ", name).strip(" '")
        tried, again = _cut(base, _NAME_UNITS_MAX) or "Data", 1
        while tried.lower() in self._names:
            again += 1
            tried = f"{_cut(base or 'Data', _NAME_UNITS_MAX - len(f' ({again})'))} ({again})"
        self._names.add(tried.lower())
        return tried

    def _sum_up(self) -> None:
        """Fill the first sheet: how many rows, and how often each fault."""
        self._end_page()
        told: list[tuple[Cell, ...]] = [
            (
                f"{self._rows[Severity.TOLAK]} baris ditolak, {self._rows[Severity.TANYA]} baris diterima dan ditanyakan.",
            ),
            ("Perbaiki sel yang berwarna pada lembar berikut, lalu impor berkas ini apa adanya.",),
            ("Lembar ini dan kolom alasan tidak ikut dibaca.",),
            (),
        ]
        if self._comments >= COMMENTS_MAX:
            most = f"{COMMENTS_MAX:,}".replace(",", ".")
            told.insert(3, (f"Komentar ada pada {most} sel pertama; kolom alasan ada pada setiap baris.",))
        page = self._book.begin_sheet(1, SUMMARY_SHEET, {0: (24, PLAIN), 1: (70, PLAIN), 2: (70, PLAIN)})
        for number, cells in enumerate(told, start=1):
            page.add(number, cells, bytes(len(cells)))
        head = ("Kesalahan", "Artinya", "Jalan keluar", "Banyaknya")
        page.add(len(told) + 1, head, bytes([BOLD] * len(head)))
        ranked = sorted(self._counts.items(), key=lambda of: (-of[1], of[0]))
        for number, (code, times) in enumerate(ranked, start=len(told) + 2):
            problem = CATALOGUE[code]
            page.add(number, (code, problem.meaning, problem.remedy, times), bytes(4))


def _cut(name: str, units_max: int) -> str:
    """Return the beginning of a name, so long in UTF-16; an apostrophe at its end would be no name of Excel."""
    return name.encode("utf-16-le", "surrogatepass")[: 2 * units_max].decode("utf-16-le", "ignore").strip(" '")
