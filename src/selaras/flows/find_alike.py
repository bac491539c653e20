"""Which records a new one is likely the same as, while somebody types it: asked, never decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selaras.core.intake.likeness import ALIKE_MIN, likeness
from selaras.core.terms.nomor import typed_digits
from selaras.store.database import Database
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.search.queries import Line, find_lines

NUMBERS = (
    ("nik_pemilik", "NIK sama"),
    ("nib", "NIB sama"),
    ("nik_koperasi", "nomor induk sama"),
    ("telepon", "telepon sama"),
)
TYPED = {  # what of a form is looked at
    "usaha": ("nama_usaha", "nik_pemilik", "nib", "telepon", "wilayah"),
    "koperasi": ("nama_koperasi", "nik_koperasi", "telepon", "wilayah"),
}
SHOWN = 5
NEAR_MIN = 0.6  # likeness of names that are shown; from ALIKE_MIN on, in the same desa, they are asked about
DIGITS_MIN = 8  # of a number; shorter ones are not typed to their end
WORDS_MAX = 6  # of a name, that are left out one by one
NAMES = 40  # of the search, that are compared


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the same. why: Indonesian; strong: so near that it is asked about before a new one is kept."""

    line: Line
    why: str
    strong: bool


def find_alike(db: Database, kind: str, typed: Mapping[str, str], within: str) -> list[Alike]:
    """Return the likely same records of a kind within an area, the likeliest first; typed: texts as they stand in the form."""
    found: dict[str, Alike] = {}
    for one in (*_by_number(db, typed, within), *_by_name(db, kind, typed, within)):
        if one.line.kind == kind:
            found.setdefault(one.line.record, one)
    return list(found.values())[:SHOWN]


def _by_number(db: Database, typed: Mapping[str, str], within: str) -> Iterator[Alike]:
    for name, why in NUMBERS:
        digits = typed_digits(typed.get(name, ""))
        if len(digits) >= DIGITS_MIN and digits.lstrip("+").isdigit():
            yield from (Alike(line, why, strong=True) for line in find_lines(db, digits, within, SHOWN))


def _by_name(db: Database, kind: str, typed: Mapping[str, str], within: str) -> list[Alike]:
    name, desa = typed.get(NAME_FIELD[kind], ""), typed.get("wilayah", "")
    near = {line.record: (likeness(name, line.name), line) for line in _named(db, name, within)}
    ranked = sorted(near.values(), key=lambda one: (one[1].area != desa, -one[0], one[1].id))
    return [
        Alike(line, f"nama mirip{', desa sama' if line.area == desa else ''}", line.area == desa and share >= ALIKE_MIN)
        for share, line in ranked
        if share >= NEAR_MIN
    ]


def _named(db: Database, name: str, within: str) -> list[Line]:
    """Return records that bear all words of a name; where none does, those that bear all but one of them."""
    words = name.split()
    if found := find_lines(db, name, within, NAMES):
        return found
    fewer = [words[:at] + words[at + 1 :] for at in range(min(len(words), WORDS_MAX))] if len(words) > 2 else []
    return [line for some in fewer for line in find_lines(db, " ".join(some), within, NAMES)]
