"""selaras export."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer
import xlsxwriter

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import opener
from selaras.cli.output import console, refuse
from selaras.store.registry.queries import Exported, export_records
from selaras.store.registry.tables import tables

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins with one of these


class Form(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"


def export(
    kind: Annotated[str, typer.Argument(help="usaha, koperasi, laporan_usaha, laporan_koperasi, kredit, pengelola.")],
    *,
    form: Annotated[Form, typer.Option("--format", help="Bentuk berkas.")] = Form.XLSX,
    out: Annotated[Path | None, typer.Option(help="Berkas tujuan; kosong: ke layar.")] = None,
) -> None:
    """Tulis isi registri ke berkas."""
    if kind not in tables():
        refuse(ExitCode.WRONG_USE, f"Jenis «{kind}» tidak ada. Pilih salah satu dari: {', '.join(tables())}.")
    records = export_records(opener().node().db, kind)
    names = ["id", "wilayah_induk", *tables()[kind].names]
    if form is Form.XLSX:
        if out is None:
            refuse(ExitCode.WRONG_USE, "Berkas .xlsx memerlukan --out BERKAS.xlsx.")
        count = _write_xlsx(out, names, records)
    else:
        with _opened(out) as file:
            count = _write_jsonl(file, records) if form is Form.JSONL else _write_csv(file, names, records)
    console.print(f"{count} catatan {kind} ditulis.", markup=False)


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        yield file


def _write_jsonl(file: IO[str], records: Iterator[Exported]) -> int:
    count = 0
    for count, record in enumerate(records, start=1):  # noqa: B007
        file.write(orjson.dumps(asdict(record)).decode() + "\n")
    return count


def _write_csv(file: IO[str], names: list[str], records: Iterator[Exported]) -> int:
    writer, count = csv.writer(file), 0
    writer.writerow(names)
    for count, record in enumerate(records, start=1):  # noqa: B007
        writer.writerow([_safe(cell) for cell in _cells(names, record)])
    return count


def _write_xlsx(out: Path, names: list[str], records: Iterator[Exported]) -> int:
    count = 0
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for column, name in enumerate(names):
            page.write_string(0, column, name)
        for count, record in enumerate(records, start=1):
            for column, cell in enumerate(_cells(names, record)):
                page.write_string(count, column, "" if cell is None else str(cell))
    return count


def _cells(names: list[str], record: Exported) -> list[str | int | None]:
    return [record.id, record.wilayah, *(record.fields.get(name) for name in names[2:])]


def _safe(cell: str | int | None) -> str | int | None:
    """Return a text that no spreadsheet takes for a formula; a phone number's + stays readable behind a quote."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
