"""How near two names are, across the ways in which Indonesian names are spelled: djaya and jaya, Moch. and Muhammad.

Good enough to ask whether two rows of one desa are the same business; the matching of the whole registry is another matter.
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from selaras.core.terms.writing import plain

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
