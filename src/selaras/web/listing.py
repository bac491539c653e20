"""The records of one kind, a page at a time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.core.terms.peran import Hak
from selaras.store.registry.queries import count_records, list_page
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

PAGE_ROWS = 50


def listing(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """The records of one kind in the order of their ids."""
    try:
        after = bytes.fromhex(request.GET.get("sesudah", ""))
    except ValueError as error:
        raise Http404 from error
    rows = list_page(visitor.node.db, kind, visitor.area, after, PAGE_ROWS + 1)
    told = {
        "kind": kind,
        "rows": [(row, area_path(row.area)) for row in rows[:PAGE_ROWS]],
        "count": count_records(visitor.node.db, kind, visitor.area),
        "may_add": visitor.may(Hak.CATAT),
        "first": not after,
        "more": rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else "",
    }
    return render(request, "web/listing.html", told)
