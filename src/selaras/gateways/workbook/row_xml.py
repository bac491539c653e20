"""Rows of a sheet as XML: what it costs to give back 300,000 rows of 25 columns.

Rows of one form (where is text, where a number, where nothing, how each looks) share everything but their values and their
number; so a row is its form's pieces with those put between, and its texts are looked at all at once.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress

from selaras.core.terms.canonical import Cell
from selaras.core.terms.tanggal import EPOCH_1900
from selaras.core.terms.writing import FORMULA_SIGNS
from selaras.gateways.workbook.styles import DATE, PLAIN, QUOTED, coloured, with_format
from selaras.gateways.workbook.xml_text import TEXT_UNITS_MAX, column_name, xml_text

_BLANK, _TEXT, _SIGNED, _NUMBER, _BOOL, _DATE = range(6)
_BETWEEN = "|"  # stands between the texts of a row where they are looked at; in a text it only costs time
_SIGN = re.compile(rf"[{_BETWEEN}][{re.escape(''.join(FORMULA_SIGNS))}]")
_INLINE, _INLINE_END = ' t="inlineStr"><is><t>', "</t></is></c>"
_TAGS = {
    _BLANK: ("/>", ""),
    _TEXT: (_INLINE, _INLINE_END),
    _SIGNED: (_INLINE, _INLINE_END),
    _NUMBER: ("><v>", "</v></c>"),
    _BOOL: (' t="b"><v>', "</v></c>"),
    _DATE: ("><v>", "</v></c>"),
}
_FIRST_SURE_DAY = dt.date(1900, 3, 1)  # Excel's 1900 had a 29 February: before it programs disagree by a day
_PIECES_MAX = 1_000_000  # of remembered forms, eight bytes each


@dataclass(frozen=True, slots=True)
class _Form:
    """pieces: four a cell (what leads to its row number, the number, what leads to its value, the value), then the end."""

    pieces: list[str]
    present: bytes
    count: int


class RowXML:
    """Writes rows. epoch: day 0 of the sheet's dates."""

    def __init__(self, epoch: dt.date = EPOCH_1900) -> None:
        self._epoch = epoch
        self._first_day = _FIRST_SURE_DAY if epoch == EPOCH_1900 else epoch
        self._forms: dict[tuple[bytes, bytes, bool], _Form] = {}
        self._pieces = 0

    def row(self, number: int, cells: Sequence[Cell], looks: bytes) -> str:
        """Return a row: text as text, numbers and dates as such. number: from 1. looks: of every cell, as `styles` counts them."""
        try:
            line = f"{_BETWEEN}{_BETWEEN.join(cells)}{_BETWEEN}"  # type: ignore[arg-type] # the usual row is all text
            texts: Sequence[str] = cells  # type: ignore[assignment] # then it was
            kinds = bytes(map(bool, texts))
        except TypeError:
            texts, kinds = self._said(cells)
            line = f"{_BETWEEN}{_BETWEEN.join(texts)}{_BETWEEN}"
        if _SIGN.search(line):
            kinds = bytes(map(_signed, kinds, texts))
        odd = _is_odd(line)
        if odd:
            texts = _escaped(texts, line)
        form = self._forms.get((kinds, looks, odd))
        if form is None:
            form = self._new_form(kinds, looks, odd=odd)
        pieces = form.pieces.copy()
        pieces[1::4] = [str(number)] * form.count
        pieces[3::4] = compress(texts, form.present)
        return f'<row r="{number}">{"".join(pieces)}</row>'

    def _said(self, cells: Iterable[Cell]) -> tuple[list[str], bytes]:
        """Return each cell as it is written, and what it is."""
        texts, kinds = [], bytearray()
        for cell in cells:
            text, kind = self._one(cell)
            texts.append(text)
            kinds.append(kind)
        return texts, bytes(kinds)

    def _one(self, cell: Cell) -> tuple[str, int]:
        if isinstance(cell, str):
            return cell, _TEXT if cell else _BLANK
        if cell is None:
            return "", _BLANK
        if isinstance(cell, bool):
            return f"{cell:d}", _BOOL
        if isinstance(cell, int) or (isinstance(cell, float) and math.isfinite(cell)):
            return repr(cell).removesuffix(".0"), _NUMBER
        if type(cell) is dt.date and cell >= self._first_day:
            return str((cell - self._epoch).days), _DATE
        return str(cell), _TEXT

    def _new_form(self, kinds: bytes, looks: bytes, *, odd: bool) -> _Form:
        """Return the form of a row, and remember it."""
        pieces: list[str] = []
        present, ended = bytearray(), ""
        for column, (kind, look) in enumerate(zip(kinds, looks, strict=True)):
            shown = kind != _BLANK or coloured(look)
            present.append(shown)
            if not shown:
                continue
            pieces += (_lead(ended, column), "", _opening(kind, look, odd), "")
            ended = _TAGS[kind][1]
        form = _Form([*pieces, ended], bytes(present), len(pieces) // 4)
        if self._pieces > _PIECES_MAX:
            self._forms.clear()
            self._pieces = 0
        self._forms[kinds, looks, odd] = form
        self._pieces += len(pieces)
        return form


def _signed(kind: int, text: str) -> int:
    return _SIGNED if kind == _TEXT and text.startswith(FORMULA_SIGNS) else kind


def _is_odd(line: str) -> bool:
    """Whether texts of a row hold what XML or Excel would change: marks, control characters, a space at an edge."""
    return (
        not line.isprintable()
        or "&" in line
        or "<" in line
        or ">" in line
        or "_x" in line
        or f" {_BETWEEN}" in line
        or f"{_BETWEEN} " in line
        or len(line) > TEXT_UNITS_MAX // 2
    )


def _escaped(texts: Sequence[str], line: str) -> list[str]:
    """Return the texts as XML has them; all at once where none is so long or holds what stands between them."""
    if len(line) <= TEXT_UNITS_MAX // 2 and line.count(_BETWEEN) == len(texts) + 1:
        return xml_text(line)[1:-1].split(_BETWEEN)
    return [xml_text(text) for text in texts]


@cache
def _lead(ended: str, column: int) -> str:
    """Return what stands from a cell's value to the row number of the next one."""
    return f'{ended}<c r="{column_name(column)}'


@cache
def _opening(kind: int, look: int, odd: bool) -> str:
    """Return what stands between a row number and the value. What the cell is decides over its column's look."""
    if kind == _DATE:
        look = with_format(look, DATE)
    elif kind == _SIGNED and with_format(look, PLAIN) == look:
        look = with_format(look, QUOTED)
    opening = _TAGS[kind][0].replace("<t>", '<t xml:space="preserve">') if odd else _TAGS[kind][0]
    style = f' s="{look}"' if look else ""
    return f'"{style}{opening}'
