"""selaras rebuild."""

from __future__ import annotations

import time

from rich.progress import Progress

from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.rebuild import rebuild as rebuild_registry


def rebuild(*, json: JsonOption = False) -> None:
    """Susun ulang tabel registri dari buku perubahan."""
    node, started = open_node(), time.monotonic()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Menyusun ulang registri", total=None)
        rows = rebuild_registry(node, lambda done: bar.update(task, completed=done))
    seconds = round(time.monotonic() - started, 3)
    if json:
        print_json({"rows": rows, "seconds": seconds})
    console.print(f"{rows} catatan disusun ulang.", markup=False)
