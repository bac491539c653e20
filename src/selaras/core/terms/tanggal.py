"""Dates as people write them. Canonical text is ISO, 'YYYY-MM-DD'."""

import datetime as dt
import re
from typing import Literal

from selaras.core.terms.problem import TermError

DayOrder = Literal["dmy", "mdy"]

YEAR_MIN = 1900
_MONTH_LETTERS_MIN, _EIGHT_DIGITS = 4, 10_000_000
SERIAL_MIN, SERIAL_MAX = 3654, 73_050  # 1910 to 2099: a serial outside is some other number
EPOCH_1900, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_MONTH_WORDS = (
    "januari january jan", "februari february pebruari feb peb", "maret march mar mrt", "april apr", "mei may",
    "juni june jun", "juli july jul", "agustus august agus agu ags agt agst agts aug", "september sept sep",
    "oktober october okt oct", "november nopember nov nop", "desember december des dec desb",
)  # fmt: skip
MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_USUAL = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")  # as most people write them
_NUMERIC = re.compile(r"(\d{1,4})[-/. ,\\]+(\d{1,2})[-/. ,\\]+(\d{1,4})")
_WORDED = re.compile(r"(\d{1,2})[-/. ]*([a-z]+)[-/.,' ]*(\d{4}|\d{2})")
_WORDED_ENGLISH = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_CLOCK = re.compile(r"[t ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?: ?(?:am|pm|wib))?z?$")
_DAY_NAMES = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)[, ]+")


def parse_tanggal(text: str, *, latest_year: int, order: DayOrder = "dmy", epoch: dt.date = EPOCH_1900) -> dt.date:
    """Return the date that a text writes.

    latest_year: a year of two digits is the last one with that ending up to this year.
    order: which of two numbers is the day; `numeric_order_evidence` finds it for a column. epoch: of serial numbers.
    Raises TermError with the codes tanggal_bentuk, tanggal_tak_ada, tanggal_lampau.

    >>> parse_tanggal("17-08-45", latest_year=2025)
    datetime.date(1945, 8, 17)
    """
    if found := _USUAL.fullmatch(text):
        day, month = (found[1], found[2]) if order == "dmy" else (found[2], found[1])
        return _date(int(found[3]), int(month), int(day), text)
    return _parse_unusual(text, latest_year, order, epoch)


def _parse_unusual(text: str, latest_year: int, order: DayOrder, epoch: dt.date) -> dt.date:
    bare = _CLOCK.sub("", _DAY_NAMES.sub("", text.strip().lower()).lstrip("'")).strip(" .,")
    if found := _NUMERIC.fullmatch(bare):
        first, second, last = found.groups()
        if len(first) == 4:
            return _date(int(first), int(second), int(last), text)
        if len(first) == 3 or len(last) not in (2, 4):
            raise _unread(text)
        day, month = (first, second) if order == "dmy" else (second, first)
        return _date(_full_year(last, latest_year), int(month), int(day), text)
    if found := _WORDED.fullmatch(bare):
        if (month_number := _month(found[2])) is not None:
            return _date(_full_year(found[3], latest_year), month_number, int(found[1]), text)
    elif (found := _WORDED_ENGLISH.fullmatch(bare)) and (month_number := _month(found[1])) is not None:
        return _date(int(found[3]), month_number, int(found[2]), text)
    digits = bare.removesuffix(".0")
    if digits.isascii() and digits.isdigit():
        return _from_digits(digits, text, epoch)
    raise _unread(text)


def _month(word: str) -> int | None:
    """Return the month of a name, or of the beginning of one: agust, sept, desem."""
    known = MONTHS.get(word)
    if known is None and len(word) >= _MONTH_LETTERS_MIN:
        begun = {number for name, number in MONTHS.items() if name.startswith(word)}
        return begun.pop() if len(begun) == 1 else None
    return known


def tanggal_from_number(number: float, *, epoch: dt.date = EPOCH_1900) -> dt.date:
    """Return the date of a number cell: a serial number, or eight digits as 17081945. Raises TermError."""
    if number >= _EIGHT_DIGITS and number == int(number):
        return _from_digits(str(int(number)), str(int(number)), epoch)
    return tanggal_from_serial(number, epoch=epoch)


def tanggal_from_serial(serial: float, *, epoch: dt.date = EPOCH_1900) -> dt.date:
    """Return the date of an Excel serial number; epoch is EPOCH_1900 or EPOCH_1904. Raises TermError."""
    if not SERIAL_MIN <= serial <= SERIAL_MAX:
        raise _unread(str(serial).removesuffix(".0"))
    return epoch + dt.timedelta(days=int(serial))


def numeric_order_evidence(text: str) -> DayOrder | None:
    """Return the order that one numeric date proves: a number above 12 cannot be a month."""
    found = _NUMERIC.match(text.strip())
    if found is None or len(found[1]) > 2 or len(found[3]) not in (2, 4):
        return None
    first, second = int(found[1]), int(found[2])
    if (first > 12) == (second > 12):
        return None
    return "dmy" if first > 12 else "mdy"


def is_unproven(text: str) -> bool:
    """Whether this is a numeric date of two different numbers that may each be the day or the month."""
    found = _NUMERIC.match(text.strip())
    if found is None or len(found[1]) > 2 or len(found[3]) not in (2, 4):
        return False
    return found[1].lstrip("0") != found[2].lstrip("0") and max(int(found[1]), int(found[2])) <= 12


def _from_digits(digits: str, text: str, epoch: dt.date) -> dt.date:
    if len(digits) == 5:
        return tanggal_from_serial(int(digits), epoch=epoch)
    if len(digits) == 8:
        if digits[:2] in ("19", "20") and int(digits[4:6]) <= 12:
            return _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]), text)
        return _date(int(digits[4:]), int(digits[2:4]), int(digits[:2]), text)
    raise _unread(text)


def _full_year(year: str, latest_year: int) -> int:
    if len(year) == 4:
        return int(year)
    full = latest_year - latest_year % 100 + int(year)
    return full if full <= latest_year else full - 100


def _date(year: int, month: int, day: int, text: str) -> dt.date:
    if year < YEAR_MIN:
        raise TermError("tanggal_lampau", f"Tanggal «{text}» sebelum tahun {YEAR_MIN}: periksa tahunnya")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise TermError("tanggal_tak_ada", f"Tanggal «{text}» tidak ada di kalender") from None


def _unread(text: str) -> TermError:
    return TermError("tanggal_bentuk", f"Tanggal tidak terbaca: «{text}»; tulis misalnya 17/08/1980")
