"""selaras figures profile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.print_profile import make_profile, print_profile
from selaras.flows.read_figures import find_release, open_release


def profile(
    wilayah: Annotated[str, typer.Argument(help="Kode kabupaten atau kota, misalnya 35.07.")],
    *,
    out: Annotated[Path, typer.Option(help="Berkas PDF tujuan.")],
    release: Annotated[int | None, typer.Option(help="Nomor terbitan; kosong: yang terbaru.")] = None,
    json: JsonOption = False,
) -> None:
    """Tulis profil satu kabupaten atau kota dari satu terbitan, sebagai PDF satu lembar."""
    node = open_node()
    head = find_release(node.db, release)
    if head is None:
        which = "Belum ada terbitan" if release is None else f"Terbitan nomor {release} tidak ada"
        refuse(ExitCode.NO, f"{which}. Buat dengan «selaras figures publish».")
    opened = open_release(node.db, head)
    made = make_profile(opened, wilayah)
    if made is None:
        refuse(ExitCode.WRONG_USE, f"«{wilayah}» bukan kabupaten atau kota di dalam terbitan {head.number}.")
    out.write_bytes(print_profile(made, opened, node.identity.name))
    if json:
        print_json({"file": str(out), "wilayah": wilayah, "release": head.number, "year": head.year})
    console.print(f"Profil {made.area_name} {head.year} ditulis ke {out}.", markup=False)
