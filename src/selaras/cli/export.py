"""selaras export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.figures.lake import duckdb_needed
from selaras.cli.opened import opener
from selaras.cli.output import console, refuse
from selaras.gateways.workbook.records import write_records
from selaras.gateways.workbook.table import write_csv, write_xlsx
from selaras.store.registry.queries import Exported, export_records
from selaras.store.registry.sheet import table_of
from selaras.store.registry.tables import tables


class Form(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export(
    kind: Annotated[str, typer.Argument(help="usaha, koperasi, laporan_usaha, laporan_koperasi, kredit, pengelola.")],
    *,
    form: Annotated[Form, typer.Option("--format", help="Bentuk berkas.")] = Form.XLSX,
    out: Annotated[Path | None, typer.Option(help="Berkas tujuan; kosong: ke layar.")] = None,
) -> None:
    """Tulis isi registri ke berkas; .xlsx, .csv, dan .jsonl dapat diimpor lagi."""
    if kind not in tables():
        refuse(ExitCode.WRONG_USE, f"Jenis «{kind}» tidak ada. Pilih salah satu dari: {', '.join(tables())}.")
    if out is None and form in (Form.XLSX, Form.PARQUET):
        refuse(ExitCode.WRONG_USE, f"Berkas .{form} memerlukan --out BERKAS.{form}.")
    records = export_records(opener().node().db, kind)
    if out is not None and form is Form.XLSX:
        count = write_xlsx(out, kind, *table_of(kind, records))
    elif out is not None and form is Form.PARQUET:
        count = _write_parquet(out, kind, records)
    else:
        with _opened(out) as file:
            count = (
                write_records(file, map(asdict, records))
                if form is Form.JSONL
                else write_csv(file, *table_of(kind, records))
            )
    console.print(f"{count} catatan {kind} ditulis.", markup=False)


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        yield file


def _write_parquet(out: Path, kind: str, records: Iterator[Exported]) -> int:
    """Write the fields under their own names, numbers as numbers; return how many records."""
    with duckdb_needed():
        from selaras.gateways.lake.files import write_parquet
    table = tables()[kind]
    columns: dict[str, type] = {"id": str, "wilayah_induk": str, **dict(zip(table.names, table.types, strict=True))}
    rows = ([one.id, one.wilayah, *(one.fields.get(name) for name in table.names)] for one in records)
    return write_parquet(out, columns, rows)
