"""Take a record back and bring it back, with a reason; and the list of those that are deleted, which stay readable."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selaras.core.ledger.authority import DELETION
from selaras.flows.delete_record import delete_record, undelete_record
from selaras.flows.held_record import HeldRecord, speaks_as
from selaras.store.registry.queries import NAME_FIELD, Said, deleted_records
from selaras.web.acting import acted, reason_of
from selaras.web.found import Found, found_record
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

SHOWN = 200  # of each kind


@dataclass(frozen=True, slots=True)
class Removal:
    """What a record's page offers. when: milliseconds since 1970 of the latest deletion, None for none."""

    may_delete: bool
    may_restore: bool
    when: int | None


def delete(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """Delete a record."""
    found, node, author = found_record(visitor, kind, number), visitor.node, visitor.login
    if reason := reason_of(request):
        told = "Catatan dihapus. Isinya tetap terbaca di halaman ini, dan penghapusannya dapat dibatalkan."
        acted(request, told, lambda: delete_record(node, found.key, author=author, reason=reason))
    return redirect(found.address)


def restore(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """Undo the deletion of a record."""
    found, node, author = found_record(visitor, kind, number), visitor.node, visitor.login
    if reason := reason_of(request):
        told = "Penghapusan dibatalkan: catatan ini kembali ke daftar."
        acted(request, told, lambda: undelete_record(node, found.key, author=author, reason=reason))
    return redirect(found.address)


def deleted(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The enterprises and cooperatives that are deleted, the latest records first."""
    groups = []
    for kind in NAME_FIELD:
        found = deleted_records(visitor.node.db, kind, visitor.area, SHOWN + 1)
        lines = [(record.hex(), name, area_path(area)) for record, name, area in found[:SHOWN]]
        groups.append((kind, lines, len(found) > SHOWN))
    return render(request, "web/deleted.html", {"groups": groups})


def removal_of(found: Found, held: HeldRecord | None, history: list[Said], visitor: Visitor) -> Removal:
    """Return what a record's page offers. held: None for who may not act on records."""
    own = held is not None and speaks_as(visitor.node, found.state.pembina, held)
    gone, root_gone = bool(found.state.deletions), bool(found.subject and found.subject.state.deletions)
    when = next((said.at for said in history if said.fields.get(DELETION)), None)
    return Removal(own and not gone and not root_gone, own and gone, when if gone else None)
