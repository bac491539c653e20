"""The records of one kind, a page at a time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.store.registry.queries import count_records, list_page
from selaras.web.office import office_node
from selaras.web.values import area_path

PAGE_ROWS = 50


def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of one kind in the order of their ids."""
    node = office_node()
    try:
        after = bytes.fromhex(request.GET.get("sesudah", ""))
    except ValueError as error:
        raise Http404 from error
    rows = list_page(node.db, kind, after, PAGE_ROWS + 1)
    told = {
        "kind": kind,
        "rows": [(row, area_path(row.area)) for row in rows[:PAGE_ROWS]],
        "count": count_records(node.db, kind),
        "first": not after,
        "more": rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else "",
    }
    return render(request, "web/listing.html", told)
