"""Rows of a table that are no data: repeated headings, numbering, totals, signatures."""

import re
from collections.abc import Sequence
from itertools import pairwise

from selaras.core.terms.canonical import Cell
from selaras.core.terms.writing import clean

MONTH_NAMES = "januari februari maret april mei juni juli agustus september oktober november desember".split()

_TOTAL = re.compile(
    r"^(?:sub[ -]?)?(?:jumlah|total|grand total|rata\s*-?\s*rata|rerata|rekap|jml|terbilang)\b", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:mengetahui|menyetujui|kepala (?:dinas|bidang|desa|seksi|uptd)|an\. kepala|a\.n\.|nip\b|ttd\b|tertanda|dibuat oleh|"
    r"disusun oleh|pejabat|petugas (?:pendata|entri|input)|(?:petugas|lurah|camat)\s*(?:,|:|$)|"
    r"(?:catatan|keterangan|sumber)(?: data)?\s*:|"
    r"[a-z .]{3,30},\s*(?:tanggal\s*)?\d{0,2}\s*(?:" + "|".join(MONTH_NAMES) + r")\s*(?:\d{4})?$)|\*",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\(?\s*(?:(?:dalam\s+)?(?:rp\.?|rupiah|idr)?\s*(?:000|ribu(?:an)?|juta(?:an)?|mil[iy]ar)?|orang|org|jiwa|unit|thn|tahun|%|"
    r"hari/bulan/tahun|dd/mm/yyyy|l/p|ya/tidak)\s*\)?",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"hal(?:aman|\.)?\s*:?\s*\d|dicetak|-\s*\d{1,4}\s*-$|\d{1,4}\s*(?:/|dari)\s*\d{1,4}$|(?:di)?pindah(?:an|kan)|lanjutan",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[\[(]?(\d{1,3}|[a-z]|[ivx]{1,5})[\])]?\.?(?:0|\s*=[\d\s+x*:/()-]+)?", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10}
_NUMBERS_MIN, NUMBER_CHARS_MAX = 3, 5
CLOSING_CELLS_MAX = 3  # a signature block has a place, an office and a name beside each other


def is_numbering(stated: Sequence[Cell]) -> bool:
    """Whether a row, without its blank cells, only counts its columns: "1 2 3 4" or "(1) (2) (3)"."""
    if len(stated) < _NUMBERS_MIN or (isinstance(stated[0], str) and len(stated[0]) > NUMBER_CHARS_MAX):
        return False
    found = [_NUMBERED.fullmatch(_bare(cell)) for cell in stated]
    if not all(found):
        return False
    marks = [match[1].lower() for match in found if match]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    if len(numbers) > 1:
        return all(later > earlier for earlier, later in pairwise(numbers))
    return len(numbers) == 0 and any(
        all(later == earlier + 1 for earlier, later in pairwise(map(value, marks))) for value in (_letter, _roman)
    )


def is_units(cells: Sequence[Cell]) -> bool:
    """Whether a row only says the units of its columns: "(Rp)", "(orang)"."""
    stated = [cell for cell in cells if cell is not None and cell != ""]
    return bool(stated) and all(isinstance(cell, str) and _UNIT.fullmatch(clean(cell)) for cell in stated)


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether the first text of the row says that it sums the others."""
    first = next((clean(cell) for cell in cells if isinstance(cell, str) and clean(cell)), "")
    return bool(_TOTAL.match(first))


def is_closing(cells: Sequence[Cell]) -> bool:
    """Whether this row begins the signatures and notes below a table."""
    texts = [clean(cell) for cell in cells if isinstance(cell, str) and cell]
    return 0 < len(texts) <= CLOSING_CELLS_MAX and any(_CLOSING.match(text) for text in texts)


def is_page_mark(cells: Sequence[Cell]) -> bool:
    """Whether this row only numbers or dates a printed page; the table goes on below it."""
    texts = [_bare(cell) for cell in cells if cell is not None and cell != ""]
    return 0 < len(texts) <= CLOSING_CELLS_MAX and any(_PAGE.match(text) for text in texts)


def has_few_cells(cells: Sequence[Cell]) -> bool:
    return sum(1 for cell in cells if cell is not None and cell != "") <= CLOSING_CELLS_MAX


def _letter(mark: str) -> int:
    return ord(mark) if len(mark) == 1 else -1


def _roman(mark: str) -> int:
    """Return a number in Roman figures; of what is none something that follows no other."""
    values = [_ROMAN.get(letter, 10**6) for letter in mark]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _bare(cell: Cell) -> str:
    return clean(cell) if isinstance(cell, str) else str(cell)
