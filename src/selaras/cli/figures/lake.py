"""selaras figures lake."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import home, open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.node import Node

FolderOption = Annotated[Path | None, typer.Option(help="Folder berkas Parquet; kosong: danau di folder simpul.")]


def lake(*, out: FolderOption = None, json: JsonOption = False) -> None:
    """Tulis isi registri sebagai Parquet menurut jenis dan kab/kota; hanya yang berubah yang ditulis ulang."""
    node, started = open_node(), time.monotonic()
    parts, written = write_or_refuse(node, folder := out or home() / "danau")
    if json:
        seconds = round(time.monotonic() - started, 3)
        print_json({"folder": str(folder), "parts": parts, "written": written, "seconds": seconds})
    console.print(f"{parts} bagian di {folder}; {written} ditulis ulang.", markup=False)


def write_or_refuse(node: Node, folder: Path) -> tuple[int, int]:
    """Bring the lake up to date; return (parts, written), or end the command where DuckDB is not installed."""
    try:
        from selaras.flows.write_lake import write_lake
        from selaras.gateways.lake.files import Lake
    except ModuleNotFoundError:
        refuse(ExitCode.WRONG_USE, "DuckDB belum terpasang di kantor ini. Pasang dengan: pip install 'selaras[lake]'.")
    told = write_lake(node, Lake(folder))
    return told.parts, told.written
