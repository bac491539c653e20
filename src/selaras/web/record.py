"""One record: every field with who said it and whether it is verified, what else was said, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selaras import data
from selaras.core.ledger.authority import ACT_REASON, MOVED_FROM, MOVED_TO
from selaras.core.ledger.certificate import Certificate
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.sentences import steering
from selaras.core.ledger.state import State
from selaras.core.terms.kamus import Field, Kind
from selaras.core.terms.peran import Hak
from selaras.flows.held_record import ActRefused, HeldRecord, held_record
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.flows.settle_field import may_settle, settle_field
from selaras.flows.sign_in import PurposeMissing, open_personal
from selaras.store.network.queries import read_directory
from selaras.store.registry.queries import NAME_FIELD, Said, statements
from selaras.web.acting import MAY_NOT_WRITE
from selaras.web.belonging import groups_of
from selaras.web.found import found_record
from selaras.web.hand_overs import choice_of, pembina_word
from selaras.web.moving import moved_of
from selaras.web.removal import removal_of
from selaras.web.sections import in_sections
from selaras.web.values import NOTHING, Shown, Sight, area_name, shown
from selaras.web.visitor import Visitor, refuse

DEEDS = {
    "import": "mengimpor",
    "edit": "mengubah",
    "judgement": "memutuskan",
    "publish": "menerbitkan",
    "undo": "menarik kembali impor",
    "erase": "memusnahkan isi",
    "dimusnahkan": "isi pernyataan ini sudah dimusnahkan",
}


@dataclass(frozen=True, slots=True)
class Other:
    """A value that did not win. word: rival or proposal; who: the office that states it."""

    word: str
    value: Shown
    who: str
    letter: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field on the screen. who, at: the statement that its value comes from, None where that is unknown."""

    name: str
    label: str
    value: Shown
    verified: bool
    who: str
    at: int | None
    others: list[Other]


