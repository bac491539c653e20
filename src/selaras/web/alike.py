"""«Mirip dengan»: the likely same records, for the form of a new one while it is typed and once more when it is checked."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.flows.find_alike import TYPED, Alike, find_alike
from selaras.web.found import NAMELESS
from selaras.web.taking_in import take_in
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

TEXT_CHARS_MAX = 200  # of a box that is looked at


def alike(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """A piece of the form: up to five records; empty where nothing is alike. What is typed comes in the body, and in no log."""
    return render(request, "web/parts/alike.html", {"alike": told(alike_of(visitor, kind, request.POST))})


def alike_of(visitor: Visitor, kind: str, typed: Mapping[str, str]) -> list[Alike]:
    """Return what is alike of those that the visitor sees."""
    take_in(visitor.node.db)
    wanted = {name: typed.get(name, "")[:TEXT_CHARS_MAX] for name in TYPED[kind]}
    return find_alike(visitor.node.db, kind, wanted, visitor.area)


def told(found: list[Alike]) -> list[tuple[str, str, str, str]]:
    """Return (address, name, place, why) of each."""
    return [
        (f"/{one.line.kind}/{one.line.record}/", one.line.name or NAMELESS, area_path(one.line.area), one.why)
        for one in found
    ]
