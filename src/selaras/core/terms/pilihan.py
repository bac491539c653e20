"""Yes or no, one of a list, several of a list: words matched to the dictionary's choices."""

import difflib
import re
from collections.abc import Mapping, Sequence

from selaras.core.terms.kamus import Field
from selaras.core.terms.problem import TermError
from selaras.core.terms.writing import plain

_AND = re.compile(r"\s+dan\s+", re.IGNORECASE)
_YES = frozenset(
    "ya y yes true benar ada punya memiliki mempunyai sudah v v. √ ✓ ✔ ☑ ✅ ü 1 1.0 iya aktif".split()
)  # ü: a tick of Wingdings
_NO = frozenset(
    {"tidak", "t", "tdk", "no", "n", "false", "salah", "belum", "0", "0.0", "bukan", "nihil", "kosong", "-", "✗", "✘"}
    | {
        "tidak aktif",
        "non aktif",
        "☐",
        "tidak ada",
        "tdk ada",
        "tidak punya",
        "belum ada",
        "belum punya",
        "tidak memiliki",
    }
)


def parse_ya_tidak(text: str) -> str:
    """Return 'ya' or 'tidak'. Raises TermError: a cross is no answer, since it is used for both."""
    word = text.strip().lower()
    if word in _YES:
        return "ya"
    if word in _NO:
        return "tidak"
    raise TermError("ya_tidak_bentuk", f"Harus Ya atau Tidak, tertulis «{text}»")


def choice_table(field: Field) -> Mapping[str, str]:
    """Return every plain wording of the field's choices, each with its choice."""
    table = {plain(choice): choice for choice in field.choices}
    for word, choice in field.choice_words:
        table.setdefault(plain(word), choice)
    return table


def parse_pilihan(text: str, table: Mapping[str, str], choices: Sequence[str]) -> str:
    """Return the choice that a text words. Raises TermError naming the choices, or the one likely meant."""
    word = plain(text)
    choice = table.get(word)
    if choice is None:
        raise TermError("pilihan_tak_dikenal", _suggestion(text, word, table, choices))
    return choice


def parse_daftar(text: str, table: Mapping[str, str], choices: Sequence[str]) -> str:
    """Return the choices that a text lists, sorted and joined by '|'; empty when it says none."""
    if text.strip().lower() in _NO:
        return ""
    text = _AND.sub(",", text)
    parts = text.replace(";", ",").replace("|", ",").replace("/", ",").replace("+", ",").replace("&", ",")
    if all(word.lower() in choices for word in text.split()):  # as ODK lists them
        parts = parts.replace(" ", ",")
    found = {parse_pilihan(part.strip(), table, choices) for part in parts.split(",") if part.strip()}
    return "|".join(sorted(found))


def _suggestion(text: str, word: str, table: Mapping[str, str], choices: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, table, n=1, cutoff=0.75)
    if near:
        return f"«{text}» bukan pilihan; mungkin maksudnya «{table[near[0]]}»"
    return f"«{text}» bukan pilihan; pilih {', '.join(choices)}"
