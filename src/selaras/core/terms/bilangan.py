"""Counts, years and decimals. Canonical decimals are text without needless zeros: '-7.98'."""

import re
from decimal import Decimal

from selaras.core.terms.problem import TermError
from selaras.core.terms.tanggal import YEAR_MIN

_COUNT_UNITS = re.compile(r"\s*(?:orang|org|unit|pekerja|karyawan|anggota|tk)\.?$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_YEAR_WORD = re.compile(r"^(?:tahun|thn|th|sejak)\.?\s*")
_DATED = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]((?:19|20)\d\d)")  # a whole date: its year
_DMS = re.compile(r"""(\d{1,3})\s*°\s*(\d{1,2})\s*['′]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|''))?\s*([a-z]{1,2})?""")
_DECIMAL = re.compile(r"-?\d+(?:[.,]\d+)?")
_SOUTH_OR_WEST = frozenset({"s", "ls", "w", "bb"})


def parse_bilangan(text: str) -> int:
    """Return a count of at least 0. Raises TermError bilangan_bentuk."""
    bare = _COUNT_UNITS.sub("", text.strip().lower())
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", "")
    elif bare.endswith((".0", ",0")):
        bare = bare[:-2]
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 15:
        raise TermError("bilangan_bentuk", f"Harus bilangan bulat, tertulis «{text}»")
    return int(bare)


def bilangan_from_number(number: float) -> int:
    if number < 0 or number > 10**15 or number != int(number):
        raise TermError("bilangan_bentuk", f"Harus bilangan bulat, tertulis «{number:g}»")
    return int(number)


def parse_tahun(text: str, *, latest_year: int) -> int:
    """Return a year between 1900 and latest_year. Raises TermError tahun_bentuk or tahun_batas."""
    bare = _YEAR_WORD.sub("", text.strip().lower()).removesuffix(".0").removesuffix(",0")
    if dated := _DATED.fullmatch(bare):
        bare = dated[1]
    if not (bare.isascii() and bare.isdigit() and len(bare) == 4):
        raise TermError("tahun_bentuk", f"Tahun harus empat angka, tertulis «{text}»")
    return checked_tahun(int(bare), latest_year=latest_year)


def checked_tahun(year: int, *, latest_year: int) -> int:
    if not YEAR_MIN <= year <= latest_year:
        raise TermError("tahun_batas", f"Tahun harus {YEAR_MIN} sampai {latest_year}, tertulis «{year}»")
    return year


def parse_desimal(text: str) -> str:
    """Return a decimal in its canonical text; a comma is a decimal mark, degrees and minutes are understood.

    >>> parse_desimal("-7,980"), parse_desimal("7° 30' LS")
    ('-7.98', '-7.5')
    """
    bare = text.strip().lower()
    if found := _DMS.fullmatch(bare):
        degrees, minutes, seconds, side = found.groups()
        value = Decimal(degrees) + Decimal(minutes) / 60 + Decimal((seconds or "0").replace(",", ".")) / 3600
        return canonical_desimal(round(-value if side in _SOUTH_OR_WEST else value, 7))
    if not _DECIMAL.fullmatch(bare):
        raise TermError("desimal_bentuk", f"Harus angka desimal, tertulis «{text}»")
    return canonical_desimal(Decimal(bare.replace(",", ".")))


def canonical_desimal(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
