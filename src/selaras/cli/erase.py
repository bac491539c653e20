"""selaras erase."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from selaras.cli.acting import AuthorOption, ReasonOption, RecordArgument, acting, record_id
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.erase_record import Erased, erase_record
from selaras.flows.restate_publication import restate_all
from selaras.flows.sweep_erased import sweep_in_passing


def erase(
    record: RecordArgument,
    *,
    reason: ReasonOption,
    field: Annotated[
        list[str] | None, typer.Option(help="Kolom yang dimusnahkan; boleh berulang. Tanpa ini: seluruh catatan.")
    ] = None,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Musnahkan isi catatan secara sah, di semua kantor. Tidak dapat dibatalkan."""
    node, key = open_node(), record_id(record)
    with acting():
        done = erase_record(node, key, field or (), author=author, reason=reason)
        restate_all(node, lambda _: None)
    sweep_in_passing(node)
    if json:
        print_json(asdict(done))
    _tell(done)


def _tell(done: Erased) -> None:
    console.print(
        f"Dimusnahkan: {done.changes} pernyataan dari {len(done.records)} catatan. Kantor lain memusnahkannya saat"
        " sinkronisasi berikutnya.",
        markup=False,
    )
    if done.lost:
        told = f"Ikut hilang, dan perlu dinyatakan ulang oleh penulisnya: {', '.join(done.lost)}."
        console.print(told, style="yellow", markup=False)
    if done.loans:
        told = f"{done.loans} catatan kredit tidak ikut dimusnahkan: mintalah kepada lembaga pembiayaannya."
        console.print(told, style="yellow", markup=False)
    console.print(
        "Cadangan dan paket yang dibuat sebelum ini masih memuatnya: buat cadangan baru, lalu hapus yang lama. Cadangan"
        " lama yang dipulihkan dimusnahkan lagi oleh sinkronisasi pertama.",
        style="yellow",
    )
