"""The year that a command of figures speaks of."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import refuse
from selaras.core.terms.periode import Periode, PeriodeKind
from selaras.core.terms.problem import TermError
from selaras.flows.node import Node
from selaras.store.figures.queries import last_year_of_reports

PeriodOption = Annotated[str | None, typer.Option(help="Tahun; kosong: tahun terakhir yang ada laporannya.")]


def year_of(node: Node, period: str | None) -> int:
    """Return the year asked for, else the newest one with a report, else the year of the clock."""
    this = dt.datetime.fromtimestamp(node.wall_ms() / 1000, dt.UTC).year
    if period is None:
        return last_year_of_reports(node.db, this) or this
    try:
        read = Periode.parse(period)
    except TermError as error:
        refuse(ExitCode.WRONG_USE, str(error))
    if read.kind is not PeriodeKind.TAHUN:
        refuse(ExitCode.WRONG_USE, f"Registri menyimpan laporan tahunan: tulis satu tahun, bukan «{period}».")
    return read.year
