"""How a field's value is shown, and to whom: personal data is masked until a purpose opens it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from selaras import data
from selaras.core.ledger.payload import Scalar
from selaras.core.terms.kamus import Field, FieldType, Privacy
from selaras.web.templatetags.tulisan import bilangan, hari, rupiah

MASK = "••••"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which classes of personal data a reader sees, and whether telephone numbers, whose class is only «ya»."""

    classes: frozenset[Privacy]
    numbers: bool = False


NOTHING = Sight(frozenset())
PETUGAS = Sight(frozenset({Privacy.YA}))  # who came in sees names and addresses
PRIBADI, KEUANGAN = frozenset({Privacy.YA, Privacy.RAHASIA}), frozenset({Privacy.KEUANGAN})


@dataclass(frozen=True, slots=True)
class Shown:
    """A value on a screen. masked: the text is not the value."""

    text: str
    masked: bool = False


def is_masked(field: Field, sight: Sight) -> bool:
    """Return whether a reader sees only that there is a value."""
    if field.privacy is Privacy.TIDAK:
        return False
    return field.privacy not in sight.classes or (field.type is FieldType.TELEPON and not sight.numbers)


def shown(field: Field, value: Scalar, sight: Sight) -> Shown:
    """Return a value as this reader may see it."""
    if value is None or value == "":
        return Shown("(kosong)")
    return Shown(MASK, masked=True) if is_masked(field, sight) else Shown(_written(field, value))


def _written(field: Field, value: Scalar) -> str:
    if isinstance(value, int):
        if field.type is FieldType.RUPIAH:
            return rupiah(value)
        return str(value) if field.type is FieldType.TAHUN else bilangan(value)
    text = str(value)
    if field.type is FieldType.WILAYAH:
        return area_name(text)
    if field.type is FieldType.TANGGAL:
        return hari(text)
    if field.type is FieldType.KBLI:
        title = data.kbli().titles.get(text)
        return f"{text} {title}" if title else text
    if field.type in (FieldType.PILIHAN, FieldType.DAFTAR):
        return ", ".join(WORDS.get(word, word.replace("_", " ")) for word in text.split("|"))
    return text.replace(".", ",") if field.type is FieldType.DESIMAL else text


WORDS = {"L": "laki-laki", "P": "perempuan", "kabkota": "kabupaten/kota"}


def area_name(code: str) -> str:
    """Return an area's name, the code where it is not in the list."""
    return data.wilayah().name(code) if data.wilayah().knows(code) else code


@lru_cache(maxsize=16_384)
def area_path(code: str) -> str:
    """Return an area with what it lies in below the province: «Sitirejo, Wagir, Kabupaten Malang»."""
    parts = code.split(".")
    names = [area_name(".".join(parts[:depth])) for depth in range(len(parts), 1, -1)]
    return ", ".join(names) or area_name(code)
