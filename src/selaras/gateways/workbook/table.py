"""Writes one table of the registry for people: a heading row of the dictionary's labels, one record a row.

What is written is read back by an import to the same values: no number is rounded, no text becomes a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

import xlsxwriter

from selaras.core.ledger.payload import Scalar
from selaras.core.terms.writing import FORMULA_SIGNS, guarded

NUMBER_MAX = 10**15  # Excel keeps 15 digits; a greater number is written as text
_WIDTH = 16  # characters of a column
_Rows = Iterable[Sequence[Scalar]]


def write_xlsx(path: Path, name: str, headings: Sequence[str], rows: _Rows) -> int:
    """Write a workbook of one sheet with flat memory; return how many rows. None is an empty cell."""
    at = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet(name)
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sign = book.add_format({"num_format": "@", "quote_prefix": True})
        page.set_column(0, len(headings) - 1, _WIDTH)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, headings, bold)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int) and abs(cell) < NUMBER_MAX:
                    page.write_number(at, column, cell)
                elif cell is not None:
                    said = str(cell)
                    page.write_string(at, column, said, sign if said.startswith(FORMULA_SIGNS) else text)
    return at


def write_csv(file: IO[str], headings: Sequence[str], rows: _Rows) -> int:
    """Write comma-separated text; return how many rows."""
    writer, count = csv.writer(file), 0
    writer.writerow(headings)
    for count, row in enumerate(rows, start=1):  # noqa: B007
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return count
