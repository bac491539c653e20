"""Public pictures of figures: SVG to embed by its address, and the Vega-Lite specification it was drawn from.

GET /api/angka/N/INDIKATOR/batang.svg | deret.svg | peta.svg | batang.vl.json | deret.vl.json ? wilayah, tingkat, menurut. A
picture of release N never changes: its line ends at that release.
"""

from __future__ import annotations

from hashlib import sha256

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from selaras import data
from selaras.api.answers import give, missing
from selaras.core.figures.charts import Spec
from selaras.core.figures.narrow import LEVELS
from selaras.flows.draw_figures import bars_of, course_of, map_of
from selaras.flows.read_figures import Opened, find_release, open_release, read_series
from selaras.gateways.charts import can_draw, draw_chart
from selaras.store.database import default_database

SVG, SPEC = "svg", "vl.json"
PICTURES = (("batang", SVG), ("deret", SVG), ("peta", SVG), ("batang", SPEC), ("deret", SPEC))
MEDIA = {SVG: "image/svg+xml", SPEC: "application/vnd.vegalite.v6+json"}


@require_safe
def picture(request: HttpRequest, number: int, name: str, drawn: str, form: str) -> HttpResponse:
    """Return one picture of one indicator."""
    head = find_release(default_database(), number)
    opened = open_release(default_database(), head) if head else None
    if opened is None or name not in opened.parts:
        return missing(f"Terbitan {number} tidak ada, atau tidak memuat indikator «{name}».")
    asked = request.GET
    area, level, by = asked.get("wilayah") or opened.wilayah, asked.get("tingkat", ""), asked.get("menurut", "")
    if not data.wilayah().knows(area) or area.count(".") > 2 or (level and level not in LEVELS):
        return missing(f"Wilayah «{area}» atau tingkat «{level}» tidak dikenal.")
    if drawn == "peta":
        about = opened.indicator(name)
        made = map_of(about, area, str(opened.head.year), level=level) if form == SVG and about else ""
        return _answer(request, made.encode(), form) if made else _nothing()
    spec = _spec(opened, name, drawn, area, (level, by))
    if spec is None:
        return _nothing()
    if form == SPEC:
        return _answer(request, orjson.dumps(spec, option=orjson.OPT_INDENT_2), form)
    if not can_draw():
        return missing(
            "Penggambar belum terpasang di kantor ini; spesifikasinya ada di alamat yang berakhiran .vl.json."
        )
    return _answer(request, draw_chart(spec).encode(), form)


def _spec(opened: Opened, name: str, drawn: str, area: str, narrowed: tuple[str, str]) -> Spec | None:
    about = opened.indicator(name)
    assert about is not None, "the caller has looked"
    if drawn == "batang":
        level, by = narrowed
        return bars_of(about, area, opened.head.edition, level=level, by=by if by in about["classification"] else "")
    series = [one for one in read_series(default_database(), name, area) if one.release <= opened.head.number]
    return course_of(about, area, series)


def _answer(request: HttpRequest, made: bytes, form: str) -> HttpResponse:
    return give(request, sha256(made).hexdigest(), lambda: made, media=MEDIA[form])


def _nothing() -> HttpResponse:
    return missing("Tidak ada yang dapat digambar untuk pilihan ini.")
