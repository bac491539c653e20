"""selaras figures lake."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import home, open_node
from selaras.cli.output import JsonOption, console, print_json, refuse

LAKE = "danau"  # in a home
FolderOption = Annotated[Path | None, typer.Option(help="Folder berkas Parquet; kosong: danau di folder simpul.")]


def lake(*, out: FolderOption = None, json: JsonOption = False) -> None:
    """Tulis isi registri sebagai Parquet menurut jenis dan kab/kota; hanya yang berubah yang ditulis ulang."""
    node, started, folder = open_node(), time.monotonic(), out or home() / LAKE
    with duckdb_needed():
        from selaras.flows.write_lake import write_lake
        from selaras.gateways.lake.files import Lake
    told = write_lake(node, Lake(folder))
    if json:
        seconds = round(time.monotonic() - started, 3)
        print_json({"folder": str(folder), "parts": told.parts, "written": told.written, "seconds": seconds})
    console.print(f"{told.parts} bagian di {folder}; {told.written} ditulis ulang.", markup=False)


@contextmanager
def duckdb_needed() -> Iterator[None]:
    """End the command where the imports inside do not find DuckDB."""
    try:
        yield
    except ModuleNotFoundError:
        refuse(ExitCode.WRONG_USE, "DuckDB belum terpasang di kantor ini. Pasang dengan: pip install 'selaras[lake]'.")
