"""selaras scrub."""

from __future__ import annotations

import time

import typer
from rich.progress import Progress

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.node import Node
from selaras.flows.scrub import Scrubbed
from selaras.flows.scrub import scrub as scrub_node
from selaras.flows.sweep_erased import sweep_erased
from selaras.store.network.queries import read_peers


def scrub(*, json: JsonOption = False) -> None:
    """Periksa setiap perubahan dan setiap catatan terhadap kerusakan."""
    node, started = open_node(), time.monotonic()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Memeriksa", total=None)
        sweep_erased(node)
        found = scrub_node(node, lambda done: bar.update(task, completed=done))
    seconds = round(time.monotonic() - started, 3)
    if json:
        print_json(
            {
                "changes": found.changes,
                "bad_changes": found.bad_changes + found.indexes,
                "rows": found.rows,
                "bad_rows": found.bad_rows,
                "bad_certificates": len(found.certificates),
                "seconds": seconds,
            }
        )
    console.print(f"{found.changes} perubahan dan {found.rows} catatan diperiksa.", markup=False)
    _tell(node, found)
    if found.indexes or not found.sound:
        raise typer.Exit(ExitCode.NO)


def _tell(node: Node, found: Scrubbed) -> None:
    """Say what is damaged, and the way out."""
    if found.indexes:
        told = f"Indeks basis data rusak dan sudah disusun ulang dari isinya. ({found.file})"
        console.print(told, style="yellow", markup=False)
    elif found.file:
        told = "Berkas basis data rusak. Pulihkan cadangan terakhir dengan «selaras restore», lalu «selaras sync»."
        console.print(f"{told} ({found.file})", style="bold red", markup=False)
        return
    for about in found.certificates:
        console.print(f"Rusak: sertifikat simpul {about}.", markup=False)
    for stream, seq in found.places:
        where = f"{stream.wilayah}/{stream.rumpun}, simpul {stream.node.hex()}"
        console.print(f"Rusak: aliran {where}, mulai perubahan ke-{seq}.", markup=False)
    for record in found.records[:20]:
        console.print(f"Catatan {record} tidak sama dengan buku perubahan.", markup=False)
    if not found.sound:
        console.print(_way_out(node), style="bold red", markup=False)


def _way_out(node: Node) -> str:
    if read_peers(node.db, "induk"):
        return (
            "Jalankan «selaras sync»: yang rusak diambil lagi dari induk, dan registri disusun ulang. Tanpa jaringan: tulis"
            " paket untuk induk («selaras packet write»), lalu baca paket balasannya."
        )
    if read_peers(node.db):
        return (
            "Registri diperbaiki dengan «selaras rebuild»; buku perubahan dari kantor anak: tulis paket untuknya («selaras"
            " packet write»), lalu baca paket balasannya. Yang tidak ada di sana: «selaras restore» dari cadangan."
        )
    return "Registri diperbaiki dengan «selaras rebuild»; buku perubahan dengan «selaras restore» dari cadangan."
