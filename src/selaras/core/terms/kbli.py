"""KBLI: the standard classification of business fields, with its version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, refuse_rounded, typed_digits
from selaras.core.terms.problem import TermError

KBLI_LENGTH = 5
_TITLED = re.compile(r"(?:kbli\b[ .:]*)?(?:[a-u][ .]*)?(\d{5})(?:[^\da-z][^\d]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class KBLI:
    """A five-digit kelompok in one version of the classification.

    The letter of the section is no part of the code: letters move between versions.
    """

    code: str
    version: str

    @classmethod
    def parse(cls, text: str, version: str = "2020") -> Self:
        return cls(read_kbli(text), version)

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class KBLIList:
    """The codes of one version. titles and sections: by code of every level; sections are letters."""

    version: str
    titles: Mapping[str, str]
    sections: Mapping[str, str]

    def knows(self, code: str) -> bool:
        return code in self.titles

    def restore_zero(self, digits: str) -> str | None:
        """Return the kelompok that lost its leading zero; None when four digits may be meant as they stand."""
        padded = digits.zfill(KBLI_LENGTH)
        if len(digits) == KBLI_LENGTH - 1 and padded in self.titles and digits not in self.titles:
            return padded
        return None


def read_kbli(text: str) -> str:
    """Return the five digits of a KBLI code as people type it, also beside its title or after its section. Raises TermError.

    >>> read_kbli("47112 - Perdagangan eceran"), read_kbli("G47112")
    ('47112', '47112')
    """
    digits = typed_digits(text)
    if len(digits) == KBLI_LENGTH and is_digits(digits):
        return digits
    if titled := _TITLED.fullmatch(text.strip()):
        return titled[1]
    refuse_rounded(text.strip(), "KBLI")
    raise TermError("kbli_panjang", f"KBLI harus {KBLI_LENGTH} angka, tertulis «{text}»")
