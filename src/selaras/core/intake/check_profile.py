"""Whether a profile speaks of what there is: columns and choices of the dictionary, areas of the list. People edit them by hand."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.core.intake.headings import FAMILIES, heading_book
from selaras.core.intake.profile import UNUSED, Profile, ProfileRefused
from selaras.core.terms.kamus import Kamus
from selaras.core.terms.wilayah_index import WilayahIndex
from selaras.core.terms.writing import plain

_LIKE = "Tulis misalnya usaha.nama_usaha, atau - bila kolom itu tidak dipakai."


def check_profile(profile: Profile, kamus: Kamus, areas: WilayahIndex) -> Profile:
    """Return the profile as it is. Raises ProfileRefused, which names the part and the line, and what may stand there."""
    for part, said in (("kolom", profile.columns), ("wilayah", profile.places), ("pilihan", profile.choices)):
        _refuse_doubles(profile.name, part, said)
    names = {name for family in FAMILIES for name in heading_book(kamus, family).by_name} if profile.columns else set()
    for heading, target in profile.columns.items():
        if target != UNUSED and target not in names and target.replace(" ", "_").lower() not in names:
            raise _wrong(profile.name, "kolom", heading, f"«{target}» bukan kolom kamus. {_LIKE}")
    for written, code in profile.places.items():
        if not areas.knows(code):
            raise _wrong(profile.name, "wilayah", written, f"kode «{code}» tidak ada dalam daftar Kemendagri")
    for written, choice in profile.choices.items():
        kind, _, name = written.partition(" / ")[0].partition(".")
        field = next((f for f in kamus.kinds[kind].fields if f.name == name), None) if kind in kamus.kinds else None
        if field is None or choice not in field.choices:
            known = ", ".join(field.choices) if field else ""
            told = f"pilih salah satu dari {known}" if known else 'tulis "jenis.kolom / kata" = "pilihan"'
            raise _wrong(profile.name, "pilihan", written, told)
    return profile


def _refuse_doubles(name: str, part: str, said: Iterable[str]) -> None:
    """Refuse a line that two spellings of one heading or name say: only one of them would count."""
    seen: dict[str, str] = {}
    for written in said:
        first = seen.setdefault(plain(written), written)
        if first != written:
            raise _wrong(name, part, written, f"sudah ditulis sebagai «{first}»; hapus salah satunya")


def _wrong(name: str, part: str, line: str, told: str) -> ProfileRefused:
    return ProfileRefused(f"Profil «{name}», [{part}] «{line}»: {told}")
