"""How text arrives from spreadsheets, and the plain form that everything compares."""

import re
import unicodedata

_ODD = {
    ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u2007"): " ", ord("\u3000"): " ",
    ord("\u200b"): None, ord("\u200c"): None, ord("\u200d"): None, ord("\u2060"): None,
    ord("\ufe0e"): None, ord("\ufe0f"): None, ord("\ufeff"): None, ord("\u00ad"): None, ord("\u200e"): None, ord("\u200f"): None,
    ord("\u2018"): "'", ord("\u2019"): "'", ord("\u201c"): '"', ord("\u201d"): '"',
    ord("\u2010"): "-", ord("\u2011"): "-", ord("\u2012"): "-", ord("\u2212"): "-",
}  # fmt: skip
FORMULA_SIGNS = ("=", "+", "-", "@")  # a spreadsheet would compute what begins with one of these
_NEITHER = re.compile(r"[^a-z0-9]+")  # neither a letter nor a digit, of ASCII in lower case
_MOJIBAKE = ("Ã", "â€", "Â")
_NONE_WORDS = "ada punya memiliki mempunyai diisi tahu ingat diketahui".split()
_NOTHING = frozenset(f"{no} {word}" for no in "tidak tdk tak belum blm".split() for word in _NONE_WORDS) | frozenset(
    "belum blm nihil kosong null none na lupa".split()
)
_DITTO = frozenset('" \'\' ,, "" 〃 -"- sda sda. s.d.a s.d.a. idem idem. idem,'.split()) | {'- " -'}
_DITTO_MAX = max(map(len, _DITTO))
_BLANK = frozenset({"", "-", "--", "---", "–", "—", ".", "…", "...", "n/a", "N/A", "null", "NULL", "nan"})


def clean(text: str) -> str:
    """Return the text as its writer meant it: one space between words, no invisible characters.

    Control characters go too, so that no text can end a line or a cell somewhere else.
    UTF-8 that was read as cp1252 ("â€™") is read again as UTF-8 where that is possible.
    """
    before = text
    if not text.isascii():
        text = unicodedata.normalize("NFC", _unmangled(text)).translate(_ODD)
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join("".join(letter for letter in text if letter.isprintable()).split())
    return (
        text if text == before or text.isascii() else clean(text)
    )  # what is gone may have stood between an A and its accent


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet computes; a reading takes the mark off again."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def is_blank(text: str) -> bool:
    """Whether a cleaned text states nothing: empty, or one of the dashes people type instead."""
    return text in _BLANK


def points_above(text: str) -> bool:
    """Whether a cleaned text only says "as in the row above": idem, sda, a quotation mark."""
    return len(text) <= _DITTO_MAX and text.lower() in _DITTO


def says_nothing(text: str) -> bool:
    """Whether a text that should be a number or a date says in words, or by zeros, that there is none.

    >>> says_nothing("Belum ada"), says_nothing("0000"), says_nothing("proses")
    (True, True, False)
    """
    word = plain(text)
    return word in _NOTHING or (word != "" and not word.replace(" ", "").strip("0"))


def plain(text: str) -> str:
    """Return lower-case words of letters and digits, one space between: what headings and choices compare by."""
    if text.isascii():
        return _NEITHER.sub(" ", text.lower()).strip()
    folded = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(folded.split())


def squeeze(text: str) -> str:
    """Return only the letters and digits, in lower case: "Tasik Madu" and "TASIKMADU" are one name."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _unmangled(text: str) -> str:
    """Return what was written before a program mistook its bytes."""
    if not any(mark in text for mark in _MOJIBAKE):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
