"""NIB: the business identification number that OSS gives."""

from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, refuse_rounded, typed_digits
from selaras.core.terms.problem import TermError

NIB_LENGTH = 13
_MONTHS = 12
_OLDER = ("8120", "9120")


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


def restore_zero(text: str) -> str | None:
    """Return the NIB of a text that lost its leading zero; None where another digit may be missing.

    Since 2021 a NIB begins with the day and month it was given on, so that a zero in front is that of a day from 1 to 9. The
    older ones begin with 8120 or 9120.

    >>> restore_zero("211231234567"), restore_zero("912001234567")
    ('0211231234567', None)
    """
    digits = typed_digits(text)
    if len(digits) != NIB_LENGTH - 1 or not is_digits(digits) or digits.startswith(_OLDER):
        return None
    day, month = int(digits[0]), int(digits[1:3])
    return digits.zfill(NIB_LENGTH) if day >= 1 and 1 <= month <= _MONTHS else None
