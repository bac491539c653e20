"""Three screens: the list, one record with who said what, and the state of sync."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from selaras import data
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import State
from selaras.core.terms.kamus import Field, FieldType, Privacy
from selaras.flows.open_node import Opener
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import read_frontier, unsafe_count
from selaras.store.network.queries import read_directory, read_peers, read_self
from selaras.store.registry.queries import NAME_FIELD, count_records, list_page, statements
from selaras.store.registry.tables import META, tables

PAGE_ROWS = 50
MASK = "••••"
JAKARTA = ZoneInfo("Asia/Jakarta")


@require_safe
def listing(request: HttpRequest, kind: str = "usaha") -> HttpResponse:
    """The records of one kind in the order of their ids, a page at a time."""
    if kind not in NAME_FIELD:
        raise Http404
    node = Opener(settings.HOME.path).node()
    rows = list_page(node.db, kind, _hex(request.GET.get("sesudah", "")), PAGE_ROWS + 1)
    told = {
        "office": node.identity.name,
        "kind": kind,
        "rows": [(row, _area(row.area)) for row in rows[:PAGE_ROWS]],
        "count": count_records(node.db, kind),
        "more": rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else "",
    }
    return render(request, "web/listing.html", told)


@require_safe
def record(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """One record: every field, whether it is verified, what else was said, and the history."""
    node, key = Opener(settings.HOME.path).node(), _hex(number)
    row = tables()[kind].load(node.db, [key]).get(key) if kind in NAME_FIELD else None
    if row is None:
        raise Http404
    state, by_name = tables()[kind].to_state(row), {f.name: f for f in data.kamus().kind(kind).fields}
    fields = [
        (field.label, _shown(field, state.values[name]), name in state.verified, _others(state, field))
        for name, field in by_name.items()
        if name in state.values
    ]
    names = read_directory(node.db).certificates
    history = [
        (
            names[said.node].name if said.node in names else said.node.hex()[:8],
            dt.datetime.fromtimestamp(said.at / 1000, tz=JAKARTA),
            said,
            [(by_name[n].label, _shown(by_name[n], value)) for n, value in said.fields.items() if n in by_name],
        )
        for said in statements(node.db, key)
    ]
    told = {
        "office": node.identity.name,
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


def _others(state: State, field: Field) -> list[tuple[str, str]]:
    """Return what did not win, each with the word for it."""
    found = (("pertentangan", state.rivals), ("usulan perbaikan", state.proposals))
    return [(word, _shown(field, value)) for word, others in found for value, _ in others.get(field.name, ())]


def _shown(field: Field, value: Scalar) -> str:
    """Return a value as it may be seen without a log-in: personal data is masked, an area has its name."""
    if value is None or value == "":
        return "(kosong)"
    if field.privacy is not Privacy.TIDAK:
        return f"{str(value)[:1]}{MASK}"
    return _area(value) if field.type is FieldType.WILAYAH else str(value)


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
