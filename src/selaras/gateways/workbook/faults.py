"""Write the refused rows of an import as a workbook: the clerk's own columns, and the reasons in a last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from selaras.core.intake.draft import Fault
from selaras.core.terms.canonical import Cell


def write_faults(
    path: Path,
    headings: Mapping[str, Sequence[str]],
    rows: Sequence[tuple[str, int, Sequence[Cell]]],
    faults: Sequence[Fault],
) -> None:
    """Write one sheet for each sheet of the file that had refused rows. Faulty cells are coloured.

    Cells are written as texts, so nothing that begins like a formula is one.
    """
    reasons: dict[tuple[str, int], list[Fault]] = {}
    for fault in faults:
        reasons.setdefault((fault.sheet, fault.row), []).append(fault)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFD9D9"})
        for sheet, titles in headings.items():
            page = book.add_worksheet(sheet[:31] or None)
            for column, title in enumerate((*titles, "Alasan")):
                page.write_string(0, column, title, bold)
            own = [(number, cells) for name, number, cells in rows if name == sheet]
            for at, (number, cells) in enumerate(own, start=1):
                found = reasons.get((sheet, number), [])
                faulty = {fault.index for fault in found}
                for column, cell in enumerate(cells[: len(titles)]):
                    text = "" if cell is None else str(cell)
                    page.write_string(at, column, text, wrong if column in faulty else None)
                page.write_string(at, len(titles), "; ".join(fault.message for fault in found))
