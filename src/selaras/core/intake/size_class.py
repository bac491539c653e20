"""Columns that say the size class of an enterprise: it is computed, so what they say is only held against the amounts."""

import re
from collections.abc import Sequence

from selaras.core.intake.sheet import SheetLayout
from selaras.core.terms.canonical import Cell
from selaras.core.terms.pilihan import parse_ya_tidak
from selaras.core.terms.problem import TermError
from selaras.core.terms.writing import plain

SkalaColumn = tuple[int, str]  # its index; the class that a tick in it means, empty where the cell names the class

_TITLE = r"(?:skala|(?:skala|kelas|kriteria|klasifikasi|kategori|golongan) (?:usaha|umkm|ukm))"
_SAID = re.compile(_TITLE)
_TICKED = re.compile(rf"(?:{_TITLE} )?(?:usaha )?(mikro|kecil|menengah)")
_TICKED_MIN = 2  # columns beside each other that name a class; one alone may mean anything


def skala_columns(layout: SheetLayout) -> tuple[SkalaColumn, ...]:
    """Return the columns of a table of enterprises that say the size class: one that names it, or one of ticks for each."""
    if layout.family != "usaha":
        return ()
    texts = [[plain(text) for text in wordings] for wordings in layout.texts]
    ticked = [
        (index, found[1])
        for index, wordings in enumerate(texts)
        if wordings and (found := _TICKED.fullmatch(wordings[0])) is not None
    ]
    if len(ticked) >= _TICKED_MIN:
        return tuple(ticked)
    named = (index for index, wordings in enumerate(texts) if any(map(_SAID.fullmatch, wordings)))
    return tuple((index, "") for index in named)[:1]


def stated_skala(columns: Sequence[SkalaColumn], cells: Sequence[Cell]) -> str:
    """Return the size class that a row says, as it is written; empty for none, and for more than one tick."""
    said = [word or str(cells[index] or "") for index, word in columns if not word or _is_ticked(cells[index])]
    return said[0] if len(said) == 1 else ""


def _is_ticked(cell: Cell) -> bool:
    if cell in ("", None):
        return False
    try:
        return parse_ya_tidak(str(cell)) == "ya"
    except TermError:
        return False
