"""NIB: the business identification number that OSS gives."""

from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, refuse_rounded, typed_digits
from selaras.core.terms.problem import TermError

NIB_LENGTH = 13
_MONTHS = 12
_OLDER, _OF_2020 = ("8120", "9120"), "220"
_ZEROS = "0" * NIB_LENGTH
_ZEROS_MAX = 3
_YEARS = range(21, 50)  # last digits of the years in which a NIB begins with day, month and year


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
    if len(digits) == NIB_LENGTH and is_digits(digits) and digits != _ZEROS:
        return digits
    refuse_rounded(text.strip(), "NIB")
    raise TermError("nib_panjang", f"NIB harus {NIB_LENGTH} angka, tertulis «{text}»")


def restore_zeros_of_number(number: str) -> str | None:
    """Return the NIB of a cell that holds a number, up to three zeros in front lost; None where another digit is missing.

    >>> restore_zeros_of_number("220001234567"), restore_zeros_of_number("912000123456")
    ('0220001234567', None)
    """
    short = NIB_LENGTH - _ZEROS_MAX <= len(number) < NIB_LENGTH and is_digits(number)
    return number.zfill(NIB_LENGTH) if short and not number.startswith(_OLDER) else None


def restore_zero(text: str) -> str | None:
    """Return the NIB of a text that lost its leading zero; None where another digit may be missing.

    Since 2021 a NIB begins with the day, month and year it was given on, so that a zero in front is that of a day from 1 to 9.
    The older ones begin with 8120, 9120 or 0220.

    >>> restore_zero("211231234567"), restore_zero("220001234567"), restore_zero("912001234567"), restore_zero("110621001234")
    ('0211231234567', '0220001234567', None, None)
    """
    digits = typed_digits(text)
    if len(digits) != NIB_LENGTH - 1 or not is_digits(digits) or digits.startswith(_OLDER):
        return None
    dated = digits[0] != "0" and 1 <= int(digits[1:3]) <= _MONTHS and int(digits[3:5]) in _YEARS
    return digits.zfill(NIB_LENGTH) if dated or digits.startswith(_OF_2020) else None
