"""selaras template."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import home
from selaras.cli.output import console, refuse
from selaras.core.intake.form import areas_within, form_columns
from selaras.core.intake.xlsform import xlsform
from selaras.core.terms.wilayah import NATION_CODE
from selaras.gateways.home.files import NoHome, read_files
from selaras.gateways.workbook.sheets import write_sheets
from selaras.gateways.workbook.template import write_template


def template(
    kind: Annotated[str, typer.Argument(help="usaha, koperasi, kredit, laporan_usaha, laporan_koperasi, pengelola.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Berkas tujuan; kosong: formulir-JENIS.xlsx.")] = None,
    odk: Annotated[bool, typer.Option("--xlsform", help="Formulir untuk ODK atau Kobo.")] = False,
) -> None:
    """Tulis formulir kosong: petunjuk, kolom wajib, daftar pilihan, dan contoh."""
    kamus, index, office = data.kamus(), data.wilayah(), _office()
    if kind not in kamus.kinds:
        refuse(ExitCode.WRONG_USE, f"Jenis «{kind}» tidak ada. Pilih salah satu dari: {', '.join(kamus.kinds)}.")
    columns = form_columns(kamus, kind, office)
    path = out or Path(f"{'xlsform' if odk else 'formulir'}-{kind}.xlsx")
    if odk:
        version = f"{dt.datetime.now(tz=dt.UTC):%Y%m%d%H}"
        form = xlsform(kind, columns, index, office, version)
        write_sheets(path, {"survey": form.survey, "choices": form.choices, "settings": form.settings})
    else:
        levels = [column.level for column in columns if column.level]
        areas = {level: sorted({area.name for area in areas_within(index, office, level)}) for level in levels}
        write_template(path, kind, columns, areas)
    console.print(f"Formulir {kind} ditulis ke {path}: {len(columns)} kolom.", markup=False)


def _office() -> str:
    """Return the wilayah of this office; without an office the form is for the nation."""
    try:
        return read_files(home()).wilayah
    except NoHome:
        return NATION_CODE
