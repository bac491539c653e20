"""The state of sync: peers, what is not yet safe, and what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.core.terms.peran import Hak
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import read_frontier, unsafe_count
from selaras.store.network.queries import read_directory, read_peers, read_self
from selaras.web.record import office_name
from selaras.web.values import area_name
from selaras.web.visitor import Visitor

ROLES = {"induk": "induk", "anak": "kantor di bawah"}


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of one office's statements about one area. mine: this office made them."""

    who: str
    area: str
    rumpun: str
    changes: int
    mine: bool


def synchronisation(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How far this office and its peers are in tune."""
    node = visitor.node
    names, me = read_directory(node.db).certificates, read_self(node.db)
    assert me is not None, "init has made the node"
    frontier = read_frontier(node.db)
    told = {
        "state": me.state,
        "peers": [
            (office_name(p.node, names), ROLES[p.role], p.met, p.equal, p.node.hex(), p.role == "induk")
            for p in read_peers(node.db)
        ],
        "may_run": visitor.may(Hak.SELARASKAN),
        "changes": sum(head.seq for head in frontier.values()),
        "unsafe": unsafe_count(node.db, node.id),
        "streams": [
            Held(office_name(s.node, names), area_name(s.wilayah), s.rumpun.split("/")[0], head.seq, s.node == node.id)
            for s, head in frontier.items()
        ],
        "refused": [
            (office_name(q.stream.node, names), area_name(q.stream.wilayah), q) for q in read_quarantine(node.db)
        ],
    }
    return render(request, "web/exchange/state.html", told)
