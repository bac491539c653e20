"""Peta: how many enterprises or cooperatives lie in each area, as a picture that prints and a table that is read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from selaras import data
from selaras.core.figures.choropleth import Area, Box, draw_map
from selaras.core.ledger.stream import covers
from selaras.core.terms.wilayah import NATION_CODE
from selaras.store.search.document import REPORTS as KINDS
from selaras.store.search.queries import Filter, count_by_area
from selaras.web.counted import of_large
from selaras.web.taking_in import take_in
from selaras.web.values import area_name
from selaras.web.visitor import Visitor

LEVELS = {1: "kabkota", 2: "kecamatan"}  # what is drawn of an area with so many parts in its code


def show_map(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One kind in one area."""
    kind = request.GET.get("jenis", "usaha")
    kind = kind if kind in KINDS else "usaha"
    asked = request.GET.get("wilayah", "")
    area = asked if data.wilayah().knows(asked) and covers(visitor.area, asked) else visitor.area
    db, depth = visitor.node.db, 0 if area == NATION_CODE else area.count(".") + 1
    waiting = take_in(db)
    counts = of_large(db, kind, ("peta", area), lambda: count_by_area(db, Filter(kind, area)))
    below = data.wilayah().below(area)
    told = {
        "kind": kind,
        "area": area,
        "area_name": area_name(area),
        "above": area.rpartition(".")[0] if covers(visitor.area, area.rpartition(".")[0] or NATION_CODE) else "",
        "picture": _picture(kind, area, LEVELS[depth], tuple(sorted(counts.items()))) if depth in LEVELS else "",
        "rows": [(code, area_name(code), counts.get(code, 0), code.count(".") < 2) for code in below],
        "total": sum(counts.values()),
        "waiting": waiting,
    }
    return render(request, "web/map.html", told)


@lru_cache(maxsize=32)
def _picture(kind: str, area: str, level: str, counted: tuple[tuple[str, int], ...]) -> SafeString:
    """Return the SVG, "" for a province whose shapes do not ship."""
    counts: Mapping[str, int] = dict(counted)
    shapes = [one for one in data.boundaries(level) if covers(area, one["properties"]["kode"])]
    if not shapes:
        return mark_safe("")
    areas = [
        Area(code, area_name(code), one["geometry"]["coordinates"], counts.get(code, 0))
        for one in shapes
        if (code := one["properties"]["kode"])
    ]
    title = f"Jumlah {kind} menurut wilayah, {area_name(area)}"
    if level == "kabkota":
        picture = draw_map(areas, title=title, unit=kind, main=data.MAP_MAIN, insets=data.MAP_INSETS)
    else:
        picture = draw_map(areas, title=title, unit=kind, main=_frame(areas))
    return mark_safe(picture)  # noqa: S308 # drawn here; names are escaped there


def _frame(areas: list[Area]) -> Box:
    """Return what the picture of one kab/kota must hold."""
    points = [point for area in areas for rings in area.polygons for point in rings[0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    return Box("", west, min(p[1] for p in points), east, max(p[1] for p in points))
