"""What the cells of a column have the form of, for a heading that says nothing: only ever proposed."""

from collections.abc import Callable, Mapping, Sequence

from selaras.core.terms.canonical import Cell, text_of
from selaras.core.terms.nib import read_nib
from selaras.core.terms.nik import read_nik
from selaras.core.terms.problem import TermError
from selaras.core.terms.surel import read_surel
from selaras.core.terms.telepon import read_telepon

CELLS_MIN, CELLS_OF = 5, 10  # cells that must be there; of how many one may have another form
_FORMS: Mapping[str, Callable[[str], str]] = {
    "nik": read_nik,
    "nib": read_nib,
    "surel": read_surel,
    "telepon": read_telepon,
}


def looks_like(column: Sequence[Cell]) -> str:
    """Return the type of field that nearly all cells of a column have the form of; empty for none.

    >>> looks_like(["3573010101800001"] * 5), looks_like(["Toko"] * 5)
    ('nik', '')
    """
    stated = [
        cell for cell in column if isinstance(cell, str | int | float) and cell != "" and not isinstance(cell, bool)
    ]
    texts = [text_of(cell) for cell in stated]
    if len(texts) < CELLS_MIN:
        return ""
    allowed = len(texts) // CELLS_OF
    return next((name for name, read in _FORMS.items() if _misses(texts, read, allowed) <= allowed), "")


def _misses(texts: Sequence[str], read: Callable[[str], str], allowed: int) -> int:
    """Return how many texts do not have a form, or one more than is allowed."""
    misses = 0
    for text in texts:
        try:
            read(text)
        except TermError:
            misses += 1
            if misses > allowed:
                break
    return misses
