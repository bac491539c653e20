"""Where the table of a sheet begins: titles above it, heading rows of one to three, merged cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from selaras.core.intake.footer import is_units
from selaras.core.intake.headings import HeadingBook, Target
from selaras.core.intake.machine_columns import without_groups
from selaras.core.terms.canonical import Cell
from selaras.core.terms.writing import clean, plain

SEARCH_ROWS = 40  # not blank, from the top; a title page above the table is shorter
HEADING_ROWS_MAX = 3
_HEADING_CHARS_MAX = 120
_TITLE_YEAR = re.compile(r"(?:tahun|thn\.?|ta\.?|periode|per)\b[^\d]{0,24}((?:19|20)\d\d)\b", re.IGNORECASE)
_NUMBER_OF_DATA = re.compile(r"\d{7}")  # a NIK, an amount, a telephone
_YEAR_MAX = 2_100
_SAYS_NO_MORE = frozenset({"no", "nomor", "nilai", "jumlah", "kode", "rp", "nama"})
_LAW = re.compile(
    r"\b(?:no|nomor|pp|uu|perda|perpres|inpres|perbup|perwali|permen\w*)[. ]*\d+[\w/]*\s*\Z", re.IGNORECASE
)
_MORE_YEARS = re.compile(r"\s*(?:[-–/,&]|dan|s\.?/?d\.?|sampai|hingga)\s*(?:tahun\s*)?(?:19|20)\d\d", re.IGNORECASE)

_PIVOT = re.compile(
    r"(?:row|column) labels|label (?:baris|kolom)|(?:sum|count|average|min|max) of .+|(?:jumlah|hitungan|rata-rata) dari .+"
    r"|\((?:all|semua|multiple items|beberapa item)\)",
    re.IGNORECASE,
)

Row = tuple[int, Sequence[Cell]]  # number as Excel counts, cells
Merged = tuple[int, int, int, int]  # top, left, bottom, right, counted from 0


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a sheet under one family.

    at: position of its first row in the rows given; depth: how many rows it has.
    texts: for each column the wordings to try, from the fullest to the shortest.
    targets: what was recognised for certain, by column. spanned: columns under a cell that is merged over several in its last
    row, so that their own names stand in the row below.
    """

    at: int
    depth: int
    texts: tuple[tuple[str, ...], ...]
    targets: dict[int, Target]
    spanned: frozenset[int] = frozenset()

    @property
    def score(self) -> float:
        """One for each different field that has a column, a little less for each further row."""
        named = {target.key for column, target in self.targets.items() if column not in self.spanned}
        return len(named) - 0.5 * (self.depth - 1)


def find_heading(rows: Sequence[Row], merged: Sequence[Merged], book: HeadingBook) -> Heading | None:
    """Return the best heading among the first rows; None when no row names two fields."""
    best: Heading | None = None
    for at in range(min(len(rows), SEARCH_ROWS)):
        for depth in range(1, HEADING_ROWS_MAX + 1):
            if at + depth > len(rows):
                break
            if not all(_may_be_heading(cells) for _, cells in rows[at : at + depth]):
                break
            texts = _texts(rows[at : at + depth], merged)
            below = rows[at + depth][1] if at + depth < len(rows) else ()
            spanned = _spanned(rows[at + depth - 1][0], below, merged)
            heading = Heading(at, depth, texts, _recognised(texts, book), spanned)
            if best is None or heading.score > best.score:
                best = heading
            if not heading.targets:  # rows of group titles only: the row below is found for itself
                break
    if best is None or best.score < 1.5:
        return None
    return _with_units(best, rows, merged)


def _spanned(number: int, below: Sequence[Cell], merged: Sequence[Merged]) -> frozenset[int]:
    """Return the columns under cells of a row that are merged over several, where texts of their own stand below."""
    spans = (range(left, right + 1) for top, left, _, right in merged if top == number - 1 and left < right)
    return frozenset(
        column
        for span in spans
        if sum(1 for at in span if at < len(below) and below[at] not in ("", None)) > 1
        for column in span
    )


