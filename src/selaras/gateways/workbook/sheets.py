"""Writes small sheets of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter


def write_sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write each sheet under its name, the first row in bold. No text becomes a number or a formula."""
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    if text:
                        page.write_string(at, column, text, None if at else bold)
