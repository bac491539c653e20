"""Which rows of a sheet are data: not blank, no heading on every page, no numbering, total or signature."""

from collections.abc import Iterable, Sequence

from selaras.core.intake.draft import REASON_HEADING, RECORD_HEADING, Fault
from selaras.core.intake.footer import (
    CLOSING_CELLS_MAX,
    NUMBER_CHARS_MAX,
    has_few_cells,
    is_closing,
    is_numbering,
    is_page_mark,
    is_total,
)
from selaras.core.intake.headings import as_written, heading_key, heading_names
from selaras.core.intake.plan import SheetPlan
from selaras.core.terms.canonical import RECORD, Cell
from selaras.core.terms.kamus import Field, Kamus
from selaras.core.terms.problem import TermError
from selaras.core.terms.writing import clean

_NEEDED_MIN = 2  # required columns that tell a row of data from a total or a signature
_HEADING_MIN = 2  # cells that are names of columns, and more than half of the row: another table begins
SHIFTED = "lebih panjang daripada judulnya"  # by which a row of a CSV whose cells moved is known when it comes back
_GROUP = "«{}» tampak judul kelompok, bukan data: hapus barisnya, dan tulis wilayahnya di kolom tiap baris; bila data, lengkapi"
_OTHER = "Di baris {} mulai tabel dengan judul kolom lain: pindahkan tabel itu, dengan judulnya, ke lembar sendiri"
_MARK_MAX = 3  # characters of the number or letter before the title of a group
_SPANS_MAX = 12  # of rows that are named


def rows_left(sheet: str, left: Sequence[int]) -> Fault:
    """Return what to tell about the rows that are no data. left: their numbers, in order, at least one."""
    spans: list[tuple[int, int]] = []
    for number in left:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = spans[-1][0], number
        else:
            spans.append((number, number))
    named = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans[:_SPANS_MAX])
    more = ", …" if len(spans) > _SPANS_MAX else ""
    message = f"Baris {named}{more} bukan data (judul berulang, nomor kolom, jumlah, tanda tangan): tidak dibaca"
    return Fault(sheet, 0, "", "", "baris_bukan_data", message)


class DataRows:
    """Takes the rows in the order of the sheet: what follows a signature is no data any more.

    record: the column in which an export names each row's record, -1 for none. left: numbers of the rows that hold something
    and are no data. shifted: of those that an earlier import gave back because their cells had moved.
    """

    def __init__(self, plan: SheetPlan, required: Iterable[Field], kamus: Kamus) -> None:
        """required: fields without which there is no record; where all that have a column are filled, a row is data."""
        self.record = next((i for i, heading in enumerate(plan.headings) if heading == RECORD_HEADING), -1)
        self.left: list[int] = []
        self.shifted: set[int] = set()
        self._first = plan.layout.first_row
        self._width = len(plan.headings)
        self._reason = next((i for i, heading in enumerate(plan.headings) if REASON_HEADING in heading), -1)
        self._indexes = [column.index for column in plan.columns]
        self._closing_max = max(CLOSING_CELLS_MAX, len(self._indexes) // 2)  # read cells of a total or a signature
        self._wordings = {column.index: column.wordings for column in plan.columns}
        self._own = frozenset(word for wordings in self._wordings.values() for word in wordings)
        self._keys = heading_names(kamus)
        self._names = as_written(kamus, self._own)
        by_field = [[c.index for c in plan.columns if c.target.field == field] for field in required]
        self._needed = [indexes for indexes in by_field if indexes]
        self._below_table = False
        self._other_heading = 0  # row of the heading of another table, under which the rows stand

    def data(self, number: int, cells: Sequence[Cell]) -> Sequence[Cell] | TermError | None:
        """Return the cells of a row in full width; None when it is no data, an error when it is data that cannot be read.

        The reason that an earlier import wrote beside a row is left out.
        """
        if number < self._first:
            return None
        if len(cells) < self._width:
            cells = [*cells, *[None] * (self._width - len(cells))]
        if self._reason >= 0:
            if SHIFTED in str(cells[self._reason]):
                self.shifted.add(number)
            cells = [*cells[: self._reason], None, *cells[self._reason + 1 :]]
        if not self._is_usual(cells) and not self._names_its_record(cells):
            stated = [cells[index] for index in self._indexes if cells[index] not in ("", None)]
            if self._is_none(number, cells, stated):
                self.left += [number] if stated else []
                return None
            if not self._other_heading and (title := self._group_title(cells, stated)):
                return TermError("baris_kelompok", _GROUP.format(title))
        return TermError("judul_kedua", _OTHER.format(self._other_heading)) if self._other_heading else cells

    def _is_usual(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is data at a glance: it is well filled and begins with a text, and its first cells name no columns."""
        if len(self._indexes) - cells.count("") - cells.count(None) <= self._closing_max:
            return False
        first, names = cells[self._indexes[0]], self._names
        if not isinstance(first, str) or len(first) <= NUMBER_CHARS_MAX:
            return False
        return first not in names and cells[self._indexes[1]] not in names and cells[self._indexes[2]] not in names

    def _names_its_record(self, cells: Sequence[Cell]) -> bool:
        return self.record >= 0 and bool(RECORD.fullmatch(str(cells[self.record])))

    def _is_none(self, number: int, cells: Sequence[Cell], stated: Sequence[Cell]) -> bool:
        if not stated or is_numbering(stated):
            return True
        if not self._names.isdisjoint(cells) and (again := self._is_heading(number, cells, stated)) is not None:
            return again
        if len(self._needed) >= _NEEDED_MIN and all(
            any(cells[index] not in ("", None) for index in indexes) for indexes in self._needed
        ):
            self._below_table = False
            return False
        if len(stated) <= CLOSING_CELLS_MAX:
            if is_closing(cells):
                self._below_table = True
                return True
            if is_page_mark(cells) or (self._below_table and has_few_cells(cells)):
                return True
        return len(stated) <= self._closing_max and is_total(cells)

    def _is_heading(self, number: int, cells: Sequence[Cell], stated: Sequence[Cell]) -> bool | None:
        """Whether a row is the heading again, as on every printed page; False for that of another table, None for none.

        That of another table goes back to the clerk with the rows below it: they would be read by the first one there.
        """
        texts = {at: clean(cell).lower() for at, cell in enumerate(cells) if isinstance(cell, str) and cell}
        same = sum(1 for at, text in texts.items() if text in self._wordings.get(at, ()))
        displaced = sum(1 for at, text in texts.items() if text in self._own and text not in self._wordings.get(at, ()))
        if same * 2 > len(stated) and not displaced:
            self._other_heading, self._below_table = 0, False
            return True
        known = sum(1 for text in texts.values() if text in self._own or heading_key(text) in self._keys)
        others = len(cells) - cells.count("") - cells.count(None) - known
        if known < _HEADING_MIN or known <= others or (others and known == _HEADING_MIN):
            return None
        self._other_heading = number
        return False

    def _group_title(self, cells: Sequence[Cell], stated: Sequence[Cell]) -> str:
        """Return the only text of a row that has no more than a mark before it: "KECAMATAN KLOJEN", "A. Kuliner"."""
        if len(stated) > 2 or len(self._needed) < _NEEDED_MIN or self._width <= _NEEDED_MIN:
            return ""
        *marks, title = [clean(str(cell)) for cell in cells if cell not in ("", None)]
        is_title = len(title) > NUMBER_CHARS_MAX and not title[:1].isdigit()
        return title if is_title and not [mark for mark in marks if len(mark.strip(".)")) > _MARK_MAX] else ""
