"""selaras figures list and selaras figures show."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.figures.period import PeriodOption, year_of
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.figures.indicator import Indicator
from selaras.core.terms.numerals import indonesian
from selaras.flows.compute_figures import cell_to_json, compute_draft
from selaras.flows.figures_in_words import area_words
from selaras.flows.node import Node
from selaras.flows.publish_figures import read_body
from selaras.store.figures.queries import Release, newest_release, read_release


def list_(*, json: JsonOption = False) -> None:
    """Semua indikator dan artinya."""
    if json:
        print_json({"indicators": [one.metadata() for one in data.indicators().values()]})
        return
    page = Table(title="Angka yang dapat dihitung dari registri")
    page.add_column("Indikator", no_wrap=True)
    for heading in ("Nama", "Satuan", "Klasifikasi"):
        page.add_column(heading)
    for one in data.indicators().values():
        page.add_row(one.definition, one.name, one.unit, ", ".join(one.classes))
    console.print(page)


def show(
    indicator: Annotated[str, typer.Argument(help="Nama indikator; lihat «selaras figures list».")],
    *,
    wilayah: Annotated[str | None, typer.Option(help="Kode wilayah; kosong: semua yang ada.")] = None,
    period: PeriodOption = None,
    release: Annotated[int | None, typer.Option(help="Nomor terbitan; kosong: yang terbaru, atau konsep.")] = None,
    json: JsonOption = False,
) -> None:
    """Satu indikator menurut wilayah, dari terbitan; konsep bila belum pernah terbit."""
    definition = data.indicators().get(indicator.partition("@")[0])
    if definition is None:
        refuse(ExitCode.WRONG_USE, f"Indikator «{indicator}» tidak ada. Lihat «selaras figures list».")
    node = open_node()
    kept = _release(node, period, release)
    year = kept.year if kept else year_of(node, period)
    cells = _published(kept, definition) if kept else _draft(node, definition, year)
    cells = [cell for cell in cells if wilayah is None or cell["wilayah"] == wilayah]
    about = {
        "indicator": definition.id,
        "release": kept.number if kept else None,
        "draft": kept is None,
        **{name: value for name, value in definition.metadata().items() if name not in {"id", "period"}},
        "period": str(year),
        "rows": cells,
    }
    if json:
        print_json(about)
    elif cells:
        _tell(definition, about, cells)
    if not cells:
        refuse(ExitCode.NO, f"Tidak ada angka «{definition.id}» untuk wilayah {wilayah or 'kantor ini'}.")


def _release(node: Node, period: str | None, number: int | None) -> Release | None:
    if number is None:
        return newest_release(node.db, year_of(node, period) if period else None)
    found = read_release(node.db, number)
    if found is None:
        refuse(ExitCode.NO, f"Terbitan nomor {number} tidak ada. Buat dengan «selaras figures publish».")
    return found


def _published(release: Release, definition: Indicator) -> list[dict[str, Any]]:
    kept = {(one["id"], one["version"]): one["cells"] for one in orjson.loads(read_body(release))["indicators"]}
    cells: list[dict[str, Any]] | None = kept.get((definition.id, definition.version))
    if cells is None:
        refuse(ExitCode.NO, f"Terbitan {release.number} belum memuat {definition.definition}: definisinya lebih baru.")
    return cells


def _draft(node: Node, definition: Indicator, year: int) -> list[dict[str, Any]]:
    with node.db.transaction():
        tables = compute_draft(node.db, node.identity.wilayah, year)
    return [cell_to_json(shown) for shown in tables[definition.id]]


def _tell(definition: Indicator, about: dict[str, Any], cells: list[dict[str, Any]]) -> None:
    state = "KONSEP, belum terbit" if about["draft"] else f"terbitan {about['release']}"
    page = Table(
        "Wilayah",
        "Menurut",
        "Nilai",
        "Usaha/unit",
        "Cakupan %",
        title=f"{definition.name}, {about['period']} ({state})",
    )
    for cell in cells:
        name = f"{cell['wilayah']} {area_words(cell['wilayah'])}"
        kind = f"{cell['classification']}: {cell['class']}" if cell["classification"] else "semua"
        page.add_row(
            name, kind, *(_written(cell[key], hidden=cell["hidden"]) for key in ("value", "units", "coverage"))
        )
    console.print(page)
    console.print(f"{definition.concept}. Satuan: {definition.unit}. Rumus: {definition.formula}.", markup=False)


def _written(value: float | None, *, hidden: bool) -> str:
    if hidden:
        return "tertutup"
    return "–" if value is None else indonesian(Decimal(str(value)))
