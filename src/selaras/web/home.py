"""Beranda: what waits for somebody, how safe this office's work is, and when the offices below were last heard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import unsafe_count
from selaras.store.network.queries import read_directory, read_peers, read_self
from selaras.store.registry.queries import NAME_FIELD, count_disputed, count_records, list_disputed
from selaras.web.record import office_name
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

WAITING_SHOWN = 8


def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first page of the day."""
    node, area = visitor.node, visitor.area
    names, me = read_directory(node.db).certificates, read_self(node.db)
    assert me is not None, "init has made the node"
    waiting = [
        (kind, row, area_path(row.area))
        for kind in NAME_FIELD
        for row in list_disputed(node.db, kind, area, WAITING_SHOWN)
    ]
    told = {
        "counts": {kind: count_records(node.db, kind, area) for kind in NAME_FIELD},
        "disputed": sum(count_disputed(node.db, kind, area) for kind in NAME_FIELD),
        "waiting": waiting[:WAITING_SHOWN],
        "unsafe": unsafe_count(node.db, node.id),
        "state": me.state,
        "refused": len(read_quarantine(node.db)),
        "peers": [(office_name(p.node, names), p.role, p.met, p.equal) for p in read_peers(node.db)],
    }
    return render(request, "web/home.html", told)
