"""One indicator: what it means, its table by wilayah and classification, its course over the years, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from selaras import data
from selaras.core.figures.formula import column_words
from selaras.core.figures.narrow import LEVELS, level_below, narrow
from selaras.core.ledger.stream import covers
from selaras.core.terms.wilayah import NATION_CODE
from selaras.flows.compute_figures import cell_to_json, compute_draft
from selaras.flows.draw_figures import bars_of, course_of, has_map
from selaras.flows.figures_in_words import area_words, class_words, coverage_words, units_words, value_words
from selaras.flows.read_figures import Opened, Point, is_low, open_release, read_series
from selaras.gateways.charts import can_draw
from selaras.store.figures.queries import Head, last_year_of_reports, list_releases
from selaras.web.counted import is_large
from selaras.web.figures.releases import asked_release, whole_number
from selaras.web.forms import Box
from selaras.web.values import area_name
from selaras.web.visitor import Visitor

PAGE_ROWS = 100
DRAFT = "konsep"
LEVEL_WORDS = {
    "ini": "wilayah ini saja",
    "provinsi": "provinsi",
    "kabkota": "kabupaten dan kota",
    "kecamatan": "kecamatan",
}
assert set(LEVEL_WORDS) == set(LEVELS)


def indicator(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """One indicator of one release, or of a draft where the registry is small enough to count it while somebody waits."""
    if request.GET.get("terbitan") == DRAFT:
        return _draft(request, visitor, name)
    head = asked_release(request, visitor)
    if head is None:
        return _unpublished(request, visitor, name)
    opened = open_release(visitor.node.db, head)
    about = opened.indicator(name)
    if about is None:
        return _unpublished(request, visitor, name, head)
    series = read_series(visitor.node.db, name, _area(request, opened.wilayah))
    shown = _table(request, about, opened.wilayah, str(head.number))
    shown |= _pictures(about, opened, shown, series)
    told = {
        "head": head,
        "newest": max(point.release for point in series),
        "frozen": head.made_ms,
        "series": [_step(point) for point in series],
        "broken": _is_broken(series),
    }
    told["releases"] = _release_box(visitor, str(head.number))
    return render(request, "web/figures/indicator.html", {**shown, **told})


def _draft(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    definition, node = data.indicators().get(name), visitor.node
    if definition is None or visitor.person is None:
        raise Http404
    if is_large(node.db, definition.of if definition.of != "kredit" else "usaha"):
        return _unpublished(request, visitor, name)
    this = localdate().year
    year = last_year_of_reports(node.db, this) or this
    with node.db.transaction():
        cells = compute_draft(node.db, node.identity.wilayah, year)[name]
    about = {**definition.metadata(), "cells": [cell_to_json(one) for one in cells]}
    told = {
        "head": None,
        "frozen": 0,
        "series": [],
        "bars": None,
        "course": None,
        "map": "",
        "draft_year": year,
        "releases": _release_box(visitor, DRAFT),
    }
    return render(
        request, "web/figures/indicator.html", {**_table(request, about, node.identity.wilayah, DRAFT), **told}
    )


def _unpublished(request: HttpRequest, visitor: Visitor, name: str, head: Head | None = None) -> HttpResponse:
    """Say what an indicator means that a release does not hold. head: that release, None before the first one."""
    definition = data.indicators().get(name)
    if definition is None:
        raise Http404
    may_draft = head is None and visitor.person is not None and not is_large(visitor.node.db, "usaha")
    told = {"about": definition.metadata(), "definition": definition.definition, "may_draft": may_draft}
    return render(request, "web/figures/unpublished.html", {**told, "head": head, "frozen": 0})


def _area(request: HttpRequest, top: str) -> str:
    asked = request.GET.get("wilayah", "")
    return asked if data.wilayah().knows(asked) and covers(top, asked) and asked.count(".") <= 2 else top


def _table(request: HttpRequest, about: Mapping[str, Any], top: str, release: str) -> dict[str, Any]:
    """Return what the page shows of a table, narrowed as the address asks; what it asks wrongly narrows nothing."""
    area = _area(request, top)
    by = request.GET.get("menurut", "")
    by = by if by in about["classification"] else ""
    level = request.GET.get("tingkat", "")
    level = level if level in LEVELS else "ini" if by else level_below(area)
    cells = narrow(about["cells"], area, level, by)
    start = (whole_number(request.GET.get("hal", "")) or 0) * PAGE_ROWS
    start = start if start < len(cells) else 0
    kept = {"terbitan": release, "wilayah": area, "tingkat": level, "menurut": by}
    whole = next((c for c in about["cells"] if c["wilayah"] == area and not c["classification"]), None)
    return {
        "about": about,
        "definition": f"{about['id']}@{about['version']}",
        "release": release,
        "area": area,
        "area_name": area_name(area),
        "above": (area.rpartition(".")[0] or NATION_CODE) if area != top else "",
        "by": by,
        "by_words": column_words(by),
        "level": level,
        "level_words": LEVEL_WORDS[level],
        "rows": [_row(cell) for cell in cells[start : start + PAGE_ROWS]],
        "count": len(cells),
        "hidden": sum(cell["hidden"] for cell in cells),
        "whole": _row(whole) if whole else None,
        "before": urlencode({**kept, "hal": start // PAGE_ROWS - 1}) if start else "",
        "more": urlencode({**kept, "hal": start // PAGE_ROWS + 1}) if len(cells) > start + PAGE_ROWS else "",
        "narrowed": urlencode({"wilayah": area, "tingkat": level, "menurut": by}),
        "boxes": _boxes(about, top, area, level, by),
    }


def _pictures(
    about: Mapping[str, Any], opened: Opened, shown: Mapping[str, Any], series: list[Point]
) -> dict[str, Any]:
    """Return what is said instead of each picture, "" where there is none to draw; and the query of their addresses."""
    area, level, by = shown["area"], shown["level"], shown["by"]
    bars = bars_of(about, area, opened.head.edition, level=level, by=by)
    course = course_of(about, area, series)
    return {
        "bars": bars["description"] if bars else "",
        "course": course["description"] if course else "",
        "map": has_map(area, level) and not by,
        "can_draw": can_draw(),
    }


def _row(cell: Mapping[str, Any]) -> dict[str, Any]:
    code = str(cell["wilayah"])
    return {
        "code": code,
        "area": area_words(code),
        "class": class_words(cell["classification"], cell["class"]),
        "value": value_words(cell),
        "units": units_words(cell),
        "coverage": coverage_words(cell),
        "hidden": cell["hidden"],
        "low": is_low(cell),
        "deeper": code.count(".") < 2 and data.wilayah().knows(code),
    }


def _step(point: Point) -> dict[str, Any]:
    return {
        "release": point.release,
        "year": point.year,
        "definition": point.definition,
        "value": value_words(point.cell),
        "hidden": bool(point.cell and point.cell["hidden"]),
        "coverage": coverage_words(point.cell),
    }


def _is_broken(series: list[Point]) -> bool:
    """Return whether definitions changed on the way, so that the values are not comparable throughout."""
    return len({point.definition for point in series}) > 1


def _boxes(about: Mapping[str, Any], top: str, area: str, level: str, by: str) -> list[Box]:
    index = data.wilayah()
    places = [top, *index.below(top)]
    if top.count(".") < 1 and area.count("."):
        kab = ".".join(area.split(".")[:2])
        places += [code for code in index.below(kab) if code not in places]
    places += [area] if area not in places else []
    coarse = {"provinsi": top != NATION_CODE, "kabkota": top.count(".") > 0}
    levels = tuple((name, LEVEL_WORDS[name]) for name in LEVELS if not coarse.get(name))
    classes = (("", "tanpa penggolongan"), *((name, column_words(name)) for name in about["classification"]))
    return [
        Box("wilayah", "Wilayah", area, kind="select", choices=tuple((c, area_name(c)) for c in places)),
        Box("tingkat", "Rincian", level, kind="select", choices=levels),
        Box("menurut", "Menurut", by, kind="select", choices=classes),
    ]


def _release_box(visitor: Visitor, chosen: str) -> list[Box]:
    listed = [(str(head.number), f"{head.year} (terbitan {head.number})") for head in list_releases(visitor.node.db)]
    if visitor.person is not None:
        listed.append((DRAFT, "konsep, belum terbit"))
    return [Box("terbitan", "Masa", chosen, kind="select", choices=tuple(listed))]
