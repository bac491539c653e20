"""Three screens: the list, one record with who said what, and the state of sync."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from selaras import data
from selaras.core.ledger.payload import Scalar
from selaras.core.terms.kamus import Field, Privacy
from selaras.flows.open_node import Opener
from selaras.flows.show_record import statements
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import read_frontier, unsafe_count
from selaras.store.network.queries import read_directory, read_peers, read_self
from selaras.store.registry.tables import META, tables

PAGE_ROWS = 50
NAME_FIELD = {"usaha": "nama_usaha", "koperasi": "nama_koperasi"}
MASK = "••••"
JAKARTA = ZoneInfo("Asia/Jakarta")


@require_safe
def listing(request: HttpRequest, kind: str = "usaha") -> HttpResponse:
    """The records of one kind in the order of their ids, a page at a time."""
    if kind not in NAME_FIELD:
        raise Http404
    node, name = Opener(settings.HOME.path).node(), NAME_FIELD[kind]
    after = _hex(request.GET.get("sesudah", ""))
    rows = node.db.rows(
        f"SELECT record, {name}, wilayah, unverified FROM registry_{kind}"  # noqa: S608 # names of our own
        " WHERE record > ? AND deletions IS NULL ORDER BY record LIMIT ?",
        (after, PAGE_ROWS + 1),
    )
    found = [(bytes(r).hex(), title, _area(area), unsure != "0") for r, title, area, unsure in rows[:PAGE_ROWS]]
    (count,) = node.db.rows(f"SELECT COUNT(*) FROM registry_{kind} WHERE deletions IS NULL")[0]  # noqa: S608
    more = found[-1][0] if len(rows) > PAGE_ROWS else ""
    told = {"office": node.identity.name, "kind": kind, "rows": found, "count": count, "more": more}
    return render(request, "web/listing.html", told)


@require_safe
def record(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """One record: every field, whether it is verified, what else was said, and the history."""
    node, key = Opener(settings.HOME.path).node(), _hex(number)
    row = tables()[kind].load(node.db, [key]).get(key) if kind in NAME_FIELD else None
    if row is None:
        raise Http404
    state = tables()[kind].to_state(row)
    fields = []
    for field in data.kamus().kind(kind).fields:
        if field.name in state.values:
            others = [(word, _shown(field, value)) for word, value in _others(state, field.name)]
            fields.append((field.label, _shown(field, state.values[field.name]), field.name in state.verified, others))
    by_name = {field.name: field for field in data.kamus().kind(kind).fields}
    history = [
        (
            said,
            dt.datetime.fromtimestamp(said.at / 1000, tz=JAKARTA),
            [(by_name[n].label, _shown(by_name[n], v)) for n, v in said.fields.items() if n in by_name],
        )
        for said in statements(node.db, key)
    ]
    told = {
        "office": node.identity.name,
        "kind": kind,
        "title": state.values.get(NAME_FIELD[kind]) or number,
        "home": _area(row[META.index("wilayah_induk")]),
        "fields": fields,
        "history": history,
    }
    return render(request, "web/record.html", told)


@require_safe
def synchronisation(request: HttpRequest) -> HttpResponse:
    """Peers, what is not yet safe, and what was refused."""
    node = Opener(settings.HOME.path).node()
    names, me = read_directory(node.db).certificates, read_self(node.db)
    assert me is not None, "init has made the node"
    peers = [
        (names[p.node].name, p.role, dt.datetime.fromtimestamp(p.met / 1000, tz=JAKARTA) if p.met else None, p.equal)
        for p in read_peers(node.db)
    ]
    frontier = read_frontier(node.db)
    told = {
        "office": node.identity.name,
        "state": me.state,
        "peers": peers,
        "changes": sum(head.seq for head in frontier.values()),
        "unsafe": unsafe_count(node.db, node.id),
        "refused": [
            (names[q.stream.node].name if q.stream.node in names else "?", q) for q in read_quarantine(node.db)
        ],
    }
    return render(request, "web/sync.html", told)


def _others(state: Any, name: str) -> list[tuple[str, Scalar]]:
    return [("pertentangan", value) for value, _ in state.rivals.get(name, ())] + [
        ("usulan perbaikan", value) for value, _ in state.proposals.get(name, ())
    ]


def _shown(field: Field, value: Scalar) -> str:
    """Return a value as it may be seen without a log-in: personal data is masked."""
    if value is None or value == "":
        return "(kosong)"
    return str(value) if field.privacy is Privacy.TIDAK else f"{str(value)[:1]}{MASK}"


def _area(code: Scalar) -> str:
    return data.wilayah().name(str(code)) if code and data.wilayah().knows(str(code)) else str(code or "")


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Http404 from error


urlpatterns = [
    path("", listing, name="beranda"),
    path("sinkronisasi/", synchronisation, name="sinkronisasi"),
    path("<str:kind>/", listing, name="daftar"),
    path("<str:kind>/<str:number>/", record, name="catatan"),
]
