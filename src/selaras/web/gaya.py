"""The page that shows every component to those who carry the work on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.web.visitor import Visitor

COLOURS = "ground paper sunk line ink ink-soft brand brand-wash link good good-wash wait wait-wash bad bad-wash".split()


def gaya(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Tokens and components of the design system."""
    return render(request, "web/gaya.html", {"colours": COLOURS, "now": visitor.node.wall_ms()})
