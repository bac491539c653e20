"""A sheet of xlsxwriter to which whole rows are added as XML: a workbook of 300,000 rows in a quarter of the time.

xlsxwriter makes an object of every cell and looks at its text five times. Here a usual text is looked at once; everything else
of the sheet (head, formats, comments) is written by xlsxwriter itself, in its mode of constant memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from selaras.core.terms.canonical import Cell

TEXT_CHARS_MAX = 32_767  # of a cell of Excel
_BETWEEN = "\x7f"
_MARKS = (f" {_BETWEEN}", f"{_BETWEEN} ", "_x")  # a space at an edge, or what Excel writes for a control character
_ODD = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]")


class RowPage(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A worksheet in constant memory. Rows come in order; after the first one added here, no cell is written otherwise."""

    def add_row(self, at: int, cells: Sequence[tuple[int, Cell, str]]) -> None:
        """Write a row, counted from 0. cells: column from 0, rising, value, and what `style_of` says of its format."""
        if self.table:
            self._write_single_row(at)  # of the head, which waits for the row after it
        number, written = at + 1, []
        texts = _BETWEEN.join(["", *(cell for _, cell, _ in cells if type(cell) is str), ""])
        usual = len(texts) <= TEXT_CHARS_MAX and not (_ODD.search(texts) or any(mark in texts for mark in _MARKS))
        for column, cell, style in cells:
            head = f'<c r="{_column(column)}{number}"{style}'
            if usual and type(cell) is str and cell:
                written.append(f'{head} t="inlineStr"><is><t>{cell}</t></is></c>')
            else:
                written.append(self._cell(head, cell))
        self.fh.write(f'<row r="{number}">{"".join(written)}</row>')
        self.previous_row = number

    def _cell(self, head: str, cell: Cell) -> str:
        """Return a cell from its opening on, with whatever its text holds; text stays text."""
        if isinstance(cell, str) and cell:
            text = self._escape_data(self._escape_control_characters(cell[:TEXT_CHARS_MAX]))
            return f'{head} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if cell is None or cell == "":
            return f"{head}/>"
        if isinstance(cell, bool):
            return f'{head} t="b"><v>{cell:d}</v></c>'
        if isinstance(cell, dt.date):
            return f"{head}><v>{self._convert_date_time(cell):.16G}</v></c>"
        return f"{head}><v>{cell:.16G}</v></c>" if isinstance(cell, int | float) else self._cell(head, str(cell))


_columns: list[str] = [xl_col_to_name(at) for at in range(256)]


def _column(at: int) -> str:
    return _columns[at] if at < len(_columns) else xl_col_to_name(at)


def style_of(form: Any) -> str:
    """Return a format of the book, or None for none, as rows name it."""
    return f' s="{form._get_xf_index()}"' if form is not None else ""  # noqa: SLF001 # xlsxwriter's own number of it
