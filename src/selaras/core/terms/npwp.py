"""NPWP: the taxpayer number, in its old and its new length."""

from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, refuse_rounded, rounded, typed_digits
from selaras.core.terms.problem import TermError

_ROUNDED = "0000"  # how a NIK ends that Excel rounded
NPWP_LENGTH = 15  # of the old form, the only one that can begin with a zero


@dataclass(frozen=True, slots=True, order=True)
class NPWP:
    """Fifteen digits (old) or sixteen (PMK 112/2022; the NIK for residents), kept as stated."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(read_npwp(text))

    def __str__(self) -> str:
        return self.digits


def read_npwp(text: str) -> str:
    """Return the digits of an NPWP as people type it. Raises TermError."""
    digits = typed_digits(text)
    if len(digits) in (NPWP_LENGTH, NPWP_LENGTH + 1) and is_digits(digits) and digits.strip("0"):
        if len(digits) > NPWP_LENGTH and digits[0] != "0" and digits.endswith(_ROUNDED):  # a person's is the NIK
            raise rounded(text, "NPWP")
        return digits
    refuse_rounded(text.strip(), "NPWP")
    raise TermError("npwp_panjang", f"NPWP harus 15 atau 16 angka, tertulis «{text}»")
