"""How near two names are, across the ways in which Indonesian names are spelled: djaya and jaya, Moch. and Muhammad.

Good enough to ask whether two rows of one desa are the same business; the matching of the whole registry is another matter.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from selaras.core.terms.canonical import Scalar
from selaras.core.terms.writing import plain

ALIKE_MIN = 0.8  # from here on two names are one in another spelling
UNLIKE_MAX = 0.6  # names that share less, whichever of their words are left out, are of two

_FORMS = frozenset("h hj haji hajah bpk bapak ibu sdr sdri alm cv ud pt pd fa usaha ukm umkm".split())
_WORDS = {
    "tk": "toko", "wr": "warung", "wrg": "warung", "kios": "kios", "abd": "abdul", "st": "siti", "jl": "jalan",
} | dict.fromkeys("muhammad mohammad muhamad mohamad mochammad moh moch muh mhd m".split(), "muhammad")  # fmt: skip
_OLD_SPELLING = (
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("nj", "ny"),
    ("oe", "u"),
    ("ch", "h"),
    ("kh", "h"),
    ("sy", "s"),
)
_SAME_SOUND = str.maketrans({"z": "s", "j": "s", "f": "p", "v": "p", "q": "k", "x": "k", "y": "i", "w": "u"})
_VOWELS = re.compile(r"[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")
_DIGITS = re.compile(r"\d+")


def skeleton(name: str) -> str:
    """Return what spellings of one name share: its words without vowels, titles and forms, in order of the alphabet.

    >>> skeleton("TK. Sumber Redjeki") == skeleton("Toko Sumber Rezeki")
    True
    """
    words = plain(name).split()
    kept = [bones for word in words if word not in _FORMS and (bones := _bones(word))]
    return " ".join(sorted(kept or map(_bones, words)))


def likeness(one: str, other: str) -> float:
    """Return how near two names are, 0 to 1, whatever the order of their words."""
    return fuzz.token_sort_ratio(_spelled(one), _spelled(other)) / 100


def is_other(kind: str, fields: Mapping[str, Scalar], known: Mapping[str, Scalar], *, taken: bool) -> bool:
    """Return whether a row that bears a record's number plainly speaks of another usaha or koperasi.

    Where another row of the file is about the record already (taken), one difference is enough: a list has one row for each. Otherwise
    a business may have got another name, or another owner, but not both; a cooperative another name, or another legal entity.
    """
    if kind == "usaha":
        name, owner = (_differ(fields, known, of, closely=taken) for of in ("nama_usaha", "nama_pemilik"))
        if taken:
            return name or owner or _are_two(fields, known, "nib")
        if not name or (fields.get("nik_pemilik") and fields.get("nik_pemilik") == known.get("nik_pemilik")):
            return False
        named = fields.get("nama_pemilik") and known.get("nama_pemilik")
        return owner if named else _are_two(fields, known, "nik_pemilik")
    if kind == "koperasi":
        name, entity = (
            _differ(fields, known, "nama_koperasi", closely=taken),
            _are_two(fields, known, "nomor_badan_hukum"),
        )
        return name or entity if taken else name and entity
    return False


def _are_two(fields: Mapping[str, Scalar], known: Mapping[str, Scalar], name: str) -> bool:
    """Whether a row and a record both say a value, and not the same."""
    one, other = plain(str(fields.get(name) or "")), plain(str(known.get(name) or ""))
    return bool(one and other) and one != other


def _differ(fields: Mapping[str, Scalar], known: Mapping[str, Scalar], name: str, *, closely: bool) -> bool:
    """Whether a row and a record have names that are not alike in any spelling; numbers in them must agree.

    closely: the names must be near in all they say; otherwise it is enough that they share words.
    """
    if not _are_two(fields, known, name):
        return False
    one, other = (_spelled(str(of[name])) for of in (fields, known))
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return True
    if closely:
        fewer, more = sorted((set(one.split()), set(other.split())), key=len)
        return not fewer <= more and fuzz.token_sort_ratio(one, other) / 100 < ALIKE_MIN
    return fuzz.token_set_ratio(one, other) / 100 < UNLIKE_MAX


def _spelled(name: str) -> str:
    """Return a name in today's spelling, without titles and forms."""
    words = [word for word in plain(name).split() if word not in _FORMS]
    return " ".join(_modern(_WORDS.get(word, word)) for word in words)


def _modern(word: str) -> str:
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    return word


@lru_cache(maxsize=32_768)
def _bones(word: str) -> str:
    bare = _VOWELS.sub("", _modern(_WORDS.get(word, word)).translate(_SAME_SOUND))
    return _DOUBLED.sub(r"\1", bare) or word[:1]
