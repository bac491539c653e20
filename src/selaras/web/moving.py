"""Move an enterprise or a cooperative to another kab/kota: one page asks where to, and tells what will happen before it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selaras import data
from selaras.core.ledger.authority import MOVED_FROM, MOVED_TO
from selaras.core.ledger.record import moved_record
from selaras.core.ledger.stream import covers
from selaras.core.terms.canonical import RECORD
from selaras.core.terms.kamus import rumpun_of
from selaras.flows.held_record import HeldRecord, may_speak, speaks_as
from selaras.flows.move_record import move_record
from selaras.flows.node import Node
from selaras.store.registry.queries import Said, read_record, statements
from selaras.store.registry.tables import tables
from selaras.web.acting import acted, reason_of
from selaras.web.boxes import desa_below
from selaras.web.forms import Box
from selaras.web.found import Found, found_record
from selaras.web.values import area_name
from selaras.web.visitor import Visitor

KABKOTA_DOTS = 1  # in the code of a kab/kota


@dataclass(frozen=True, slots=True)
class Moved:
    """What a record's page says of a move. to: where its subject went, "" for nowhere; to_page, from_page: addresses, "" for none."""

    to: str
    to_page: str
    from_page: str
    may_move: bool


def move(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """Ask where an enterprise or cooperative moved to, then close its record, open the new one, or both."""
    found, node = found_record(visitor, kind, number), visitor.node
    closed = _target(statements(node.db, found.key))
    to = closed or (request.POST if request.method == "POST" else request.GET).get("ke", "")
    if not _is_target(found, to):
        boxes = [Box("ke", "Pindah ke kabupaten/kota", kind="select", choices=_kabkota(found.home))]
        return render(
            request, "web/move.html", {"found": found, "title": found.title(visitor.sight(b"")), "boxes": boxes}
        )
    opens = may_speak(node, tables()[kind], to, rumpun_of(kind)[0])
    if opens and not visitor.sees(to):
        raise PermissionDenied
    if request.method == "POST" and (reason := reason_of(request)):
        area = request.POST.get("desa", "")
        place = area if opens and covers(to, area) and data.wilayah().knows(area) else to
        done = acted(
            request,
            f"Tersimpan: {area_name(found.home)} ke {area_name(to)}.",
            lambda: move_record(node, found.key, place, author=visitor.login, reason=reason),
        )
        if done and done.opened:
            messages.success(request, "Inilah catatan barunya. Kantor di sana memverifikasi isinya.")
            return redirect(f"/{kind}/{done.opened}/")
        return redirect(found.address)
    told = {
        "found": found,
        "title": found.title(visitor.sight(b"")),
        "to": to,
        "to_name": area_name(to),
        "from_name": area_name(found.home),
        "opens": opens,
        "closes": not closed,
        "boxes": [_desa_box(to)] if opens else [],
    }
    return render(request, "web/move.html", told, status=422 if request.method == "POST" else 200)


def moved_of(node: Node, found: Found, held: HeldRecord | None, history: list[Said]) -> Moved:
    """Return what a record's page says of a move. held: None for who may not act on records."""
    to = _target(history)
    before = next((str(said.fields[MOVED_FROM]) for said in history if said.fields.get(MOVED_FROM)), "")
    successor = moved_record(found.key, to, rumpun_of(found.kind)[0]) if to else b""
    opened = bool(successor) and read_record(node.db, found.kind, successor) is not None
    known = RECORD.fullmatch(before) and read_record(node.db, found.kind, bytes.fromhex(before)) is not None
    may = held is not None and not found.state.deletions
    if to:
        may = may and not opened and may_speak(node, tables()[found.kind], to, rumpun_of(found.kind)[0])
    elif held is not None:
        may = may and speaks_as(node, found.state.pembina, held)
    return Moved(
        area_name(to) if to else "",
        f"/{found.kind}/{successor.hex()}/" if opened else "",
        f"/{found.kind}/{before}/" if known else "",
        may,
    )


def _target(history: list[Said]) -> str:
    return next((str(said.fields[MOVED_TO]) for said in history if said.fields.get(MOVED_TO)), "")


def _is_target(found: Found, to: str) -> bool:
    return to.count(".") == KABKOTA_DOTS and data.wilayah().knows(to) and not covers(to, found.home)


def _desa_box(to: str) -> Box:
    choices = (("", "belum diketahui"), *desa_below(to))
    return Box("desa", "Desa atau kelurahan yang baru", hint="Boleh menyusul.", kind="select", choices=choices)


def _kabkota(home: str) -> tuple[tuple[str, str], ...]:
    return ("", "pilih kabupaten atau kota"), *(choice for choice in _everywhere() if choice[0] != home)


@cache
def _everywhere() -> tuple[tuple[str, str], ...]:
    """Return every kab/kota of the nation after its province, in the order of their names."""
    index = data.wilayah()
    provinces = sorted((code for code in index.areas if not code.count(".")), key=index.name)
    return tuple((code, f"{index.name(top)}: {index.name(code)}") for top in provinces for code in index.below(top))
