"""Amounts of money in whole rupiah, as people type them in Indonesia."""

import re
from typing import NewType

from selaras.core.terms.problem import TermError

Rupiah = NewType("Rupiah", int)

_MILLION = 10**6
RUPIAH_MAX = 10**15  # a thousand triliun: more than any enterprise, so a typing slip
WITHOUT_UNIT_MIN = 1000  # a fraction below this many rupiah was meant in ribu or juta
_UNIT_WORDS = {
    10**3: "ribu ribuan rb rbu k",
    10**6: "juta jutaan jt jta",
    10**9: "miliar milyar miliyar m mlr mil",
    10**12: "triliun trilyun t",
}
UNITS = {"": 1, "rupiah": 1} | {
    word + tail: unit for unit, words in _UNIT_WORDS.items() for word in words.split() for tail in ("", " rupiah")
}
_ABOUT = re.compile(
    r"^(?:±|\+/-|\+-|~|kurang lebih|sekitar|kira-kira|kira2|kisaran|lebih kurang|kira kira|kurleb|ca\.)\s*"
)
_AMOUNT = re.compile(r"(-?)\s*(\d[\d.,' ]*)\s*([a-z]*(?: rupiah)?)")
_DOTTED = re.compile(r"(?:rp\.? ?)?([1-9]\d{0,2}(?:\.\d{3})+)(?:,00|,-)?", re.IGNORECASE)  # as most people write them
_RANGE = re.compile(r"\d[\d.,]*\s*(?:[a-z]{1,6}\s*)?(?:-|–|—|s/d|s\.?d\.?|sampai|hingga|to|dan|atau)\s*(?:rp\.?\s*)?\d")
_ABOUT_THAT = re.compile(r"(\d\s*[a-z]{1,7}?)(?:\s*-\s*|\s+)?an$")  # 2 jt-an, 500 ribuan
_TAIL = re.compile(r"(?:[.,]00)?[.,]\s*[-–—=]{1,3}$")  # the dash in place of sen
_ONE_MARK = re.compile(r"(?:rp\.? ?)?\d{1,3}[.,]\d{3}", re.IGNORECASE)
_PERIOD = re.compile(r"(.*\d.*?)\s*(?:/|\bper\b|\bse|\b(?:se)?tiap\b)\s*([a-z]+)\.?$")
_PERIODS = dict.fromkeys("bulan bln bl".split(), 12) | dict.fromkeys("tahun thn th".split(), 1)
OFTEN = "hari hr minggu mgg pekan panen musim semester triwulan".split()  # whose number in a year nobody knows
LONGEST = (
    200  # characters: a longer text is no amount, and to look for a range in it takes time by the square of its length
)


def parse_rupiah(text: str, *, scale: int = 1) -> Rupiah:
    """Return whole rupiah.

    scale: what one unit of the column is worth, e.g. 1000 where the heading says "dalam ribuan";
    a unit in the cell itself ("1,5 jt") counts instead of it. Negative amounts are returned as such.
    Raises TermError with the codes rupiah_bentuk, rupiah_rentang, rupiah_mendua, rupiah_tanpa_satuan, rupiah_besar.

    >>> parse_rupiah("Rp 1.500.000,00"), parse_rupiah("1,5 jt"), parse_rupiah("500rb")
    (1500000, 1500000, 500000)
    """
    if text.isascii() and text.isdigit():
        return checked(int(text) * scale, text)
    if scale >= _MILLION and _ONE_MARK.fullmatch(text):
        raise TermError(
            "rupiah_mendua", f"«{text}» dalam jutaan dapat berarti pecahan atau ribuan: tulis 1,5 juta, atau 1500"
        )
    if dotted := _DOTTED.fullmatch(text):
        return checked(int(dotted[1].replace(".", "")) * scale, text)
    if len(text) > LONGEST:
        raise _unreadable(text)
    bare, negative = _bare(text)
    if _RANGE.search(bare):
        raise TermError("rupiah_rentang", f"Tertulis rentang «{text}»: tulis satu jumlah")
    found = _AMOUNT.fullmatch(bare)
    if found is None or found[3] not in UNITS:
        raise _unreadable(text)
    unit = UNITS[found[3]]
    whole, fraction = _split(found[2].strip().rstrip(".,"), text, has_unit=unit > 1)
    amount = _scaled(whole, fraction, unit if unit > 1 else scale, text)
    return checked(-amount if negative or found[1] else amount, text)