def record(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """One record: an enterprise or a cooperative with what belongs to it, or one of these."""
    node, found = visitor.node, found_record(visitor, kind, number)
    root, state = found.root, found.state
    sight = visitor.sight(root.key)
    of_kind = data.kamus().kind(kind)
    names = read_directory(node.db).certificates
    history = statements(node.db, found.key)
    gone = bool(state.deletions or root.state.deletions)
    held = held_record(node, found.key) if visitor.may(Hak.BINA) or visitor.may(Hak.PUTUSKAN) else None
    told = {
        "kind": kind,
        "number": number,
        "root": root,
        "root_title": root.title(sight),
        "belongs": root is not found,
        "title": found.title(sight),
        "place": found.place,
        "home": area_name(found.home),
        "pembina": pembina_word(state.pembina),
        "choice": choice_of(visitor, found, held) if kind in NAME_FIELD and not gone else None,
        "removal": removal_of(found, held, history, visitor),
        "moved": moved_of(node, found, held, history) if kind in NAME_FIELD else None,
        "deleted": bool(state.deletions),
        "gone": gone,
        "may_edit": visitor.may(Hak.CATAT) and not gone,
        "may_settle": _settleable(node, held),
        "may_open": visitor.may(Hak.BUKA_PRIBADI) or visitor.may(Hak.BUKA_KEUANGAN),
        "opened": visitor.opened(root.key),
        "sections": _sections(of_kind, state, history, names, sight),
        "open": len(state.rivals) + len(state.proposals),
        "unverified": len(state.unverified),
        "groups": groups_of(node, kind, found.key, sight) if kind in NAME_FIELD else [],
        "history": _told(history, of_kind, names, sight),
    }
    return render(request, "web/record.html", told)


def settle(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """Decide which value of a field counts from now on."""
    key = found_record(visitor, kind, number).key
    field, letter = request.POST.get("kolom", ""), request.POST.get("pilihan", "")
    try:
        settle_field(visitor.node, key, field, letter, author=visitor.login)
    except ActRefused as error:
        messages.error(request, error.message)
    except NodeMayNotWrite:
        messages.error(request, MAY_NOT_WRITE)
    else:
        messages.success(request, f"Diputuskan: {data.kamus().field(kind, field).label}.")
    return redirect(f"/{kind}/{number}/#kolom-{field}")


def open_record(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """Open the personal data of an enterprise or cooperative, and of all that belongs to it, for a stated purpose."""
    found = found_record(visitor, kind, number)
    if not (visitor.may(Hak.BUKA_PRIBADI) or visitor.may(Hak.BUKA_KEUANGAN)):
        return refuse(request, Hak.BUKA_PRIBADI.value)
    assert visitor.session is not None, "a right to open comes with a person"
    try:
        open_personal(visitor.node, visitor.session, found.root.key, request.POST.get("keperluan", ""))
    except PurposeMissing:
        messages.error(request, "Sebutkan keperluannya dengan beberapa kata, misalnya «verifikasi lapangan 12 Maret».")
    return redirect(found.address)


def office_name(node: bytes, names: Mapping[bytes, Certificate]) -> str:
    """Return an office's name; a short number for one whose certificate is not held."""
    return names[node].name if node in names else f"kantor {node.hex()[:8]}"


def _settleable(node: Node, held: HeldRecord | None) -> frozenset[str]:
    """Return the fields with something against them that this office decides about."""
    if held is None:
        return frozenset()
    return frozenset(name for name in {*held.state.rivals, *held.state.proposals} if may_settle(node, held, name))


def _sections(
    kind: Kind, state: State, history: list[Said], names: Mapping[bytes, Certificate], sight: Sight
) -> list[tuple[str, list[Line]]]:
    sections = []
    for title, fields in in_sections(kind):
        lines = [_line(field, state, history, names, sight) for field in fields if field.name in state.values]
        if lines:
            sections.append((title, lines))
    return sections


def _line(field: Field, state: State, history: list[Said], names: Mapping[bytes, Certificate], sight: Sight) -> Line:
    value = state.values[field.name]
    said = _said(field.name, value, history)
    found = (("Pertentangan", state.rivals), ("Usulan perbaikan", state.proposals))
    others: list[Other] = []
    for word, by_field in found:
        for other, _ in by_field.get(field.name, ()):
            by = _said(field.name, other, history)
            letter = chr(ord("b") + len(others))  # as flows.settle_field counts them
            others.append(Other(word, shown(field, other, sight), office_name(by.node, names) if by else "", letter))
    return Line(
        field.name,
        field.label,
        shown(field, value, sight),
        field.name in state.verified,
        office_name(said.node, names) if said else "",
        said.at if said else None,
        others,
    )


def _said(name: str, value: Scalar, history: list[Said]) -> Said | None:
    """Return the latest statement of a value; None for one whose statement was erased or came by publication."""
    return next((said for said in history if name in said.fields and said.fields[name] == value), None)


@dataclass(frozen=True, slots=True)
class Event:
    """One statement as a sentence. because: why, in its author's words; what: the fields that it states, as (label, value)."""

    at: int
    who: str
    author: str
    deed: str
    because: str
    source: str
    what: list[tuple[str, Shown]]


def _deed(said: Said) -> str:
    """Return what a statement did, as a verb."""
    words = {MOVED_TO: area_name(str(said.fields.get(MOVED_TO))), MOVED_FROM: "catatan lama"}
    acts = steering({name: words.get(name, value) for name, value in said.fields.items()})
    return DEEDS.get(said.reason) or ", ".join(acts) or "menyatakan"


def _told(history: list[Said], kind: Kind, names: Mapping[bytes, Certificate], sight: Sight) -> list[Event]:
    by_name = {field.name: field for field in kind.fields}
    return [
        Event(
            said.at,
            office_name(said.node, names),
            said.author,
            _deed(said),
            str(said.fields.get(ACT_REASON) or "") if sight != NOTHING else "",
            f"dari berkas «{said.source[0]}» baris {said.source[2]}" if said.source else "",
            [(by_name[n].label, shown(by_name[n], v, sight)) for n, v in said.fields.items() if n in by_name],
        )
        for said in history
    ]
