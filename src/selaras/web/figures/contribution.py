"""Kontribusi terhadap PDRB: what was published with the judgement of the checks, and our own four methods beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras import data
from selaras.core.figures.bootstrap import Bootstrap, bootstrap
from selaras.core.figures.pdrb_inputs import BadInputs, Inputs, parse_inputs
from selaras.core.figures.published import BASE, SHARE, VALUE, Judged, judge_published
from selaras.core.figures.value_added import Contribution, possible_methods
from selaras.core.terms.numerals import indonesian
from selaras.flows.contribution_course import share_course
from selaras.gateways.charts import can_draw, draw_chart
from selaras.web.visitor import Visitor

FILE_BYTES_MAX = 1_000_000
AREA = "35"  # whose figures ship
EXAMPLE = files("selaras.data").joinpath("contoh/pdrb_jatim_2021.toml")
METHOD_WORDS = {
    "top-down": ("dari atas", "PDRB tiap sektor dikalikan pangsa skala pada tahun acuan"),
    "bottom-up": ("dari bawah", "jumlah usaha × rata-rata output × rasio nilai tambah, disesuaikan dengan PDRB sektor"),
    "extrapolation": ("ekstrapolasi", "nilai tambah tahun acuan mengikuti pertumbuhan PDRB sektornya"),
    "residual": ("sisa", "PDRB sektor dikurangi usaha besar dan pemerintah"),
}
NAMES = {SHARE: "pangsa KUMKM dalam PDRB", VALUE: "nilai tambah KUMKM, ADHB", BASE: "PDRB ADHB"}
GROUPS = (
    ("Pangsa, nilai tambah, dan PDRB", (SHARE, VALUE, BASE)),
    ("Jumlah koperasi", ("jumlah_koperasi_aktif", "jumlah_koperasi_terdaftar")),
    ("Jumlah usaha", ("jumlah_umkm", "jumlah_usaha_mikro", "jumlah_usaha_kecil", "jumlah_usaha_menengah")),
)


def contribution(request: HttpRequest, _visitor: Visitor) -> HttpResponse:
    """The page; with a file of inputs also what each method gives. The file is kept nowhere."""
    judged = judge_published(data.published_figures(), data.published_knowledge())
    faults: list[str] = []
    inputs = _read(request, faults) if request.method == "POST" else None
    course = share_course(AREA)
    told: dict[str, Any] = {
        "groups": [(title, [_published(one) for one in judged if _belongs(one, names)]) for title, names in GROUPS],
        "course": course["description"] if course and can_draw() else "",
        "faults": [("isian-masukan", fault) for fault in faults],
        "result": _result(inputs, judged) if inputs else None,
    }
    return render(request, "web/figures/contribution.html", told, status=422 if faults else 200)


def share_picture(_request: HttpRequest, _visitor: Visitor) -> HttpResponse:
    """The published shares as SVG."""
    course = share_course(AREA)
    if course is None or not can_draw():
        raise Http404
    return HttpResponse(draw_chart(course), content_type="image/svg+xml")


def example(_request: HttpRequest, _visitor: Visitor) -> HttpResponse:
    """A file of inputs to begin with."""
    answer = HttpResponse(EXAMPLE.read_bytes(), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="contoh-pdrb.toml"'
    return answer


def _read(request: HttpRequest, faults: list[str]) -> Inputs | None:
    """Return the inputs of the file that was sent, None with all its faults noted."""
    sent = request.FILES.get("masukan")
    if sent is None or not sent.size or sent.size > FILE_BYTES_MAX:
        faults.append("Pilih sebuah berkas TOML, paling besar 1 MB.")
        return None
    try:
        return parse_inputs(tomllib.loads(sent.read().decode("utf-8"), parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        faults.append("Berkas ini bukan TOML yang benar. Mulailah dari contohnya.")
    except BadInputs as bad:
        faults.extend(bad.faults)
    return None


def _belongs(judged: Judged, names: tuple[str, ...]) -> bool:
    figure, _ = judged
    return figure.indicator in names and not figure.wilayah.count(".")


def _published(judged: Judged) -> dict[str, Any]:
    figure, flags = judged
    return {
        "name": NAMES.get(figure.indicator, figure.indicator.replace("_", " ").replace("umkm", "UMKM")),
        "period": figure.period,
        "value": f"{indonesian(figure.value)} {figure.unit.replace('_', ' ')}",
        "flags": [flag.message for flag in flags],
        "note": figure.note,
        "source": figure.source,
    }


def _result(inputs: Inputs, judged: list[Judged]) -> dict[str, Any]:
    """Return every method that the inputs suffice for, side by side, and what was published for the same place and period."""
    found = possible_methods(inputs)
    first = next(iter(found.values()), None)
    place = (SHARE, inputs.wilayah, inputs.period)
    return {
        "inputs": inputs,
        "prices": inputs.prices.upper(),
        "status": inputs.status.replace("_", " "),
        "total": indonesian(inputs.total),
        "methods": [_method(name, one, first, bootstrap(inputs, name)) for name, one in found.items()],
        "missing": [METHOD_WORDS[name][0] for name in METHOD_WORDS if name not in found],
        "sectors": _sectors(inputs, found),
        "columns": [METHOD_WORDS[name][0] for name in found],
        "notes": list(dict.fromkeys(note for one in found.values() for note in one.notes)),
        "published": [_published(one) for one in judged if (one[0].indicator, one[0].wilayah, one[0].period) == place],
    }


def _method(name: str, one: Contribution, first: Contribution | None, drawn: Bootstrap | None) -> dict[str, str]:
    assert first is not None, "a method is there, so the first one is"
    word, meaning = METHOD_WORDS[name]
    return {
        "name": word,
        "meaning": meaning,
        "value": indonesian(one.value_added, 2),
        "share": indonesian(one.share, 2),
        "interval": _interval(one.low, one.high),
        "drawn": _interval(drawn.low, drawn.high) if drawn else "–",
        "gap": "" if one is first else indonesian(one.share - first.share, 2).replace("-", "−"),
    }


def _interval(low: Decimal | None, high: Decimal | None) -> str:
    return "–" if low is None or high is None else f"{indonesian(low, 2)} – {indonesian(high, 2)}"


def _sectors(inputs: Inputs, found: Mapping[Any, Contribution]) -> list[tuple[str, str, list[str]]]:
    """Return (name, PDRB, value added by each method) of each sector."""
    values = [{sector.code: sector.value_added for sector in one.sectors} for one in found.values()]
    return [
        (
            sector.name,
            indonesian(sector.pdrb, 2),
            [indonesian(by[sector.code], 2) if sector.code in by else "–" for by in values],
        )
        for sector in inputs.sectors
    ]
