"""Angka: the releases of this office, and every indicator by theme with its value for the office's own wilayah."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras import data
from selaras.core.terms.peran import Hak
from selaras.flows.figures_in_words import CHAPTERS, coverage_words, value_words
from selaras.flows.read_figures import Opened, find_release, is_low, open_release
from selaras.store.figures.queries import Head, list_releases
from selaras.web.values import area_name
from selaras.web.visitor import Visitor

DIGITS_END = 7


def asked_release(request: HttpRequest, visitor: Visitor) -> Head | None:
    """Return the release that an address asks for, the newest one where it names none; None before the first release.

    Raises Http404 for a release that is not there.
    """
    asked = request.GET.get("terbitan", "")
    if not asked:
        return find_release(visitor.node.db, None)
    number = whole_number(asked)
    found = find_release(visitor.node.db, number) if number is not None else None
    if found is None:
        raise Http404
    return found


def whole_number(asked: str) -> int | None:
    """Return the number that an address names; None for anything else, and for more digits than any page or release has."""
    return int(asked) if len(asked) < DIGITS_END and asked.isascii() and asked.isdecimal() else None


def figures(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first page of Angka."""
    db = visitor.node.db
    head = asked_release(request, visitor)
    opened = open_release(db, head) if head else None
    told = {
        "head": head,
        "wilayah": area_name(opened.wilayah if opened else visitor.node.identity.wilayah),
        "threshold": opened.threshold if opened else 0,
        "themes": [(title, file, _lines(file, opened)) for title, file in CHAPTERS],
        "releases": list_releases(db),
        "profiles": profile_areas(opened) if opened else [],
        "may_publish": visitor.may(Hak.TERBITKAN),
    }
    return render(request, "web/figures/releases.html", told)


def profile_areas(opened: Opened) -> list[tuple[str, str]]:
    """Return the kab/kota that a release knows, as (code, name)."""
    top = opened.wilayah
    codes = [top] if top.count(".") else [code for code in data.wilayah().below(top) if code.count(".") == 1]
    return [(code, area_name(code)) for code in codes]


def _lines(file: str, opened: Opened | None) -> list[dict[str, object]]:
    """Return one line an indicator of a theme; without a release only what it means."""
    lines = []
    for one in data.indicators_of(file):
        cell = opened.top.get(one.id) if opened else None
        lines.append(
            {
                "id": one.id,
                "name": one.name,
                "unit": one.unit,
                "value": value_words(cell),
                "hidden": bool(cell and cell["hidden"]),
                "coverage": coverage_words(cell),
                "low": is_low(cell),
            }
        )
    return lines
