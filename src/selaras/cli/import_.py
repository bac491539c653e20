"""selaras import."""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import home, open_node, refuse_writing
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.cli.undo import undo as undo_one
from selaras.core.intake.draft import Fault
from selaras.core.intake.profile import Profile, ProfileRefused
from selaras.core.terms.problem import CATALOGUE
from selaras.flows.import_report import ImportOrder, ImportReport, readable
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.gateways.home.profiles import ProfileFolder, adopt_layouts
from selaras.gateways.workbook.faults import FaultBook
from selaras.gateways.workbook.limits import FileRefused

GC_THRESHOLDS = (
    100_000,
    50,
    100,
)  # an import makes millions of small values and no circles: looking for them costs a seventh
SHOWN = 10  # faults told on the screen; the others are in --faults or --json


def import_(  # noqa: PLR0913 # one argument an option
    file: Annotated[Path | None, typer.Argument(help="Berkas .xlsx, .xls, .ods, atau .csv.")] = None,
    *,
    kind: Annotated[str | None, typer.Option(help="usaha, koperasi, kredit, …; kosong: dikenali sendiri.")] = None,
    as_of: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Tanggal data.")] = None,
    author: Annotated[str, typer.Option(help="Siapa yang mengimpor.")] = "operator",
    profile: Annotated[
        str | None, typer.Option(help="Profil jawaban; kosong: yang cocok dengan bentuk berkas.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Periksa saja, tanpa menyimpan.")] = False,
    faults: Annotated[Path | None, typer.Option(help="Tulis baris yang ditolak atau ditanyakan ke .xlsx ini.")] = None,
    undo: Annotated[int | None, typer.Option(help="Tarik kembali impor nomor ini, seluruhnya.")] = None,
    json: JsonOption = False,
) -> None:
    """Masukkan berkas lapangan ke registri, atau tarik kembali sebuah impor."""
    node = open_node()
    if undo is not None and file is None:
        undo_one(node, undo, author, json=json)
        return
    if file is None or undo is not None:
        refuse(ExitCode.WRONG_USE, "Sebut satu berkas, atau --undo NOMOR tanpa berkas.")
    named, known = _profiles(profile)
    order = replace(_order(file, kind, as_of, author, dry_run=dry_run), profile=named, profiles=known)
    started = time.monotonic()
    report = _read(node, order, faults, json=json)
    seconds = round(time.monotonic() - started, 3)
    if named and not dry_run:
        adopt_layouts(ProfileFolder(home()), named, report.layouts)
    if json:
        print_json(_answer(file, report, seconds), fault_answer)
    _tell(report, faults, dry_run=dry_run)
    if report.refused or not report.columns:
        raise SystemExit(ExitCode.NO)


def _profiles(name: str | None) -> tuple[Profile | None, tuple[Profile, ...]]:
    """Return the profile that was named, and all of this office."""
    folder = ProfileFolder(home())
    try:
        return folder.read(name) if name else None, folder.read_all()
    except ProfileRefused as error:
        refuse(ExitCode.WRONG_USE, str(error))


def _read(node: Node, order: ImportOrder, faults: Path | None, *, json: bool) -> ImportReport:
    """Import with a bar that moves, or end the command with what stands in the way."""
    try:
        gc.set_threshold(*GC_THRESHOLDS)
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(f"Membaca {order.file}", total=1.0)
            with FaultBook(faults) if faults else nullcontext() as returned:
                return import_workbook(node, order, lambda share: bar.update(task, completed=share), returned)
    except FileRefused as error:
        if json:
            fault = Fault("", 0, "", "", error.code, str(error))
            print_json(
                _answer(order.path, ImportReport(order.file, kind=order.kind or "", faults=[fault]), 0.0), fault_answer
            )
        refuse(ExitCode.NO, str(error))
    except NodeMayNotWrite as error:
        refuse_writing(error)


