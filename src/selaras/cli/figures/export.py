"""selaras figures export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.figures.lake import duckdb_needed
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.export_figures import Form, export_figures, export_structure
from selaras.store.figures.queries import read_release


def export(
    release: Annotated[int, typer.Argument(help="Nomor terbitan.")],
    *,
    out: Annotated[Path, typer.Option(help="Berkas tujuan.")],
    form: Annotated[Form, typer.Option("--format", help="Bentuk berkas.")] = Form.CSV,
    level: Annotated[str, typer.Option(help="Untuk geojson: kabkota atau kecamatan.")] = "kabkota",
    json: JsonOption = False,
) -> None:
    """Tulis satu terbitan ke berkas untuk portal data, peta, atau lembar kerja."""
    node = open_node()
    kept = read_release(node.db, release)
    if kept is None:
        refuse(ExitCode.WRONG_USE, f"Terbitan nomor {release} tidak ada. Buat dengan «selaras figures publish».")
    if level not in {"kabkota", "kecamatan"}:
        refuse(ExitCode.WRONG_USE, f"--level harus kabkota atau kecamatan, tertulis «{level}».")
    written = [out]
    with duckdb_needed():
        content = export_figures(kept, form, publisher=node.identity.name, level=level)
    out.write_bytes(content)
    if form is Form.SDMX_CSV:
        structure = out.with_suffix(".struktur.json")
        structure.write_bytes(export_structure(kept))
        written.append(structure)
    if json:
        print_json({"release": release, "format": str(form), "files": [str(path) for path in written]})
    console.print(f"Terbitan {release} ditulis ke {', '.join(map(str, written))}.", markup=False)
