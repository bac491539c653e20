"""A letter that a record stands in the registry, with a QR code; whoever scans it sees that this is so, and no personal data."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate

from selaras.core.ledger.state import State
from selaras.store.registry.queries import NAME_FIELD, read_record
from selaras.web.found import NAMELESS, found_record, record_key
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

TAG_CHARS = 24  # of the code that only this office can make: 96 bits


def letter(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """The letter, to be printed."""
    found = found_record(visitor, kind, number)
    if found.state.deletions:
        raise Http404
    day = localdate()
    address = request.build_absolute_uri(f"/periksa/{kind}/{number}/{day:%Y%m%d}/{_tag(kind, number, day)}/")
    code = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2, light="#fff", omitsize=False)
    told = {**_shown(kind, found.home, found.state), "number": number, "day": day, "address": address}
    return render(request, "web/letter.html", {**told, "code": mark_safe(code)})  # noqa: S308 # segno's own drawing


def check(request: HttpRequest, visitor: Visitor, kind: str, number: str, day: str, tag: str) -> HttpResponse:
    """What somebody sees who scans a letter: whether it is ours, and what the registry says today."""
    issued = _day(day)
    ours = issued is not None and hmac.compare_digest(tag, _tag(kind, number, issued))
    found = read_record(visitor.node.db, kind, record_key(number)) if ours and kind in NAME_FIELD else None
    if found is None:
        return render(request, "web/check.html", {"ours": False}, status=404)
    told = {"ours": True, "issued": issued, "gone": bool(found[1].deletions), **_shown(kind, *found)}
    return render(request, "web/check.html", told)


def _shown(kind: str, home: str, state: State) -> dict[str, object]:
    """Return what both pages tell; nothing of it is personal data."""
    values = state.values
    return {
        "kind": kind,
        "title": str(values.get(NAME_FIELD[kind]) or NAMELESS),
        "place": area_path(str(values.get("wilayah") or home)),
        "permit": str(values.get("nib") or values.get("nomor_badan_hukum") or ""),
        "verified": not state.unverified,
    }


def _tag(kind: str, number: str, day: dt.date) -> str:
    said = f"surat\n{kind}\n{number}\n{day.isoformat()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:TAG_CHARS]


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
