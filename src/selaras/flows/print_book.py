"""The yearly statistical book of an area: every indicator of a release, maps, published figures, methods, as one tagged PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from selaras import data
from selaras.core.figures.formula import column_words
from selaras.core.figures.indicator import Indicator
from selaras.core.figures.published import judge_published
from selaras.core.terms.numerals import indonesian
from selaras.core.terms.terbilang import tanggal_panjang, waktu_setempat
from selaras.flows.draw_figures import bars_of, map_of
from selaras.flows.figures_in_words import (
    CHAPTERS,
    area_words,
    class_words,
    coverage_words,
    rule_words,
    units_words,
    value_words,
)
from selaras.gateways.charts import can_draw, draw_chart
from selaras.gateways.paper.typesetter import typeset

MAPPED = frozenset({"umkm", "punya_nib", "kur_penerima", "koperasi", "cakupan_omzet"})
SUMMARY = (
    "umkm",
    "tenaga_kerja_umkm",
    "omzet_umkm",
    "punya_nib",
    "kur_penerima",
    "naik_kelas",
    "koperasi",
    "koperasi_aktif",
)
CHARTED = frozenset({"tenaga_kerja_umkm", "omzet_umkm", "naik_kelas", "koperasi_aktif"})
READING = (
    "Setiap angka dihitung dari registri, menurut definisi yang bernomor versi. Definisi lengkap ada di bab terakhir.",
    "Angka menggambarkan yang tercatat dan melapor, bukan taksiran atas semua usaha. Cakupannya tertulis di sampingnya.",
    "«tertutup» berarti terlalu sedikit usaha di baliknya, terlalu banyak dari satu usaha, atau selisihnya membuka yang demikian.",
    "Usaha yang hanya diketahui kabupaten atau kotanya ditulis pada baris «belum dirinci».",
)
METHODS = (
    "Skala usaha dihitung dari omzet laporan terakhir, atau dari modal bila omzet belum ada; tidak pernah diketik.",
    "Status koperasi dihitung dari RAT dan usaha tiga tahun buku yang terakhir jatuh tempo.",
    "Naik kelas membandingkan usaha yang sama pada dua tahun menurut satu aturan.",
    "Terbitan ini dapat dihitung ulang dari buku perubahan sampai bita terakhir: selaras figures recompute.",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a book is made of. number: of the release, None for a draft. body: see flows.compute_figures."""

    number: int | None
    digest: str
    body: Mapping[str, Any]
    publisher: str
    made_ms: int


def print_book(edition: Edition) -> bytes:
    """Return the PDF."""
    body = edition.body
    area, year = data.wilayah().name(str(body["wilayah"])), str(body["year"])
    cells = {one["id"]: one["cells"] for one in body["indicators"]}
    made, _ = waktu_setempat(edition.made_ms, str(body["wilayah"]))
    state = f"terbitan {edition.number}" if edition.number else "KONSEP, belum terbit"
    heading = "Koperasi dan UMKM dalam Angka"
    values = {
        "title": f"{heading}, {area} {year}",
        "heading": heading,
        "area": area,
        "year": year,
        "publisher": edition.publisher,
        "state": state[:1].upper() + state[1:],
        "made": f"Dibuat {tanggal_panjang(made.date())}",
        "fingerprint": f"Sidik jari SHA-256 {edition.digest}" if edition.digest else "",
        "reading": READING,
        "summary": [_summary(data.indicators()[name], cells[name], str(body["wilayah"])) for name in SUMMARY],
        "chapters": [_chapter(title, file, cells, str(body["wilayah"]), year) for title, file in CHAPTERS],
        "published": list(_published()),
        "methods": METHODS,
        "definitions": [_definition(one) for one in data.indicators().values()],
    }
    return typeset("book", values, at_ms=edition.made_ms)


def _summary(one: Indicator, cells: list[dict[str, Any]], top: str) -> list[str]:
    whole = next((cell for cell in cells if cell["wilayah"] == top and not cell["classification"]), None)
    if whole is None:
        return [one.name, "belum ada", one.unit, "–"]
    return [one.name, value_words(whole), one.unit, coverage_words(whole)]


def _chapter(title: str, file: str, cells: Mapping[str, list[dict[str, Any]]], top: str, year: str) -> dict[str, Any]:
    chosen = data.indicators_of(file)
    return {"title": title, "indicators": [_entry(one, cells[one.id], top, year) for one in chosen]}


def _entry(one: Indicator, cells: list[dict[str, Any]], top: str, year: str) -> dict[str, Any]:
    about = {"name": one.name, "unit": one.unit, "cells": cells}
    drawn = map_of(about, top, year) if one.id in MAPPED and cells else ""
    bars = bars_of(about, top, year) if one.id in CHARTED and can_draw() else None
    return {
        "name": one.name,
        "definition": one.definition,
        "concept": one.concept,
        "unit": one.unit,
        "rules": rule_words(one.rules),
        "map": drawn,
        "chart": draw_chart(bars) if bars else "",
        "chart_alt": bars["description"] if bars else "",
        "alt": f"Peta {one.name} menurut kabupaten dan kota, {year}. Angkanya ada pada tabel di bawah.",
        "tables": [table for table in (_by_area(cells, top), *_by_class(one, cells, top)) if table["rows"]],
    }


def _by_area(cells: Iterable[dict[str, Any]], top: str) -> dict[str, Any]:
    """Return the whole of an area and of the areas one level below it."""
    below = top.count(".") + 1
    shown = [
        cell
        for cell in cells
        if not cell["classification"] and (cell["wilayah"] == top or cell["wilayah"].count(".") == below or top == "ID")
    ]
    rows = [[area_words(cell["wilayah"]), value_words(cell), units_words(cell), coverage_words(cell)] for cell in shown]
    return {"title": "Menurut wilayah", "headings": ["Wilayah", "Nilai", "Unit", "Cakupan"], "rows": rows}


def _by_class(one: Indicator, cells: list[dict[str, Any]], top: str) -> Iterable[dict[str, Any]]:
    for name in one.classes:
        shown = [cell for cell in cells if cell["classification"] == name and cell["wilayah"] == top]
        label = column_words(name)
        rows = [
            [class_words(name, cell["class"]), value_words(cell), units_words(cell), coverage_words(cell)]
            for cell in shown
        ]
        yield {"title": f"Menurut {label}", "headings": [label, "Nilai", "Unit", "Cakupan"], "rows": rows}


def _published() -> Iterable[dict[str, str]]:
    for figure, flags in judge_published(data.published_figures(), data.published_knowledge()):
        if figure.wilayah.count("."):
            continue
        unit = figure.unit.replace("_", " ")
        yield {
            "name": figure.indicator.replace("_", " "),
            "period": figure.period,
            "value": f"{indonesian(figure.value)} {unit}",
            "flags": " ".join(flag.message for flag in flags),
            "source": figure.source,
        }


def _definition(one: Indicator) -> dict[str, str]:
    return {
        "id": one.definition,
        "name": one.name,
        "concept": one.concept,
        "formula": one.formula,
        "universe": one.universe,
        "rules": rule_words(one.rules),
    }
