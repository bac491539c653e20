"""selaras rebuild."""

from __future__ import annotations

import time

from rich.progress import Progress

from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.node import Node
from selaras.flows.rebuild import rebuild as rebuild_registry


def rebuild(*, json: JsonOption = False) -> None:
    """Susun ulang tabel registri dari buku perubahan."""
    node, started = open_node(), time.monotonic()
    rows = rebuild_with_bar(node)
    seconds = round(time.monotonic() - started, 3)
    if json:
        print_json({"rows": rows, "seconds": seconds})


def rebuild_with_bar(node: Node) -> int:
    """Make the registry anew, and say how many rows there are."""
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Menyusun ulang registri", total=None)
        rows = rebuild_registry(node, lambda done: bar.update(task, completed=done))
    console.print(f"{rows} catatan disusun ulang.", markup=False)
    return rows
