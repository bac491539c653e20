"""Change one record, or add one: a form with the checks of the import, which never loses what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from selaras import data
from selaras.core.intake.typed import Judged, judge_typed
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.stream import covers
from selaras.core.terms.kamus import Field, FieldType, Kind
from selaras.flows.edit_record import RecordMoved, add_record, edit_record
from selaras.flows.held_record import ActRefused
from selaras.flows.node import NodeMayNotWrite
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.registry.tables import split_ids
from selaras.web.forms import Box, summary
from selaras.web.record import found_record, record_key
from selaras.web.sections import in_sections
from selaras.web.values import SEX, Sight, area_name, is_masked
from selaras.web.visitor import Visitor

BEFORE = "dulu-"  # of the name of a hidden box: the value that the form was filled with
ANYWAY = "tetap"
MOVED = "Catatan ini berubah sementara Anda mengetik. Tidak ada yang disimpan; yang Anda ketik masih ada di bawah."
COPY = "Kantor ini belum boleh mencatat. Keadaannya dan jalan keluarnya ada di halaman Sinkronisasi."


@dataclass(slots=True)
class Filled:
    """A form as it came back. changed: what somebody typed over what the form was filled with."""

    changed: dict[str, str]
    judged: Judged
    whole: str = ""


def edit(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """The form of one record."""
    key = record_key(number)
    home, state = found_record(visitor, kind, key)
    of_kind, sight = data.kamus().kind(kind), visitor.sight(key)
    filled = Filled({}, Judged())
    if request.method == "POST":
        filled = _filled(request, of_kind, state.values, visitor.area if covers(home, visitor.area) else home)
        if not filled.changed:
            return redirect(f"/{kind}/{number}/")
        if _may_pass(request, filled) and _state(visitor, key, filled, _seen(request)):
            messages.success(request, f"Tersimpan: {len(filled.changed)} kolom.")
            return redirect(f"/{kind}/{number}/")
    told = {
        "title": f"Ubah {state.values.get(NAME_FIELD[kind]) or number}",
        "back": f"/{kind}/{number}/",
        "heads": b"".join(state.heads).hex(),
    }
    return _show(request, kind, told, _sections(of_kind, state.values, sight, home, filled), filled)


def add(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """The form of a new record."""
    of_kind, office = data.kamus().kind(kind), visitor.node.identity.wilayah
    filled = Filled({}, Judged())
    if request.method == "POST":
        filled = _filled(request, of_kind, {}, visitor.area)
        missing = [f for f in of_kind.fields if f.required and f.name not in filled.changed]
        filled.judged.faults.update({field.name: "wajib diisi" for field in missing})
        if _may_pass(request, filled):
            home = ".".join(str(filled.judged.fields["wilayah"]).split(".")[:2])
            try:
                record = add_record(visitor.node, kind, home, filled.judged.fields, author=visitor.login)
                messages.success(request, "Tersimpan sebagai catatan baru.")
                return redirect(f"/{kind}/{record.hex()}/")
            except ActRefused as error:
                filled.whole = error.message
            except NodeMayNotWrite:
                filled.whole = COPY
    told = {"title": f"Catat {kind} baru", "back": f"/{kind}/", "heads": ""}
    return _show(request, kind, told, _sections(of_kind, {}, None, office, filled), filled)


def _state(visitor: Visitor, key: bytes, filled: Filled, seen: tuple[bytes, ...]) -> bool:
    """State what was typed. Return False when nothing was written; why stands on the form then."""
    try:
        edit_record(visitor.node, key, filled.judged.fields, seen, author=visitor.login)
    except RecordMoved:
        filled.whole = MOVED
    except ActRefused as error:
        filled.whole = error.message
    except NodeMayNotWrite:
        filled.whole = COPY
    return not filled.whole


def _filled(request: HttpRequest, kind: Kind, known: Mapping[str, Scalar], within: str) -> Filled:
    """Return what was changed in the form, judged. A masked box that stays empty says nothing."""
    changed = {
        field.name: text
        for field in kind.fields
        if (text := request.POST.get(field.name)) is not None
        and text.strip() != request.POST.get(f"{BEFORE}{field.name}", "").strip()
    }
    judged = judge_typed(kind, changed, known, within=within, areas=data.wilayah(), today=localdate())
    return Filled(changed, judged)


def _may_pass(request: HttpRequest, filled: Filled) -> bool:
    return not filled.judged.faults and (not filled.judged.doubts or ANYWAY in request.POST)


def _seen(request: HttpRequest) -> tuple[bytes, ...]:
    try:
        return split_ids(bytes.fromhex(request.POST.get("kepala", "")))
    except ValueError:
        return ()


def _show(
    request: HttpRequest, kind: str, told: dict[str, str], sections: Sequence[tuple[str, list[Box]]], filled: Filled
) -> HttpResponse:
    boxes = [box for _, own in sections for box in own]
    more = {
        "kind": kind,
        "sections": sections,
        "faults": summary(boxes, filled.whole),
        "doubts": [(name, data.kamus().field(kind, name).label, text) for name, text in filled.judged.doubts.items()],
    }
    failed = bool(filled.whole or filled.judged.faults or filled.judged.doubts)
    return render(request, "web/edit.html", {**told, **more}, status=422 if failed else 200)


def _sections(
    kind: Kind, values: Mapping[str, Scalar], sight: Sight | None, home: str, filled: Filled
) -> list[tuple[str, list[Box]]]:
    """Return the boxes of a form. sight: None for a new record, which hides nothing from its author."""
    return [
        (title, [_box(field, values.get(field.name), sight, home, filled) for field in fields])
        for title, fields in in_sections(kind)
    ]


def _box(field: Field, value: Scalar, sight: Sight | None, home: str, filled: Filled) -> Box:
    masked = value not in (None, "") and sight is not None and is_masked(field, sight)
    before = "" if masked or value is None else _typed(field, value)
    return Box(
        field.name,
        field.label + (" (wajib)" if field.required else ""),
        filled.changed.get(field.name, before),
        "Ditutup. Biarkan kosong bila tidak diubah." if masked else _hint(field),
        filled.judged.faults.get(field.name, ""),
        kind="select" if field.type in (FieldType.PILIHAN, FieldType.YA_TIDAK, FieldType.WILAYAH) else "text",
        choices=_choices(field, home),
        before=before,
    )


def _typed(field: Field, value: Scalar) -> str:
    """Return a value as somebody would type it."""
    if field.type is FieldType.TANGGAL:
        return dt.date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    if field.type is FieldType.DAFTAR:
        return str(value).replace("|", ", ")
    return str(value)


def _hint(field: Field) -> str:
    if field.type is FieldType.DAFTAR:
        return f"Pisahkan dengan koma: {', '.join(field.choices)}"
    return {FieldType.TANGGAL: "Hari/bulan/tahun, misalnya 17/08/1980", FieldType.KBLI: "Lima angka KBLI 2020"}.get(
        field.type, ""
    )


def _choices(field: Field, home: str) -> tuple[tuple[str, str], ...]:
    """Return what a select offers; of areas the desa of the kab/kota, after their kecamatan."""
    if field.type is FieldType.WILAYAH:
        return ("", "pilih desa atau kelurahan"), *_desa(home)
    words = field.choices if field.type is FieldType.PILIHAN else ("ya", "tidak")
    if field.type not in (FieldType.PILIHAN, FieldType.YA_TIDAK):
        return ()
    return ("", "belum diketahui"), *((word, SEX.get(word, word.replace("_", " "))) for word in words)


def _desa(home: str) -> list[tuple[str, str]]:
    index = data.wilayah()
    return [
        (desa, f"{area_name(kecamatan)}: {area_name(desa)}")
        for kecamatan in index.below(home)
        for desa in index.below(kecamatan)
    ]
