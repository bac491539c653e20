"""Beranda: what waits for somebody, how safe this office's work is, and when the offices below were last heard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from selaras.core.terms.peran import Hak
from selaras.store.inbox.questions import open_questions
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import unsafe_count
from selaras.store.network.queries import read_directory, read_peers, read_self
from selaras.store.search.document import MISSING as KINDS
from selaras.store.search.index import catch_up
from selaras.store.search.queries import Filter, count_lines, count_missing, list_lines
from selaras.web.listing import CATCH_UP, label
from selaras.web.record import office_name
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

WAITING_SHOWN = 8


def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first page of the day."""
    node, area = visitor.node, visitor.area
    names, me = read_directory(node.db).certificates, read_self(node.db)
    assert me is not None, "init has made the node"
    behind = catch_up(node.db, CATCH_UP, localdate())
    waiting = [
        (line, area_path(line.area))
        for kind in KINDS
        for line in list_lines(node.db, Filter(kind, area, disputed=True), "terbaru", None, WAITING_SHOWN)
    ]
    told = {
        "counts": {kind: count_lines(node.db, Filter(kind, area)) for kind in KINDS},
        "missing": [
            (kind, field, label(kind, field), count)
            for kind in KINDS
            for field, count in count_missing(node.db, kind, area)
        ],
        "behind": behind,
        "disputed": sum(count_lines(node.db, Filter(kind, area, disputed=True)) for kind in KINDS),
        "waiting": waiting[:WAITING_SHOWN],
        "questions": len(open_questions(node.db)) if visitor.may(Hak.CATAT) else 0,
        "unsafe": unsafe_count(node.db, node.id),
        "state": me.state,
        "refused": len(read_quarantine(node.db)),
        "peers": [(office_name(p.node, names), p.role, p.met, p.equal) for p in read_peers(node.db)],
    }
    return render(request, "web/home.html", told)
