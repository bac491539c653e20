"""Beranda: what waits for somebody, how safe this office's work is, and when the offices below were last heard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.core.terms.peran import Hak
from selaras.store.database import Database
from selaras.store.inbox.questions import open_questions
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import unsafe_count
from selaras.store.network.queries import read_directory, read_peers, read_self
from selaras.store.search.document import MISSING as KINDS
from selaras.store.search.queries import Filter, Line, count_missing, list_lines
from selaras.web.counted import count_of, of_large
from selaras.web.hand_overs import offers_to
from selaras.web.listing import label
from selaras.web.record import office_name
from selaras.web.taking_in import take_in
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

WAITING_SHOWN = 8


def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first page of the day."""
    node, area = visitor.node, visitor.area
    names, me = read_directory(node.db).certificates, read_self(node.db)
    assert me is not None, "init has made the node"
    behind = take_in(node.db)
    disputed = {kind: Filter(kind, area, disputed=True) for kind in KINDS}
    waiting = [
        (line, area_path(line.area)) for kind, wanted in disputed.items() for line in _waiting(node.db, kind, wanted)
    ]
    told = {
        "counts": {kind: count_of(node.db, Filter(kind, area)) for kind in KINDS},
        "missing": [
            (kind, field, label(kind, field), count) for kind in KINDS for field, count in _missing(node.db, kind, area)
        ],
        "behind": behind,
        "disputed": sum(count_of(node.db, wanted) for wanted in disputed.values()),
        "waiting": waiting[:WAITING_SHOWN],
        "questions": len(open_questions(node.db)) if visitor.may(Hak.CATAT) else 0,
        "offers": offers_to(visitor),
        "unsafe": unsafe_count(node.db, node.id),
        "state": me.state,
        "refused": len(read_quarantine(node.db)),
        "peers": [(office_name(p.node, names), p.role, p.met, p.equal) for p in read_peers(node.db)],
    }
    return render(request, "web/home.html", told)


def _waiting(db: Database, kind: str, wanted: Filter) -> list[Line]:
    asked = ("menunggu", wanted)
    return of_large(db, kind, asked, lambda: list_lines(db, wanted, "terbaru", None, WAITING_SHOWN))


def _missing(db: Database, kind: str, area: str) -> list[tuple[str, int]]:
    return of_large(db, kind, ("kurang", area), lambda: count_missing(db, kind, area))