def _order(file: Path, kind: str | None, as_of: dt.datetime | None, author: str, *, dry_run: bool) -> ImportOrder:
    """Return what was asked for, or end the command. Without --as-of the facts are as old as the file."""
    if not file.exists():
        refuse(ExitCode.WRONG_USE, f"Berkas {file} tidak ada. Periksa nama dan foldernya.")
    if file.is_dir():
        refuse(ExitCode.WRONG_USE, f"{file} adalah folder. Sebut berkas di dalamnya, satu per satu.")
    if kind is not None and kind not in data.kamus().kinds:
        refuse(ExitCode.WRONG_USE, f"Jenis «{kind}» tidak dikenal. Pilih: {', '.join(data.kamus().kinds)}.")
    written = dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC).date()
    today = dt.datetime.now(tz=dt.UTC).date()
    return ImportOrder(file, kind, as_of.date() if as_of else written, today, author, dry_run)


def _answer(file: Path, report: ImportReport, seconds: float) -> dict[str, object]:
    return {
        "id": report.id,
        "file": readable(str(file)),
        "kind": report.kind,
        "rows": report.rows,
        "accepted": report.accepted,
        "refused": report.refused,
        "unchanged": report.unchanged,
        "new": report.new,
        "changed": report.changed,
        "questions": report.questions,
        "asked": len(report.asked),
        "warnings": len(report.warnings),
        "changes": report.changes,
        "profile": report.profile,
        "seconds": seconds,
        "faults": report.faults,
    }


def fault_answer(fault: Fault) -> dict[str, object]:
    """Return a fault as JSON promises it."""
    names = ("sheet", "row", "column", "value", "code", "message")
    return {name: getattr(fault, name) for name in names}


def _tell(report: ImportReport, returned: Path | None, *, dry_run: bool) -> None:
    done = "diperiksa, tidak ada yang disimpan" if dry_run else "dibaca"
    console.print(
        f"{report.file}: {report.rows} baris {done}: {report.new} baru, {report.changed} berubah,"
        f" {report.unchanged} sama, {report.questions} menunggu jawaban, {report.refused} ditolak."
        + (f" Nomor impor {report.id}: bisa ditarik kembali dengan --undo {report.id}." if report.id else ""),
        markup=False,
    )
    if report.asked:
        console.print(f"  {len(report.asked)} pertanyaan: lihat dan jawab dengan «selaras questions».", markup=False)
    for fault in report.faults[:SHOWN]:
        console.print(f"  {_place(fault)}{fault.message}", markup=False)
    if len(report.faults) > SHOWN:
        console.print(f"  … dan {len(report.faults) - SHOWN} lagi.", markup=False)
    _tell_ways_out("Cara memperbaikinya:", report.faults)
    if returned and (report.refused or report.questions):
        told = f"Baris yang ditolak atau ditanyakan ada di {returned.name}: perbaiki di sana, lalu masukkan berkas itu."
        console.print(told, markup=False)
    elif report.refused:
        told = "Dengan --faults BERKAS.xlsx baris yang ditolak ditulis ke berkas untuk diperbaiki di sana."
        console.print(told, markup=False)
    _tell_ways_out("Yang perlu diperhatikan:", report.warnings)


def _place(fault: Fault) -> str:
    """Return where something stood, as far as it has a place."""
    row = f"{fault.sheet} baris {fault.row}".strip() if fault.row else fault.sheet
    place = ", ".join(filter(None, (row, f"kolom {fault.column}" if fault.column else "")))
    return f"{place}: " if place else ""


def _tell_ways_out(title: str, found: Sequence[Fault]) -> None:
    """Say how many of each fault or warning there are, where the first one stood, and what to do, the most frequent first."""
    if not found:
        return
    console.print(title)
    first = {fault.code: fault for fault in reversed(found)}
    for code, count in Counter(fault.code for fault in found).most_common():
        problem = CATALOGUE[code]
        place = _place(first[code]).removesuffix(": ")
        at = f" ({'mulai ' if count > 1 else ''}{place})" if place else ""
        console.print(f"  {count} × {problem.meaning} {problem.remedy}{at}", markup=False)
