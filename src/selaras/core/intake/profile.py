"""A profile: what an office answered about files of one form. Kept as TOML, so that another office can use it too.

bentuk = ["3f0c…"]                 # the forms (headings in order) that use it by themselves
[kolom]                            # heading as written: field of the kamus, or "-" for a column that is not used
"Merk Dagang" = "usaha.nama_usaha"
"Kec." = "usaha.wilayah.kecamatan"
[wilayah]                          # names as written, joined by " / ": code
"Malang" = "35.73"
[tanggal]                          # heading as written: "dmy", "mdy", or "tukar"
"Tgl Lahir" = "mdy"
[pilihan]                          # field / word as written: choice of the kamus
"usaha.bentuk_usaha / Usaha keluarga" = "perorangan"
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from selaras.core.intake.identity import digest
from selaras.core.terms.writing import plain

UNUSED = "-"
UNITS: Mapping[str, int] = {"rupiah": 1, "ribu": 10**3, "juta": 10**6}
DATE_ORDERS = ("dmy", "mdy", "tukar", "biarkan")
_PARTS = ("kolom", "wilayah", "tanggal", "satuan", "pilihan")


class ProfileRefused(ValueError):
    """A profile that makes no sense. The text is for the officer and names the line."""


@dataclass(frozen=True, slots=True)
class Profile:
    """See the module. layouts: as `layout_key` gives them. All headings and names are looked up by their plain words."""

    name: str
    layouts: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def column(self, heading: str) -> str | None:
        """Return "kind.field", "kind.field.part" or UNUSED for a heading that was answered."""
        return _found(self.columns, heading)

    def place(self, written: str) -> str | None:
        """Return the code that names as written were said to mean."""
        return _found(self.places, written)

    def choice(self, written: str) -> str | None:
        """Return the choice that a word of a field was said to mean. written: "kind.field / word"."""
        return _found(self.choices, written)

    def date_order(self, heading: str) -> str | None:
        """Return what was said about a column's dates."""
        return _found(self.dates, heading)

    def unit(self, heading: str) -> int | None:
        """Return how many rupiah one unit of a column was said to be worth."""
        said = _found(self.units, heading)
        return None if said is None else UNITS[said]

    def for_layout(self, layout: str) -> "Profile":
        """Return the profile that files of this form use by themselves."""
        return self if layout in self.layouts else replace(self, layouts=(*self.layouts, layout))

    def with_column(self, heading: str, target: str) -> "Profile":
        """Return the profile that also knows a heading. target: "kind.field" or UNUSED."""
        return replace(self, columns=_with(self.columns, heading, target))

    def with_place(self, written: str, code: str) -> "Profile":
        """Return the profile that also knows which area these names mean."""
        return replace(self, places=_with(self.places, written, code))

    def with_choice(self, written: str, choice: str) -> "Profile":
        """Return the profile that also knows what a word of a field means."""
        return replace(self, choices=_with(self.choices, written, choice))

    def with_date_order(self, heading: str, order: str) -> "Profile":
        """Return the profile that also knows how a column's dates are written. order: one of DATE_ORDERS."""
        return replace(self, dates=_with(self.dates, heading, order))

    def with_unit(self, heading: str, unit: str) -> "Profile":
        """Return the profile that also knows a column's unit. unit: one of UNITS."""
        return replace(self, units=_with(self.units, heading, unit))


def layout_key(headings: Sequence[str]) -> str:
    """Return what two files of one form share: their headings in order, whatever their spelling of spaces and case."""
    return digest([plain(heading) for heading in headings]).hex()[:16]


def profile_name(text: str) -> str:
    """Return a name for a file out of any text: «35.07 UMKM (rev)» is "35-07-umkm-rev"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "profil"


def read_profile(name: str, tables: Mapping[str, Any]) -> Profile:
    """Return the profile of a parsed TOML file. Raises ProfileRefused."""
    if unknown := sorted(set(tables) - {"bentuk", *_PARTS}):
        raise ProfileRefused(f"Profil «{name}»: bagian «{unknown[0]}» tidak dikenal. Yang ada: {', '.join(_PARTS)}.")
    layouts = tables.get("bentuk", [])
    if not isinstance(layouts, list) or not all(isinstance(layout, str) for layout in layouts):
        raise ProfileRefused(f"Profil «{name}»: bentuk harus daftar teks")
    columns, places, dates, units, choices = (_texts(name, tables, part) for part in _PARTS)
    for heading, order in dates.items():
        if order not in DATE_ORDERS:
            raise ProfileRefused(f"Profil «{name}»: tanggal «{heading}» harus salah satu dari {', '.join(DATE_ORDERS)}")
    for heading, unit in units.items():
        if unit not in UNITS:
            raise ProfileRefused(f"Profil «{name}»: satuan «{heading}» harus salah satu dari {', '.join(UNITS)}")
    return Profile(name, tuple(layouts), columns, places, dates, units, choices)


def profile_tables(profile: Profile) -> dict[str, Any]:
    """Return the tables that read_profile reads back."""
    parts = (profile.columns, profile.places, profile.dates, profile.units, profile.choices)
    said = {part: dict(answers) for part, answers in zip(_PARTS, parts, strict=True) if answers}
    return {"bentuk": list(profile.layouts), **said}


def _with(said: Mapping[str, str], written: str, answer: str) -> dict[str, str]:
    return {**{other: kept for other, kept in said.items() if plain(other) != plain(written)}, written: answer}


def _found(said: Mapping[str, str], written: str) -> str | None:
    if not said:
        return None
    wanted = plain(written)
    return next((answer for other, answer in said.items() if plain(other) == wanted), None)


def _texts(name: str, tables: Mapping[str, Any], part: str) -> dict[str, str]:
    said = tables.get(part, {})
    if not isinstance(said, dict) or not all(isinstance(answer, str) for answer in said.values()):
        raise ProfileRefused(f'Profil «{name}»: [{part}] harus berisi "tulisan" = "arti"')
    return dict(said)
