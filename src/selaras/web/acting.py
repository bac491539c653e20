"""An act on a record that a page asks for: its reason, and what is said when it was done or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest

from selaras.flows.held_record import ActRefused
from selaras.flows.node import NodeMayNotWrite

MAY_NOT_WRITE = "Kantor ini belum boleh mencatat. Jalan keluarnya ada di halaman Sinkronisasi."
REASON_CHARS_MIN, REASON_CHARS_MAX = 5, 300
Done = TypeVar("Done")


def reason_of(request: HttpRequest) -> str:
    """Return the reason that was typed, "" for one that says nothing; then the next page asks for it."""
    reason = " ".join(request.POST.get("alasan", "").split())
    if REASON_CHARS_MIN <= len(reason) <= REASON_CHARS_MAX:
        return reason
    messages.error(request, "Belum dilakukan: sebutkan alasannya dengan beberapa kata. Alasan itu ikut tercatat.")
    return ""


def acted(request: HttpRequest, told: str, act: Callable[[], Done]) -> Done | None:
    """Do an act and say so on the next page; return what it gave, None when it was refused, which that page explains."""
    try:
        done = act()
    except ActRefused as error:
        messages.error(request, error.message)
    except NodeMayNotWrite:
        messages.error(request, MAY_NOT_WRITE)
    else:
        messages.success(request, told)
        return done
    return None
