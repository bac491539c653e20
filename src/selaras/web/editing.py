"""Change one record, or add one: a form with the checks of the import, which never loses what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from selaras import data
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.intake.typed import Judged, judge_typed
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.stream import covers
from selaras.core.terms.kamus import Kind
from selaras.flows.edit_record import AlreadyThere, RecordMoved, add_belonging, add_record, edit_record
from selaras.flows.find_alike import TYPED
from selaras.flows.held_record import ActRefused
from selaras.flows.node import NodeMayNotWrite
from selaras.store.registry.queries import read_belonging
from selaras.store.registry.tables import split_ids
from selaras.web.acting import MAY_NOT_WRITE
from selaras.web.alike import alike_of
from selaras.web.alike import told as told_alike
from selaras.web.belonging import likely_year, years_without
from selaras.web.boxes import Filled, box_sections, form_fields
from selaras.web.forms import summary
from selaras.web.found import TITLES, Found, found_record
from selaras.web.values import PETUGAS, Sight, is_masked
from selaras.web.visitor import Visitor

BEFORE = "dulu-"  # of the name of a hidden box: the value that the form was filled with
ANYWAY = "tetap"
MOVED = "Catatan ini berubah sementara Anda mengetik. Tidak ada yang disimpan; yang Anda ketik masih ada di bawah."
GONE = "Catatan yang dihapus tidak diubah. Batalkan penghapusannya lebih dahulu."
HIDDEN = "tidak cocok dengan yang sudah tercatat; periksa dengan dokumennya"  # instead of a sentence that tells what is masked
Beside = Mapping[int, Mapping[str, Scalar]]  # other reports of the same subject, by year


def edit(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """The form of one record."""
    found = found_record(visitor, kind, number)
    if found.state.deletions or found.root.state.deletions:
        messages.error(request, GONE)
        return redirect(found.address)
    of_kind, sight, values = data.kamus().kind(kind), visitor.sight(found.root.key), found.state.values
    filled = Filled()
    if request.method == "POST":
        within = visitor.area if covers(found.home, visitor.area) else found.home
        filled = _filled(request, of_kind, values, _beside(visitor, found), within, sight)
        if not filled.changed:
            return redirect(found.address)
        if _may_pass(request, filled) and _state(visitor, found.key, filled, _seen(request)):
            messages.success(request, f"Tersimpan: {len(filled.changed)} kolom.")
            return redirect(found.address)
    told = {
        "title": f"Ubah {found.title(sight)}",
        "path": _path(found, sight),
        "back": found.address,
        "heads": b"".join(found.state.heads).hex(),
    }
    return _show(request, of_kind, told, filled, values, sight, found.home)


def add(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """The form of a new enterprise or cooperative."""
    of_kind, office = data.kamus().kind(kind), visitor.node.identity.wilayah
    filled = Filled()
    if request.method == "POST":
        filled = _new(request, of_kind, visitor.area, {}, PETUGAS)
        if not filled.judged.faults:
            filled.alike = alike_of(visitor, kind, request.POST)
        if _may_pass(request, filled):
            home = ".".join(str(filled.judged.fields["wilayah"]).split(".")[:2])
            record = _added(
                filled, lambda: add_record(visitor.node, kind, home, filled.judged.fields, author=visitor.login)
            )
            if record:
                messages.success(request, "Tersimpan sebagai catatan baru.")
                return redirect(f"/{kind}/{record.hex()}/")
    told: dict[str, object] = {"title": f"Catat {kind} baru", "path": [(f"/{kind}/", f"Daftar {kind}")]}
    told |= {"back": f"/{kind}/", "heads": "", "watched": " ".join(TYPED[kind]), "kind": kind}
    return _show(request, of_kind, told, filled, {}, None, office)


def add_to(request: HttpRequest, visitor: Visitor, kind: str, number: str, other: str) -> HttpResponse:
    """The form of a yearly report, a loan or a manager of an enterprise or a cooperative. other: the kind that is added."""
    subject, of_kind = found_record(visitor, kind, number), data.kamus().kind(other)
    if subject.state.deletions:
        messages.error(request, GONE)
        return redirect(subject.address)
    year, filled, standing = YEAR_FIELD.get(other), Filled(), ""
    if request.method == "POST":
        beside = _reports(visitor, other, subject.key)
        filled = _new(request, of_kind, subject.home, beside, visitor.sight(subject.key))
        if _may_pass(request, filled):
            try:
                record = _added(
                    filled,
                    lambda: add_belonging(visitor.node, other, subject.key, filled.judged.fields, author=visitor.login),
                )
            except AlreadyThere as error:
                record, standing = None, f"/{other}/{error.record.hex()}/"
                filled.judged.faults[str(year)] = "laporan tahun ini sudah ada"
            if record:
                messages.success(request, "Tersimpan.")
                return redirect(f"/{other}/{record.hex()}/")
    elif year:
        asked = request.GET.get("tahun", "")
        this = localdate().year
        likely = likely_year(years_without(visitor.node, other, subject.key, this), this)
        filled.changed[year] = asked if asked.isdecimal() else str(likely or "")
    word = f"{TITLES[other].lower()} tahunan" if year else TITLES[other].lower()
    told: dict[str, object] = {"title": f"Tambah {word}", "standing": standing}
    told |= {"back": subject.address, "heads": "", "path": [*_path(subject, PETUGAS)]}
    return _show(request, of_kind, told, filled, {}, None, subject.home)


def _path(found: Found, sight: Sight) -> list[tuple[str, str]]:
    """Return the pages that lead to a record and its own, as (address, word)."""
    root = found.root
    path = [(f"/{root.kind}/", f"Daftar {root.kind}"), (root.address, root.title(sight))]
    return path if found is root else [*path, (found.address, found.title(sight))]


def _added(filled: Filled, act: Callable[[], bytes]) -> bytes | None:
    """Return the new record; None when nothing was written, and why stands on the form."""
    try:
        return act()
    except ActRefused as error:
        filled.whole = error.message
    except NodeMayNotWrite:
        filled.whole = MAY_NOT_WRITE
    return None


def _state(visitor: Visitor, key: bytes, filled: Filled, seen: tuple[bytes, ...]) -> bool:
    """State what was typed. Return False when nothing was written; why stands on the form then."""
    try:
        edit_record(visitor.node, key, filled.judged.fields, seen, author=visitor.login)
    except RecordMoved:
        filled.whole = MOVED
    except ActRefused as error:
        filled.whole = error.message
    except NodeMayNotWrite:
        filled.whole = MAY_NOT_WRITE
    return not filled.whole


def _filled(
    request: HttpRequest, kind: Kind, known: Mapping[str, Scalar], beside: Beside, within: str, sight: Sight
) -> Filled:
    """Return what was changed in the form, judged. A masked box that stays empty says nothing."""
    changed = {
        field.name: text
        for field in form_fields(kind, new=not known)
        if (text := request.POST.get(field.name)) is not None
        and text.strip() != request.POST.get(f"{BEFORE}{field.name}", "").strip()
    }

    def judge(known: Mapping[str, Scalar], beside: Beside) -> Judged:
        return judge_typed(kind, changed, known, beside, within=within, areas=data.wilayah(), today=localdate())

    judged, alone = judge(known, beside), judge({}, {})
    for sentences, own in ((judged.faults, alone.faults), (judged.doubts, alone.doubts)):
        hidden = [name for name in sentences if is_masked(kind.field(name), sight) and sentences[name] != own.get(name)]
        sentences.update(dict.fromkeys(hidden, HIDDEN))
    return Filled(changed, judged)


def _new(request: HttpRequest, kind: Kind, within: str, beside: Beside, sight: Sight) -> Filled:
    """Return the form of a new record, judged, with every required box that is empty."""
    filled = _filled(request, kind, {}, beside, within, sight)
    missing = [f for f in form_fields(kind, new=True) if f.required and f.name not in filled.changed]
    filled.judged.faults.update({field.name: "wajib diisi" for field in missing})
    return filled


def _beside(visitor: Visitor, found: Found) -> Beside:
    """Return all reports of the subject of a report by year, also the one itself."""
    return _reports(visitor, found.kind, found.subject.key) if found.subject else {}


def _reports(visitor: Visitor, kind: str, subject: bytes) -> Beside:
    name = YEAR_FIELD.get(kind)
    states = [state for _, state in read_belonging(visitor.node.db, kind, subject) if not state.deletions]
    return {int(str(s.values[name])): s.values for s in states if s.values.get(name) is not None} if name else {}


def _may_pass(request: HttpRequest, filled: Filled) -> bool:
    return not filled.judged.faults and (ANYWAY in request.POST or not (filled.judged.doubts or filled.is_doubled))


def _seen(request: HttpRequest) -> tuple[bytes, ...]:
    try:
        return split_ids(bytes.fromhex(request.POST.get("kepala", "")))
    except ValueError:
        return ()


def _show(  # noqa: PLR0913 # all that a form shows
    request: HttpRequest,
    kind: Kind,
    told: Mapping[str, object],
    filled: Filled,
    values: Mapping[str, Scalar],
    sight: Sight | None,
    home: str,
) -> HttpResponse:
    sections = box_sections(kind, values, sight, home, filled)
    boxes = [box for _, own in sections for box in own]
    more = {
        "sections": sections,
        "faults": summary(boxes, filled.whole),
        "alike": told_alike(filled.alike) if filled.is_doubled else [],
        "doubts": [(name, kind.field(name).label, text) for name, text in filled.judged.doubts.items()],
    }
    failed = bool(filled.whole or filled.judged.faults or filled.judged.doubts or filled.is_doubled)
    return render(request, "web/edit.html", {**told, **more}, status=422 if failed else 200)
