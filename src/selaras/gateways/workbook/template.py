"""Writes the empty table of one kind: how to fill it, the table with its drop-downs, the areas to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from selaras.core.intake.draft import OWN_SHEET
from selaras.core.intake.form import NUMBER_TYPES, FormColumn
from selaras.core.terms.kamus import FieldType

TABLE_SHEET, HELP_SHEET, AREA_SHEET = "Data", f"Petunjuk{OWN_SHEET}", f"Wilayah{OWN_SHEET}"
ROWS = 5_000  # that have drop-downs and formats; more rows import too
_LENGTHS = {FieldType.NIK: 16, FieldType.NIB: 13, FieldType.KBLI: 5}
_HELP = (
    "Cara mengisi",
    "1. Isi lembar «Data», satu baris untuk satu catatan. Kolom bertanda * wajib diisi.",
    "2. Kolom boleh dibiarkan kosong, dihapus, atau dipindahkan. Sel kosong tidak menghapus data yang sudah ada.",
    "3. Sel yang berpanah mempunyai daftar pilihan. Nomor (NIK, NIB, telepon) ditulis sebagai teks agar tidak dibulatkan.",
    "4. Simpan, lalu masukkan dengan «selaras import BERKAS». Baris yang salah dikembalikan dengan alasannya.",
)


def write_template(path: Path, kind: str, columns: Sequence[FormColumn], areas: Mapping[str, Sequence[str]]) -> None:
    """Write the workbook. areas: the names to choose from, by level. The examples stand on the sheet of help, which no import reads."""
    with xlsxwriter.Workbook(path) as book:
        page, helping = book.add_worksheet(TABLE_SHEET), book.add_worksheet(HELP_SHEET)
        lists = _write_areas(book, areas)
        _write_table(book, page, columns, lists)
        _write_help(book, helping, kind, columns)


def _write_areas(book: Any, areas: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write the names of areas on a hidden sheet; return the range of each level."""
    page = book.add_worksheet(AREA_SHEET)
    page.hide()
    ranges: dict[str, str] = {}
    for column, (level, names) in enumerate(areas.items()):
        page.write_column(0, column, names)
        letter = chr(ord("A") + column)
        if names:
            ranges[level] = f"='{AREA_SHEET}'!${letter}$1:${letter}${len(names)}"
    return ranges


def _write_table(book: Any, page: Any, columns: Sequence[FormColumn], lists: Mapping[str, str]) -> None:
    must = book.add_format(
        {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "text_wrap": True}
    )
    may = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
    text, amount = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0"})
    page.freeze_panes(1, 0)
    page.set_row(0, 32)
    for at, column in enumerate(columns):
        page.write_string(0, at, column.heading, must if column.field.required else may)
        page.write_comment(0, at, column.how)
        width = max(14, min(len(column.heading) + 2, 30))
        page.set_column(at, at, width, _format(column, text, amount))
        if rule := _rule(column, lists):
            page.data_validation(1, at, ROWS, at, rule)


def _format(column: FormColumn, text: Any, amount: Any) -> Any:
    """Return the format of a column: everything is text but amounts and counts, so that Excel changes nothing."""
    if column.field.type is FieldType.RUPIAH:
        return amount
    return None if column.field.type in NUMBER_TYPES else text


def _rule(column: FormColumn, lists: Mapping[str, str]) -> dict[str, object] | None:
    """Return Excel's check of a column. It warns and lets through: the import judges, and says why."""
    told = {"error_type": "warning", "error_title": column.label[:32], "error_message": column.how[:255]}
    if column.level in lists:
        return {"validate": "list", "source": lists[column.level], **told}
    if column.choices and column.field.type is not FieldType.DAFTAR:
        return {"validate": "list", "source": list(column.choices), **told}
    if length := _LENGTHS.get(column.field.type):
        return {"validate": "length", "criteria": "==", "value": length, **told}
    return None


def _write_help(book: Any, page: Any, kind: str, columns: Sequence[FormColumn]) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 8)
    page.set_column(2, 3, 60)
    page.write_string(0, 0, f"Formulir {kind.replace('_', ' ')}", bold)
    for row, line in enumerate(_HELP, start=1):
        page.write_string(row, 0, line)
    at = len(_HELP) + 2
    page.write_row(at, 0, ("Kolom", "Wajib", "Cara mengisi", "Contoh"), bold)
    for row, column in enumerate(columns, start=at + 1):
        must = "ya" if column.field.required else ""
        page.write_row(row, 0, (column.label, must), wrap)
        page.write_string(row, 2, f"{column.how} {column.field.rule}".strip(), wrap)
        page.write_string(row, 3, column.example, wrap)
