"""One sheet of a workbook, written row after row into its archive: memory is a few hundred kilobytes and the sheet's comments.

The order of its elements is that of ECMA-376, part 1, 18.3.1.99; Excel refuses any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import IO

from selaras.core.intake.layout import Merged
from selaras.core.terms.canonical import Cell
from selaras.gateways.workbook.comments import Comment
from selaras.gateways.workbook.row_xml import RowXML
from selaras.gateways.workbook.xml_text import cell_name

ROWS_MAX = 1_048_576  # of a sheet of Excel
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BYTES_MAX = 1_900_000_000  # of a sheet's XML: from 2 GiB on an archive has another form, which Excel warns of
_BUFFER_CHARS = 256 * 1024
_PADDING = 0.7109375  # of a column, in characters


class SheetStream:
    """A sheet while it is written. Rows come in order; `close` completes it."""

    def __init__(self, file: IO[bytes], epoch: dt.date) -> None:
        """file: its part of the archive. epoch: day 0 of its dates."""
        self.comments: list[Comment] = []
        self._file, self._rows = file, RowXML(epoch)
        self._waiting: list[str] = []
        self._chars = self._bytes = self._row = 0
        self._merged: list[str] = []

    @property
    def is_full(self) -> bool:
        """Whether Excel or the archive take no further row."""
        return self._row >= ROWS_MAX or self._bytes >= _BYTES_MAX

    def open(self, widths: Mapping[int, tuple[float, int]], *, frozen: int = 0, selected: bool = False) -> None:
        """Write what stands above the rows.

        widths: characters and look of columns from 0. frozen: rows at the top that stay in view.
        """
        pane = (
            f'><pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft"/></sheetView>'
        )
        chosen = ' tabSelected="1"' if selected else ""
        columns = "".join(
            f'<col min="{at + 1}" max="{at + 1}" width="{width + _PADDING}" style="{look}" customWidth="1"/>'
            for at, (width, look) in sorted(widths.items())
        )
        self._write(
            f'{DECLARED}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f'<sheetViews><sheetView{chosen} workbookViewId="0"{pane if frozen else "/>"}</sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
        )

    def add(self, number: int, cells: Sequence[Cell], looks: bytes) -> None:
        """Write a row. number: from 1, above all before. looks: as `styles` counts them, one a cell."""
        assert number > self._row, "rows come in order"
        self._row = number
        self._write(self._rows.row(number, cells, looks))

    def comment(self, column: int, text: str) -> None:
        """Say something beside a cell of the row that was written last, once a cell."""
        self.comments.append(Comment(self._row, column, text))

    def merge(self, place: Merged) -> None:
        """Show some cells as one."""
        top, left, bottom, right = place
        self._merged.append(f'<mergeCell ref="{cell_name(top + 1, left)}:{cell_name(bottom + 1, right)}"/>')

    def close(self) -> None:
        """Write what stands below the rows."""
        merged = f'<mergeCells count="{len(self._merged)}">{"".join(self._merged)}</mergeCells>' if self._merged else ""
        drawn = '<legacyDrawing r:id="rId1"/>' if self.comments else ""
        self._write(
            f'</sheetData>{merged}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
            f"{drawn}</worksheet>"
        )
        try:
            self._flush()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Let go of the part, whatever stands in it. Raises OSError."""
        self._file.close()

    def _write(self, xml: str) -> None:
        self._waiting.append(xml)
        self._chars += len(xml)
        if self._chars > _BUFFER_CHARS:
            self._flush()

    def _flush(self) -> None:
        self._bytes += self._file.write("".join(self._waiting).encode())
        self._waiting.clear()
        self._chars = 0
