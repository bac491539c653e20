"""How numbers, money and moments are written in Indonesia; and the addresses of static files."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.template import Library
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from selaras.core.terms.numerals import indonesian
from selaras.flows.figures_in_words import rule_words

if TYPE_CHECKING:
    from selaras.web.values import Shown

register = Library()

JAKARTA = ZoneInfo("Asia/Jakarta")
MINUS = "−"


@register.filter
def bilangan(number: int) -> str:
    """Write a whole number with dots between thousands: 12.345."""
    return indonesian(number).replace("-", MINUS)


@register.filter
def rupiah(amount: int) -> str:
    """Write whole rupiah: Rp12.345."""
    return f"{MINUS if amount < 0 else ''}Rp{bilangan(abs(amount))}"


@register.filter
def hari(iso: str) -> str:
    """Write a date of the registry, YYYY-MM-DD: 3 Februari 2026."""
    return date_format(dt.date.fromisoformat(iso), "j F Y")


@register.filter
def saat(ms: int) -> str:
    """Write a moment, milliseconds since 1970, in the time of western Indonesia: 3 Februari 2026 pukul 10.15."""
    return date_format(dt.datetime.fromtimestamp(ms / 1000, tz=JAKARTA), r"j F Y \p\u\k\u\l H.i")


@register.filter
def tanggal(ms: int) -> str:
    """Write the day of a moment briefly: 3 Feb 2026."""
    return _short(dt.datetime.fromtimestamp(ms / 1000, tz=JAKARTA).date())


@lru_cache(maxsize=4096)
def _short(day: dt.date) -> str:
    return date_format(day, "j M Y")


@register.filter
def pilihan(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """Write the options of a select; the same list of a hundred stands on every page of a list."""
    return _options(choices, chosen)


@lru_cache(maxsize=512)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    marks = {True: mark_safe(" selected"), False: ""}
    rows = ((value, marks[value == chosen], word) for value, word in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.filter
def nilai(value: Shown) -> SafeString:
    """Write a value as its reader may see it; a page of a record has forty of them."""
    if value.masked:
        return format_html(
            '<span class="masked" aria-hidden="true">{}</span><span class="unseen">ditutup</span>', value.text
        )
    return conditional_escape(value.text)


@register.filter
def aturan(rules: Iterable[str]) -> str:
    """Write rules as they are cited: PP 7/2021, KBLI 2020."""
    return rule_words(rules)


@register.filter
def kata(word: str) -> str:
    """Write a word of the dictionary as people do: belum_dapat_dinilai is «belum dapat dinilai»."""
    return word.replace("_", " ")


@register.simple_tag
def berkas(path: str) -> str:
    """Return the address of a static file, which changes with its content: browsers may keep it for a year."""
    return f"{static(path)}?v={_digest(path)}"


@cache
def _digest(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str), f"no static file {path}"
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
