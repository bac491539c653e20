"""NIB: the business identification number that OSS gives."""

from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, refuse_rounded, typed_digits
from selaras.core.terms.problem import TermError

NIB_LENGTH = 13


@dataclass(frozen=True, slots=True, order=True)
class NIB:
    """Thirteen digits, kept as text: a leading zero counts. There is no public check digit."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(read_nib(text))

    def __str__(self) -> str:
        return self.digits


def read_nib(text: str) -> str:
    """Return the thirteen digits of a NIB as people type it. Raises TermError."""
    digits = typed_digits(text)
    if len(digits) == NIB_LENGTH and is_digits(digits):
        return digits
    refuse_rounded(text.strip(), "NIB")
    raise TermError("nib_panjang", f"NIB harus {NIB_LENGTH} angka, tertulis «{text}»")
