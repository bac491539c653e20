"""NIK: the national identity number of a person."""

import re
from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, looks_rounded, typed_digits
from selaras.core.terms.problem import TermError

_LENGTH = 16
_FRACTION = re.compile(r"\d{5}\.\d{1,2}$")  # of a number: its digits are no digits of a NIK
_DECIMALS = re.compile(r"(\d+)[.,]0{1,2}")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True, order=True)
class NIK:
    """Sixteen digits PPKKCC DDMMYY SSSS, kept as text; the day is 40 more for a woman.

    The area is that of the first registration, so it may be a code that no longer exists.
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises TermError with the codes nik_panjang, nik_huruf, nik_dibulatkan, nik_tanggal."""
        return cls(read_nik(text))

    @property
    def jenis_kelamin(self) -> str:
        return "P" if self.digits[6] >= "4" else "L"

    def __str__(self) -> str:
        return self.digits


def read_nik(text: str) -> str:
    """Return the sixteen digits of a NIK as people type it. Raises TermError."""
    if len(text) == _LENGTH and is_digits(text):
        return _check(text)
    if decimals := _DECIMALS.fullmatch(text):  # a number that another program wrote into a CSV
        return read_nik_number(int(decimals[1]))
    digits = typed_digits(text)
    if len(digits) == _LENGTH and is_digits(digits) and not _FRACTION.search(text):
        return _check(digits)
    if looks_rounded(text.strip()):
        raise _rounded(text)
    if not is_digits(digits):
        raise TermError("nik_huruf", f"NIK harus 16 angka tanpa huruf, tertulis «{text}»")
    raise TermError("nik_panjang", f"NIK harus 16 angka, tertulis {len(digits)} angka: «{text}»")


def read_nik_number(number: int) -> str:
    """Return the NIK from a cell that holds a number instead of text.

    Excel keeps fifteen digits, so a sixteenth that is 0 was most likely another one: refused.
    """
    if number > 2**53 or (len(str(number)) == 16 and number % 10 == 0):
        raise _rounded(str(number))
    return read_nik(str(number))


def born_part(digits: str) -> str:
    """Return DDMMYY of the birth date, the 40 of women taken off."""
    tens = int(digits[6])
    return f"{tens - 4 if tens >= 4 else tens}{digits[7:12]}"


def _check(digits: str) -> str:
    if digits.endswith("0000"):
        raise _rounded(digits)
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month] or digits[6] > "7":
        raise TermError("nik_tanggal", f"NIK «{digits}» memuat tanggal lahir yang tidak ada: {digits[6:12]}")
    return digits


def _rounded(text: str) -> TermError:
    return TermError(
        "nik_dibulatkan",
        f"NIK dibulatkan Excel («{text}»), angka belakangnya hilang: ubah kolom menjadi Teks lalu ketik ulang dari KTP",
    )
