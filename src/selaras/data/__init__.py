"""Reference data that ships with the package, read once. See PROVENANCE.md for where each file comes from."""

import csv
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from selaras.core.figures.choropleth import Box
from selaras.core.figures.indicator import Indicator, parse_indicators
from selaras.core.figures.published import Claim, Definition, Knowledge, PublishedFigure, Total
from selaras.core.terms.kamus import Kamus, parse_kamus
from selaras.core.terms.kbli import KBLIList
from selaras.core.terms.profil_tukar import ExchangeProfile, parse_exchange_profile
from selaras.core.terms.wilayah_index import Area, WilayahIndex, index_wilayah


@cache
def kamus() -> Kamus:
    return parse_kamus(_text("kamus_data.csv"))


@cache
def wilayah() -> WilayahIndex:
    """All provinces and kab/kota of the nation, and Jawa Timur down to the desa."""
    rows = (*_rows("wilayah_prov_kabkota_nasional.csv"), *_rows("wilayah_jatim.csv"))
    return index_wilayah(Area(row["kode"], row["nama"], row["level"], row["jenis"], row["kode_induk"]) for row in rows)


@cache
def kbli() -> KBLIList:
    """KBLI 2020, all levels. KBLI 2025 is loaded by an operator, see PROVENANCE.md."""
    rows = tuple(_rows("kbli_2020.csv"))
    return KBLIList(
        version="2020",
        titles={row["kode"]: row["judul"] for row in rows},
        sections={row["kode"]: row["kategori"] for row in rows},
    )


# Jawa Timur on paper: the far islands stand in frames of their own.
MAP_MAIN = Box("Jawa Timur", 110.85, -8.85, 114.70, -6.60)
MAP_INSETS = (
    Box("Kangean, Sapeken", 114.70, -7.30, 116.35, -6.70),
    Box("Masalembu", 114.30, -5.65, 114.70, -5.00),
    Box("Bawean", 112.50, -5.95, 112.85, -5.65),
)


@cache
def boundaries(level: str) -> tuple[dict[str, Any], ...]:
    """GeoJSON features of Jawa Timur, for display only. level: kabkota or kecamatan."""
    return tuple(orjson.loads(_text(f"jatim_{level}.geojson"))["features"])


@cache
def indicators_of(file: str) -> tuple[Indicator, ...]:
    """The indicators of one file, in its order: usaha, pemberdayaan, koperasi or mutu."""
    return tuple(parse_indicators(tomllib.loads(_text(f"indikator/{file}.toml"))["indikator"]).values())


@cache
def indicators() -> dict[str, Indicator]:
    """The indicators by id, in the order of the files."""
    found = [one for file in ("usaha", "pemberdayaan", "koperasi", "mutu") for one in indicators_of(file)]
    assert len({one.id for one in found}) == len(found), "an indicator is defined twice"
    return {one.id: one for one in found}


@cache
def exchange_profiles() -> dict[str, ExchangeProfile]:
    """The exchange profiles by name, each in its newest version."""
    folder = files(__name__).joinpath("profil_tukar")
    found = [
        parse_exchange_profile(tomllib.loads(file.read_text(encoding="utf-8")), kamus())
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {one.name: one for one in sorted(found, key=lambda one: (one.name, one.version))}


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """Figures as others printed them, in the order of the file; nothing is corrected."""
    return tuple(
        PublishedFigure(
            indicator=row["indikator"],
            wilayah=row["kode_wilayah"],
            period=row["periode"],
            value=Decimal(row["nilai"]),
            unit=row["satuan"],
            note=row["catatan"],
            source=row["sumber"],
        )
        for row in _rows("angka_terbit_jatim.csv")
    )


@cache
def published_knowledge() -> Knowledge:
    """Definitions, parts and claims that belong to the published figures."""
    found = tomllib.loads(_text("angka_terbit_pemeriksaan.toml"), parse_float=Decimal)
    return Knowledge(
        tuple(
            Definition(one["id"], one["indikator"], one["wilayah"], tuple(one["periode"]), one["arti"])
            for one in found["definisi"]
        ),
        tuple(
            Total(
                one["indikator"],
                one["wilayah"],
                one["periode"],
                tuple(map(Decimal, one.get("bagian", ()))),
                tuple(one.get("bagian_indikator", ())),
                one["sebutan"],
            )
            for one in found["jumlah"]
        ),
        tuple(
            Claim(
                one["indikator"],
                one["wilayah"],
                one["periode"],
                one["banding"],
                one["arah"],
                one["kutipan"],
                one.get("besar"),
                one.get("satuan"),
            )
            for one in found["pernyataan"]
        ),
    )


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_text(name).splitlines())
