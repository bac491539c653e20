"""Wilayah: an area by its Kemendagri code, a dotted path pp.kk.cc.dddd. "ID" is the nation."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from selaras.core.terms.nomor import is_digits
from selaras.core.terms.problem import TermError

NATION_CODE = "ID"
_NATION_WORDS = frozenset({"id", "00", "0", "nasional", "indonesia"})
_WIDTHS = (2, 2, 2, 4)


class WilayahLevel(StrEnum):
    NASIONAL = "nasional"
    PROVINSI = "provinsi"
    KABKOTA = "kabkota"
    KECAMATAN = "kecamatan"
    DESAKEL = "desakel"


_LEVELS = (
    WilayahLevel.PROVINSI,
    WilayahLevel.KABKOTA,
    WilayahLevel.KECAMATAN,
    WilayahLevel.DESAKEL,
)


@dataclass(frozen=True, slots=True, order=True)
class Wilayah:
    """An area. Whether the code exists is a question for a WilayahIndex.

    >>> Wilayah.parse("35.07").contains(Wilayah.parse("35.07.12.2003"))
    True
    """

    code: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code with or without dots, or a word for the nation. Raises TermError wilayah_tak_dikenal."""
        return cls(read_wilayah_code(text))

    @property
    def level(self) -> WilayahLevel:
        return WilayahLevel.NASIONAL if self.code == NATION_CODE else _LEVELS[self.code.count(".")]

    @property
    def parent(self) -> "Wilayah | None":
        """The area one level up; None for the nation."""
        if self.code == NATION_CODE:
            return None
        head, dot, _ = self.code.rpartition(".")
        return Wilayah(head if dot else NATION_CODE)

    @property
    def kabkota(self) -> "Wilayah | None":
        """The kab/kota that this area is or lies in; None above that level."""
        parts = self.code.split(".")
        return Wilayah(".".join(parts[:2])) if len(parts) > 1 else None

    def contains(self, other: "Wilayah") -> bool:
        """Whether the other area is this one or lies in it."""
        return contains_code(self.code, other.code)

    def __str__(self) -> str:
        return self.code


def contains_code(outer: str, inner: str) -> bool:
    """The same question for two codes. A prefix must end at a dot: 32.7 does not hold 32.73."""
    return outer in (NATION_CODE, inner) or inner.startswith(outer + ".")


def read_wilayah_code(text: str) -> str:
    """Return the dotted code of a text that writes one. Raises TermError wilayah_tak_dikenal."""
    bare = text.strip().strip("'")
    if bare.lower() in _NATION_WORDS:
        return NATION_CODE
    digits = bare.replace(".", "").replace(" ", "").replace("-", "")
    lengths = (2, 4, 6, 10)
    if is_digits(digits) and len(digits) in lengths:
        parts, at = [], 0
        for width in _WIDTHS[: lengths.index(len(digits)) + 1]:
            parts.append(digits[at : at + width])
            at += width
        code = ".".join(parts)
        if code == bare or not any(mark in bare for mark in ".- "):
            return code
        if bare.replace(" ", ".").replace("-", ".") == code:
            return code
    raise TermError("wilayah_tak_dikenal", f"Kode wilayah harus seperti 35.07.12.2003, tertulis «{text}»")
