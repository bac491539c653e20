"""selaras book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from selaras.cli.figures.period import year_of
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.compute_figures import release_body
from selaras.flows.node import Node
from selaras.flows.print_book import Edition, print_book
from selaras.flows.publish_figures import read_body
from selaras.store.figures.queries import newest_release


def book(
    *,
    out: Annotated[Path, typer.Option(help="Berkas PDF tujuan.")],
    year: Annotated[str | None, typer.Option(help="Tahun; kosong: tahun terakhir yang ada laporannya.")] = None,
    json: JsonOption = False,
) -> None:
    """Buku statistik setahun sebagai PDF, dari terbitan; konsep bila tahun itu belum terbit."""
    node = open_node()
    edition = _edition(node, year_of(node, year))
    out.write_bytes(print_book(edition))
    state = f"terbitan {edition.number}" if edition.number else "konsep"
    if json:
        print_json(
            {"file": str(out), "year": edition.body["year"], "release": edition.number, "draft": not edition.number}
        )
    console.print(f"Buku {edition.body['year']} ({state}) ditulis ke {out}.", markup=False)


def _edition(node: Node, year: int) -> Edition:
    release = newest_release(node.db, year)
    if release is not None:
        body = orjson.loads(read_body(release))
        return Edition(release.number, release.digest, body, node.identity.name, release.made_ms)
    with node.db.transaction():
        body = orjson.loads(release_body(node.db, node.identity.wilayah, year, ""))
    return Edition(None, "", body, node.identity.name, node.wall_ms())
