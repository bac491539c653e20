"""The lines of a list of records, written without a template: a page has fifty of them, and they were half of what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.template import Library
from django.utils.safestring import SafeString, mark_safe

from selaras.store.search.queries import Line
from selaras.web.found import NAMELESS
from selaras.web.templatetags.tulisan import kata, tanggal

register = Library()

DISPUTED = '<span class="badge badge-bad">menunggu keputusan</span>'
VERIFIED = '<span class="badge badge-good">terverifikasi</span>'
UNVERIFIED = '<span class="badge badge-wait">belum semua diverifikasi</span>'


@register.filter
def baris(lines: Iterable[tuple[Line, str]], both: bool) -> SafeString:
    """Write lines, each with its area in words. both: whether enterprises and cooperatives stand in one list."""
    return mark_safe("\n".join(_row(line, place, both=both) for line, place in lines))  # noqa: S308 # _row escapes


def _row(line: Line, place: str, *, both: bool) -> str:
    """Return one line; everything that comes from a record is escaped here."""
    kind, name = escape(line.kind), escape(line.name or NAMELESS)
    of_kind = f"<td>{kind}</td>" if both else ""
    skala = f'<span class="badge">{escape(line.skala)}</span> ' if line.skala else ""
    state = DISPUTED if line.disputed else VERIFIED if line.verified else UNVERIFIED
    return (
        f'<tr><th scope="row"><a href="/{kind}/{line.record}/">{name}</a></th><td>{escape(place)}</td>{of_kind}'
        f"<td>{skala}{escape(kata(line.status))}</td><td>{state}</td>"
        f'<td class="wide"><small class="when">{tanggal(line.changed)}</small></td></tr>'
    )