def rupiah_from_number(number: float, *, scale: int = 1) -> Rupiah:
    """Return whole rupiah of a number cell. Raises TermError."""
    if isinstance(number, int):
        return checked(number * scale, str(number))
    if number.is_integer():
        return checked(int(number) * scale, str(number))
    if scale == 1 and abs(number) < WITHOUT_UNIT_MIN:
        raise _no_unit(str(number).replace(".", ","))
    return checked(round(number * scale), str(number))


def is_approximate(text: str) -> bool:
    """Whether the writer marked the amount as an estimate ("± 2 juta")."""
    lowered = text.lower()
    if text[:1].isdigit():
        return lowered.endswith("an") and bool(_ABOUT_THAT.search(lowered))
    return bool(_ABOUT.match(lowered)) or (lowered.endswith("an") and bool(_ABOUT_THAT.search(lowered)))


def split_period(text: str) -> tuple[str, int]:
    """Return an amount without its period, and how often that is in a year: 12 for "5 juta/bln"; 0 for no such period.

    Raises TermError for a period whose number in a year nobody knows ("25 rb/hari").
    """
    found = _PERIOD.fullmatch(text.lower())
    if found is None:
        return text, 0
    if found[2] in OFTEN:
        raise TermError("rupiah_bentuk", f"«{text}» bukan jumlah setahun: hitung dan tulis jumlah setahun")
    return found[1], _PERIODS.get(found[2], 0)


def checked(amount: int, text: str) -> Rupiah:
    if abs(amount) > RUPIAH_MAX:
        raise TermError("rupiah_besar", f"Jumlah «{text}» di luar akal: periksa satuannya")
    return Rupiah(amount)


def _unreadable(text: str) -> TermError:
    return TermError("rupiah_bentuk", f"Jumlah uang tidak terbaca: «{text}»; tulis misalnya 1500000 atau 1,5 juta")


def _bare(text: str) -> tuple[str, bool]:
    """Return the text without currency marks, and whether accountants' brackets made it negative."""
    bare = _ABOUT.sub("", text.lower().strip())
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").strip()
    sign = "-" if bare.startswith("-") else ""
    bare = _ABOUT.sub("", bare.lstrip("-").strip())
    for mark in ("rp.", "rp", "idr"):
        bare = bare.removeprefix(mark)
    bare = _ABOUT_THAT.sub(r"\1", _TAIL.sub("", bare.strip()).removesuffix(",00-").strip())
    return sign + bare, negative


def _split(number: str, text: str, *, has_unit: bool) -> tuple[str, str]:
    """Return the digits before and after the decimal mark."""
    number = number.replace(" ", ".") if re.fullmatch(r"\d{1,3}(?: \d{3})+", number) else number
    number = number.replace("'", "")
    if " " in number:
        raise TermError("rupiah_bentuk", f"Jumlah uang tidak terbaca: «{text}»; tulis tanpa spasi")
    marks = [letter for letter in number if letter in ".,"]
    if not marks:
        return number, ""
    head, _, tail = number.rpartition(marks[-1])
    one_kind = len(set(marks)) == 1
    if marks == ["."] and has_unit and len(tail) == 3:  # a comma before a unit is the decimal mark here
        raise TermError("rupiah_mendua", f"«{text}» dapat dibaca dua cara: tulis angka lengkapnya")
    thousands = one_kind and (len(marks) > 1 or (len(tail) == 3 and not has_unit))
    groups = (number if thousands else head).replace(",", ".").split(".")
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        raise TermError("rupiah_mendua", f"Titik dan koma pada «{text}» tidak jelas: tulis angka lengkapnya")
    if not one_kind and len(set(marks[:-1])) > 1:
        raise TermError("rupiah_mendua", f"Titik dan koma pada «{text}» tidak jelas: tulis angka lengkapnya")
    if thousands and not groups[0].strip("0"):
        raise TermError("rupiah_mendua", f"«{text}» dapat dibaca dua cara: tulis angka lengkapnya")
    return "".join(groups), "" if thousands else tail


def _scaled(whole: str, fraction: str, scale: int, text: str) -> int:
    fraction = fraction.rstrip("0")
    if not fraction:
        return int(whole) * scale
    if scale == 1 and int(whole) < WITHOUT_UNIT_MIN:
        raise _no_unit(text)
    denominator = int("1" + "0" * len(fraction))
    return (int(whole + fraction) * scale * 2 + denominator) // (denominator * 2)


def _no_unit(text: str) -> TermError:
    return TermError("rupiah_tanpa_satuan", f"«{text}» tanpa satuan: tulis misalnya {text} juta")
