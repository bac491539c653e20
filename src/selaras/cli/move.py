"""selaras move."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from selaras import data
from selaras.cli.acting import AuthorOption, ReasonOption, RecordArgument, acting, record_id
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.move_record import move_record


def move(
    record: RecordArgument,
    *,
    to: Annotated[str, typer.Option(help="Kode wilayah tujuan, misalnya 35.73 atau 35.73.01.1001.")],
    reason: ReasonOption,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Pindahkan usaha atau koperasi ke kabupaten/kota lain: catatan lama ditutup, catatan baru dibuka."""
    if to.count(".") == 0 or not data.wilayah().knows(to):
        refuse(ExitCode.WRONG_USE, f"Wilayah «{to}» tidak dikenal. Tulis kode kabupaten/kota atau desanya.")
    with acting():
        moved = move_record(open_node(), record_id(record), to, author=author, reason=reason)
    if json:
        print_json({"record": record, **asdict(moved)})
    if moved.closed:
        console.print("Tersimpan: catatan lama ditutup karena pindah.")
    if moved.opened:
        told = f"Tersimpan: catatan baru {moved.opened}. Kantor di sana memverifikasinya."
    else:
        told = f"Catatan barunya dibuka oleh kantor yang meliputi keduanya: «selaras move {record} --to {to}» di sana."
    console.print(told, markup=False)
