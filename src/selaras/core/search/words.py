"""Words as they are looked for: old and new spelling, and what sounds alike, are one word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import DamerauLevenshtein

WORD_CHARS_MAX = 24
GRAM_CHARS = 3
NEAR_MAX = 12  # words taken for one that nobody bears

# In this order: Soekardjo and Sukarjo, Achmad and Akhmad, Fitri and Pitri, Djoko and Joko, Yusup and Yusuf are one.
_SOUNDS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "s"), ("sy", "s"), ("sh", "s"), ("ch", "h"), ("kh", "h"), ("nj", "n"),
    ("dh", "d"), ("th", "t"), ("bh", "b"), ("ph", "p"), ("gh", "g"), ("ie", "i"), ("y", "i"), ("f", "p"), ("v", "p"),
    ("w", "u"), ("q", "k"), ("x", "ks"), ("z", "s"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_WORD = re.compile(r"[a-z0-9]+")


def search_words(text: str) -> list[str]:
    """Return the words of a text as they are compared, each once, in order.

    >>> search_words("Toko Hj. Siti Fatimah (cabang)")
    ['toko', 'hj', 'siti', 'patima', 'cabang']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return list(dict.fromkeys(map(_sound, _WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))))


def grams(word: str) -> list[str]:
    """Return the runs of three letters of a word between its ends: what near words have in common."""
    edged = f"^{word}$"
    return sorted({edged[at : at + GRAM_CHARS] for at in range(len(edged) - GRAM_CHARS + 1)})


def nearest(word: str, others: Iterable[str]) -> Sequence[str]:
    """Return the words that differ from one by a slip or two of the finger, nearest first."""
    slips = 1 if len(word) <= 5 else 2
    found = [(DamerauLevenshtein.distance(word, other, score_cutoff=slips), other) for other in others]
    return [other for distance, other in sorted(found) if distance <= slips][:NEAR_MAX]


def _sound(word: str) -> str:
    if word.isdigit():
        return word[:WORD_CHARS_MAX]
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    word = _TWICE.sub(r"\1", word)
    return (word[:-1] if len(word) > 4 and word.endswith("h") else word)[:WORD_CHARS_MAX]
