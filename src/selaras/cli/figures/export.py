"""selaras figures export."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
import xlsxwriter

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.figures.given_out import HEADINGS, rows, sdmx_structure, to_csv, to_dcat, to_geojson, to_sdmx_csv
from selaras.flows.node import Node
from selaras.flows.publish_figures import read_body
from selaras.store.figures.queries import Release, read_release


class Form(StrEnum):
    """In which form a release is given out."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    SDMX_CSV = "sdmx-csv"
    DCAT = "dcat"


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
    body = orjson.loads(read_body(kept))
    if form is Form.XLSX:
        _write_xlsx(out, body)
    else:
        out.write_text(_text(node, kept, body, form, level), encoding="utf-8")
    if form is Form.SDMX_CSV:
        structure = out.with_suffix(".struktur.json")
        structure.write_bytes(orjson.dumps(sdmx_structure(body, _names()), option=orjson.OPT_INDENT_2))
        written.append(structure)
    if json:
        print_json({"release": release, "format": str(form), "files": [str(path) for path in written]})
    console.print(f"Terbitan {release} ditulis ke {', '.join(map(str, written))}.", markup=False)


def _text(node: Node, release: Release, body: dict[str, Any], form: Form, level: str) -> str:
    if form is Form.CSV:
        return to_csv(body, _names())
    if form is Form.SDMX_CSV:
        return to_sdmx_csv(body)
    if form is Form.GEOJSON:
        return orjson.dumps(to_geojson(body, data.boundaries(level), _names())).decode()
    made = dt.datetime.fromtimestamp(release.made_ms / 1000, dt.UTC).date().isoformat()
    area = data.wilayah().name(str(body["wilayah"]))
    about = to_dcat(body, number=release.number, made=made, publisher=node.identity.name, area=area)
    return orjson.dumps(about, option=orjson.OPT_INDENT_2).decode()


def _names() -> dict[str, str]:
    index = data.wilayah()
    return {code: index.name(code) for code in ("ID", *index.areas)}


def _write_xlsx(out: Path, body: dict[str, Any]) -> None:
    """Write the cells on one sheet and what each indicator means on another. Numbers stay numbers, codes stay text."""
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Angka")
        page.write_row(0, 0, HEADINGS)
        for line, row in enumerate(rows(body, _names()), start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(line, column, value)
                elif value is not None:
                    page.write_number(line, column, value)
        meaning = book.add_worksheet("Arti")
        keys = ("id", "version", "name", "concept", "formula", "unit", "universe", "source")
        meaning.write_row(0, 0, keys)
        for line, one in enumerate(body["indicators"], start=1):
            meaning.write_row(line, 0, [one[key] for key in keys])
