"""What `selaras import --undo` says and answers."""

from __future__ import annotations

import time

from rich.progress import Progress

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import refuse_writing
from selaras.cli.output import console, print_json, refuse
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.flows.undo_import import LeftAlone, NoSuchImport, UndoneBefore, UndoReport, undo_import

SHOWN = 10  # what was left alone, told on the screen; all of it is in --json


def undo(node: Node, number: int, author: str, *, json: bool) -> None:
    """Take an import back and tell what was done."""
    started = time.monotonic()
    try:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(f"Menarik kembali impor {number}", total=1.0)
            report = undo_import(node, number, author, lambda share: bar.update(task, completed=share))
    except NoSuchImport:
        refuse(ExitCode.WRONG_USE, f"Impor nomor {number} tidak ada. Lihat nomornya dengan «selaras imports».")
    except UndoneBefore as error:
        refuse(ExitCode.NO, f"Impor {number} ({error.past.file}) sudah pernah ditarik kembali.")
    except NodeMayNotWrite as error:
        refuse_writing(error)
    if json:
        print_json(_answer(report, round(time.monotonic() - started, 3)))
    _tell(report)


def _answer(report: UndoReport, seconds: float) -> dict[str, object]:
    return {
        "id": report.past.id,
        "file": report.past.file,
        "deleted": report.deleted,
        "emptied": report.emptied,
        "restored": report.restored,
        "changes": report.changes,
        "seconds": seconds,
        "left": [
            {"record": one.record.hex(), "kind": one.kind, "sheet": one.sheet, "row": one.row, "fields": one.fields}
            for one in report.left
        ],
    }


def _tell(report: UndoReport) -> None:
    console.print(
        f"Impor {report.past.id} ({report.past.file}) ditarik kembali: {report.deleted} catatan dihapus,"
        f" {report.emptied} dikosongkan, {report.restored} kembali ke nilai sebelumnya.",
        markup=False,
    )
    if report.left:
        console.print(
            f"{len(report.left)} catatan dibiarkan, karena ada yang mengubah atau memakainya sesudah impor ini:"
        )
    for one in report.left[:SHOWN]:
        console.print(
            f"  {_place(one)}: {', '.join(one.fields) or 'seluruh catatan'} ({one.record.hex()})", markup=False
        )
    if len(report.left) > SHOWN:
        console.print(f"  … dan {len(report.left) - SHOWN} lagi: pakai --json", markup=False)
    if report.left:
        console.print(
            f"Bila yang sesudahnya juga salah: tarik kembali itu dahulu, lalu ulangi --undo {report.past.id}.",
            markup=False,
        )


def _place(one: LeftAlone) -> str:
    return f"{one.kind}, {one.sheet} baris {one.row}".replace(",  ", ", ")
