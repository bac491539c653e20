"""Whatever stands in a row: it goes through the workbook of rows to mend and comes back equal, and each comment is on its cell."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from selaras.core.intake.draft import REASON_HEADING, Fault
from selaras.core.terms.canonical import Cell
from selaras.core.terms.problem import CATALOGUE
from selaras.core.terms.tanggal import EPOCH_1900, EPOCH_1904
from selaras.gateways.workbook.faults import FaultBook
from selaras.gateways.workbook.returned_page import ReturnedSheet
from tests.fuzz.readers import read_in_process

WIDTH = 5
MARKS = [*"=+-@'\"&<>|_xX41; \t\r\n\x00\x1f\x7f\x85\u00a0\u200b\ufeff\ufffeé«😀", "_x0041_", "x005F_", "]]>", "&amp;"]
marks = st.lists(st.sampled_from(MARKS), max_size=6).map("".join)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | marks
cells: st.SearchStrategy[Cell] = st.one_of(
    texts,
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**9), 10**15).map(float),
    st.booleans(),
    st.dates(dt.date(1904, 1, 2)),
    st.none(),
)
faults = st.lists(
    st.builds(
        lambda index, code, message: Fault("", 2, "Kolom", "", code, message, index),
        st.integers(-1, WIDTH + 1),
        st.sampled_from(sorted(CATALOGUE)),
        marks.map(lambda text: f"a{text}z"),
    ),
    min_size=1,
    max_size=4,
)
plain_rows = st.lists(texts, min_size=WIDTH + 2, max_size=WIDTH + 2)  # as a CSV has them
rows = st.lists(
    st.tuples(st.lists(cells, min_size=WIDTH + 2, max_size=WIDTH + 2) | plain_rows, faults), min_size=1, max_size=6
)


def as_read(cell: Cell) -> Cell:
    """Return a cell as a reading has it: None is empty, and what is no character is gone."""
    return "" if cell is None else re.sub("[\ufffe\uffff]", "", cell) if isinstance(cell, str) else cell


def place(index: int) -> int:
    """Return where a column stands: year and reason stand before what lies beyond the heading."""
    return index + 2 if index >= WIDTH else index


def written(path: Path, sheet: ReturnedSheet, given_rows: list[tuple[list[Cell], list[Fault]]]) -> Path:
    with FaultBook(path) as book:
        book.begin(sheet)
        for number, (row, found) in enumerate(given_rows, start=2):
            book.give_back(number, row, found, refused=True)
    return path


@given(rows, st.sampled_from([EPOCH_1900, EPOCH_1904]), st.frozensets(st.integers(0, WIDTH - 1)))
def test_any_row_comes_back_equal_with_each_fault_on_its_cell(
    given_rows: list[tuple[list[Cell], list[Fault]]], epoch: dt.date, text_columns: frozenset[int]
) -> None:
    head: list[Cell] = [f"Kolom {at}" for at in range(WIDTH)]
    sheet = ReturnedSheet("Data", [(1, head)], [], epoch, text_columns, frozenset(), 2026, {"Tahun": "2024"})
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "salah.xlsx", sheet, given_rows)
        read = [row for one in read_in_process(path) if one.name == "Data" for part in one.chunks for row in part.rows]
        page = openpyxl.load_workbook(path)["Data"]

    assert read[0][: WIDTH + 2] == [*head, "Tahun", REASON_HEADING]
    for (row, found), back, cells_here in zip(given_rows, read[1:], page.iter_rows(min_row=2), strict=True):
        own = [*back, "", ""][:WIDTH] + [*back, "", ""][WIDTH + 2 : WIDTH + 4]
        assert [(type(cell), cell) for cell in own] == [(type(cell), cell) for cell in map(as_read, row)]
        said = {place(fault.index) for fault in found if fault.index >= 0}
        assert {at for at, cell in enumerate(cells_here) if cell.comment} == said
        assert {at for at, cell in enumerate(cells_here) if cell.fill.patternType == "solid"} == said
        for at in said:
            messages = [fault.message for fault in found if place(fault.index) == at]
            assert unescape(cells_here[at].comment.text) == as_read("\n".join(messages))