def _with_units(heading: Heading, rows: Sequence[Row], merged: Sequence[Merged]) -> Heading:
    """Return the heading with a row of units below it, if there is one."""
    end = heading.at + heading.depth
    if end >= len(rows) or not is_units(rows[end][1]):
        return heading
    return replace(heading, depth=heading.depth + 1, texts=_texts(rows[heading.at : end + 1], merged))


def is_pivot(rows: Sequence[Row]) -> bool:
    """Whether one of the first rows has the words that Excel puts above a pivot table."""
    return any(
        isinstance(cell, str) and _PIVOT.fullmatch(clean(cell)) for _, cells in rows[:SEARCH_ROWS] for cell in cells
    )


def title_text(rows: Iterable[Row]) -> str:
    """Return all text above the heading, one line."""
    return " ".join(clean(cell) for _, cells in rows for cell in cells if isinstance(cell, str) and cell)


def title_year(text: str) -> int | None:
    """Return the year that a title speaks of ("TAHUN 2024"); None when it names none, or more than one.

    The year of a law ("PP Nomor 7 Tahun 2021") is no year of data.
    """
    found = [match for match in _TITLE_YEAR.finditer(text) if not _LAW.search(text, 0, match.start())]
    years = {int(match[1]) for match in found}
    return years.pop() if len(years) == 1 and not any(_MORE_YEARS.match(text, match.end()) for match in found) else None


def _may_be_heading(cells: Sequence[Cell]) -> bool:
    """Whether no cell is longer than a heading or holds what only data do, and words outnumber numbers, which are years at most."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    others = [cell for cell in cells if not isinstance(cell, str) and cell is not None]
    return (
        bool(texts)
        and len(texts) >= len(others)
        and all(len(text) <= _HEADING_CHARS_MAX and not _NUMBER_OF_DATA.search(text) for text in texts)
        and all(isinstance(cell, int | float) and cell <= _YEAR_MAX for cell in others)
    )


def _texts(rows: Sequence[Row], merged: Sequence[Merged]) -> tuple[tuple[str, ...], ...]:
    width = max(len(cells) for _, cells in rows)
    lines = [_line(row, width, merged) for row in rows]
    filled = [_filled(line, lines[depth + 1 :]) for depth, line in enumerate(lines)]
    ungrouped = without_groups(lines[0]) if len(lines) == 1 else [()] * width
    columns = []
    for column in range(width):
        own = [line[column] for line in lines if line[column]]
        full = [line[column] for line in filled if line[column]]
        own = _unlike(own)
        inner = (" ".join(own[above:]) for above in range(len(own)))  # without the titles of groups of columns
        outer = (
            own[-2::-1] if own and plain(own[-1]) in _SAYS_NO_MORE else ()
        )  # a title alone: of a number of it, not of its date
        wordings = (" ".join(_unlike(full)), " ".join(reversed(own)), *inner, *outer)
        columns.append(tuple(dict.fromkeys(text for text in (*wordings, *ungrouped[column]) if text)))
    return tuple(columns)


def _line(row: Row, width: int, merged: Sequence[Merged]) -> list[str]:
    """Return a heading row's texts, a merged text in every column that it spans."""
    number, cells = row
    line = [clean(str(cell)) if cell is not None and cell != "" else "" for cell in cells]
    line += [""] * (width - len(line))
    for top, left, bottom, right in merged:
        if top == number - 1 and top <= bottom and left < width:
            line[left : right + 1] = [line[left]] * (min(right + 1, width) - left)
    return line


def _filled(line: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    """Return the line with its gaps filled from the left, where a heading stands below the gap."""
    filled, last = [], ""
    for column, text in enumerate(line):
        last = text or (last if any(under[column] for under in below) else "")
        filled.append(last)
    return filled


def _unlike(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _recognised(texts: Sequence[Sequence[str]], book: HeadingBook) -> dict[int, Target]:
    found: dict[int, Target] = {}
    for column, wordings in enumerate(texts):
        for wording in wordings:
            target = book.exact(wording)
            if target is not None:
                found[column] = target
                break
    return found
