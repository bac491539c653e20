"""A release as a file for a data portal, a map or a worksheet."""

from __future__ import annotations

import datetime as dt
import io
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import xlsxwriter

from selaras import data
from selaras.core.figures.given_out import (
    COLUMNS,
    HEADINGS,
    rows,
    sdmx_structure,
    to_csv,
    to_dcat,
    to_geojson,
    to_sdmx_csv,
)
from selaras.flows.publish_figures import read_body
from selaras.store.figures.queries import Release


class Form(StrEnum):
    """In which form a release is given out."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    SDMX_CSV = "sdmx-csv"
    DCAT = "dcat"


def export_figures(
    release: Release, form: Form, *, publisher: str, level: str = "kabkota", only: str | None = None
) -> bytes:
    """Return the bytes of the file. level: of the GeoJSON, kabkota or kecamatan. only: the id of one indicator.

    Raises ModuleNotFoundError for Parquet at an office without DuckDB.
    """
    body = orjson.loads(read_body(release))
    if only is not None:
        body["indicators"] = [one for one in body["indicators"] if one["id"] == only]
    if form is Form.XLSX:
        return _xlsx(body)
    if form is Form.PARQUET:
        return _parquet(body)
    if form is Form.GEOJSON:
        return orjson.dumps(to_geojson(body, data.boundaries(level), _names()))
    if form is Form.DCAT:
        made = dt.datetime.fromtimestamp(release.made_ms / 1000, dt.UTC).date().isoformat()
        area = data.wilayah().name(str(body["wilayah"]))
        about = to_dcat(body, number=release.number, made=made, publisher=publisher, area=area)
        return orjson.dumps(about, option=orjson.OPT_INDENT_2)
    return (to_csv(body, _names()) if form is Form.CSV else to_sdmx_csv(body)).encode()


def export_structure(release: Release) -> bytes:
    """Return what the columns of the SDMX-CSV mean."""
    return orjson.dumps(sdmx_structure(orjson.loads(read_body(release)), _names()), option=orjson.OPT_INDENT_2)


def _names() -> dict[str, str]:
    index = data.wilayah()
    return {code: index.name(code) for code in ("ID", *index.areas)}


def _parquet(body: dict[str, Any]) -> bytes:
    from selaras.gateways.lake.files import write_parquet

    with TemporaryDirectory(prefix="selaras-") as room:
        file = Path(room) / "angka.parquet"
        write_parquet(file, COLUMNS, rows(body, _names()))
        return file.read_bytes()


def _xlsx(body: dict[str, Any]) -> bytes:
    """Return a workbook with the cells on one sheet and what each indicator means on another. Codes stay text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
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
    return file.getvalue()
