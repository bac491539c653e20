"""A release in the forms that others read. Values in, text out; every row says whether it is hidden and how far it can be trusted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

COLUMNS: Mapping[str, type] = MappingProxyType(  # of one long table; numbers with a fraction are exact up to 2**53
    {
        "indikator": str,
        "versi": int,
        "nama": str,
        "satuan": str,
        "kode_wilayah": str,
        "wilayah": str,
        "masa": str,
        "klasifikasi": str,
        "golongan": str,
        "nilai": float,
        "unit_pengamatan": int,
        "cakupan_persen": float,
        "tertutup": str,
    }
)
HEADINGS = tuple(COLUMNS)
SDMX_FLOW = "SELARAS:ANGKA_KUMKM(1.0.0)"
SDMX_HEADINGS = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "INDICATOR",
    "INDICATOR_VERSION",
    "REF_AREA",
    "TIME_PERIOD",
    "CLASSIFICATION",
    "CLASS",
    "OBS_VALUE",
    "UNIT_MEASURE",
    "CONF_STATUS",
    "COVERAGE",
)
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(  # of the forms that the public address gives out
    {
        "csv": "text/csv",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "geojson": "application/geo+json",
        "sdmx-csv": "application/vnd.sdmx.data+csv",
    }
)
Body = Mapping[str, Any]  # a release's body, see flows.compute_figures


def rows(body: Body, names: Mapping[str, str]) -> Iterator[tuple[str | int | float | None, ...]]:
    """Yield one row a cell, in the order of HEADINGS. names: of areas by code."""
    for one in body["indicators"]:
        for cell in one["cells"]:
            yield (
                one["id"],
                one["version"],
                one["name"],
                one["unit"],
                cell["wilayah"],
                names.get(cell["wilayah"], ""),
                str(body["year"]),
                cell["classification"],
                cell["class"],
                cell["value"],
                cell["units"],
                cell["coverage"],
                "ya" if cell["hidden"] else "tidak",
            )


def to_csv(body: Body, names: Mapping[str, str]) -> str:
    """Return the release as one long table."""
    return _written(HEADINGS, rows(body, names))


def to_sdmx_csv(body: Body) -> str:
    """Return the release as SDMX-CSV 2.0; its dimensions are those of `sdmx_structure`."""
    return _written(
        SDMX_HEADINGS,
        (
            (
                "dataflow",
                SDMX_FLOW,
                "I",
                one["id"],
                one["version"],
                sdmx_area(cell["wilayah"]),
                body["year"],
                cell["classification"] or "_T",
                cell["class"] or "_T",
                cell["value"],
                one["unit"],
                "C" if cell["hidden"] else "F",
                cell["coverage"],
            )
            for one in body["indicators"]
            for cell in one["cells"]
        ),
    )


def sdmx_area(code: str) -> str:
    """Return an area's code as an SDMX identifier, which may hold no dot."""
    return code.replace(".", "_")


def sdmx_structure(body: Body, names: Mapping[str, str]) -> dict[str, object]:
    """Return what the columns of the SDMX-CSV mean: dimensions, attributes and their code lists."""
    cells = [cell for one in body["indicators"] for cell in one["cells"]]
    areas = sorted({cell["wilayah"] for cell in cells})
    return {
        "dataflow": SDMX_FLOW,
        "dimensions": {
            "INDICATOR": [{"id": one["id"], "name": one["name"]} for one in body["indicators"]],
            "REF_AREA": [{"id": sdmx_area(code), "name": names.get(code, code)} for code in areas],
            "TIME_PERIOD": [{"id": str(body["year"]), "name": f"tahun {body['year']}"}],
            "CLASSIFICATION": _codes(cell["classification"] for cell in cells),
            "CLASS": _codes(cell["class"] for cell in cells),
        },
        "measure": "OBS_VALUE",
        "attributes": {
            "INDICATOR_VERSION": "versi definisi; nilai dari versi yang berbeda tidak dibandingkan",
            "UNIT_MEASURE": "satuan",
            "CONF_STATUS": {"F": "bebas", "C": "tertutup agar tidak ada usaha yang dikenali"},
            "COVERAGE": "persen semesta yang mengisi kolomnya",
        },
        "definitions": [{name: value for name, value in one.items() if name != "cells"} for one in body["indicators"]],
    }


def _codes(values: Iterable[str]) -> list[dict[str, str]]:
    """Return a code list; _T is the total."""
    return [
        {"id": value or "_T", "name": value.replace("_", " ") if value else "semua"} for value in sorted(set(values))
    ]


def to_geojson(body: Body, features: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, object]:
    """Return the features with the whole of every indicator as properties; a hidden one is null, and named in `tertutup`."""
    whole = {
        (one["id"], cell["wilayah"]): cell
        for one in body["indicators"]
        for cell in one["cells"]
        if not cell["classification"]
    }
    found = []
    for feature in features:
        code = str(feature["properties"]["kode"])
        cells = {one["id"]: cell for one in body["indicators"] if (cell := whole.get((one["id"], code)))}
        properties = {
            "kode": code,
            "nama": names.get(code, feature["properties"]["nama"]),
            "masa": str(body["year"]),
            "tertutup": [name for name, cell in cells.items() if cell["hidden"]],
            **{name: cell["value"] for name, cell in cells.items()},
        }
        found.append({"type": "Feature", "id": code, "properties": properties, "geometry": feature["geometry"]})
    return {"type": "FeatureCollection", "features": found}


def to_dcat(body: Body, *, number: int, made: str, publisher: str, area: str) -> dict[str, object]:
    """Return the metadata of the release for a data portal, as DCAT in JSON-LD. made: ISO date.

    Addresses are relative to the office's own (`/api/angka/`). Under `indikator` stands what Satu Data Indonesia asks of every
    indicator: concept, formula, classification, unit, universe, period and source.
    """
    year, address = body["year"], f"/api/angka/{number}/"
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "indikator": {"@id": "https://selaras.example/ns#indikator", "@type": "@json"},
        },
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:title": f"Angka koperasi dan UMKM {area} {year}, terbitan {number}",
        "dct:description": "Dihitung dari registri menurut definisi yang menyertainya; yang dapat menunjuk satu usaha ditutup.",
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher},
        "dct:issued": {"@type": "xsd:date", "@value": made},
        "dct:language": "id",
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": body["wilayah"], "dct:title": area},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": f"{year}-01-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": f"{year}-12-31"},
        },
        "dct:identifier": f"selaras-{body['wilayah']}-{number}",
        "dct:conformsTo": [f"{one['id']}@{one['version']}" for one in body["indicators"]],
        "dcat:keyword": ["koperasi", "UMKM"],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": form,
                "dct:format": form,
                "dcat:mediaType": media,
                "dcat:accessURL": {"@id": f"{address}berkas/{form}/"},
            }
            for form, media in MEDIA_TYPES.items()
        ],
        "indikator": [{name: value for name, value in one.items() if name != "cells"} for one in body["indicators"]],
    }


def _written(headings: Sequence[str], lines: Iterator[tuple[Any, ...]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(lines)
    return file.getvalue()
