"""From the whole numbers of the smallest areas to every cell of a table, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# numerator, denominator, contributing units, universe; then of each amount: its sum without sign, and the largest of one unit
Numbers = tuple[int, ...]
SUMMED = 4
Cells = Mapping[tuple[str, str], Numbers]  # (kecamatan or kab/kota, class)
NOWHERE = "00"  # the part of an area that is known no more exactly
KABKOTA_CHARS = 5


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place in a table. classification and value are empty for the whole."""

    wilayah: str
    classification: str = ""
    value: str = ""


@dataclass(slots=True)
class Table:
    """Every cell of one indicator. sums: the parts that add up to a cell, by what they part it: wilayah or a classification."""

    numbers: dict[Cell, Numbers] = field(default_factory=dict)
    sums: dict[tuple[Cell, str], set[Cell]] = field(default_factory=dict)


def add_up(by_class: Mapping[str, Cells], top: str) -> Table:
    """Return every cell below and including the area `top`.

    by_class: cells without classification under "", and those of each classification, of the same units. Classes are shown
    down to the kab/kota, the whole down to the kecamatan.
    """
    table = Table()
    for classification, cells in by_class.items():
        for (place, value), counted in cells.items():
            _add(table, _path(place, top, whole=not classification), (classification, value), counted)
    return table


def _path(place: str, top: str, *, whole: bool) -> list[str]:
    """Return the areas that a unit of this place counts in, from the top down."""
    exact = place if len(place) > KABKOTA_CHARS or not whole else f"{place}.{NOWHERE}"
    parts = exact.split(".")
    areas = [".".join(parts[: n + 1]) for n in range(len(parts))]
    inside = [area for area in areas if area == top or area.startswith(top + ".")] if top != "ID" else ["ID", *areas]
    return [area for area in inside if whole or len(area) <= KABKOTA_CHARS] or [top]


def _add(table: Table, path: list[str], of: tuple[str, str], counted: Numbers) -> None:
    above: Cell | None = None
    for area in path:
        cell = Cell(area, *of)
        known = table.numbers.get(cell)
        table.numbers[cell] = _together(known, counted) if known else counted
        if above:
            table.sums.setdefault((above, "wilayah"), set()).add(cell)
        if cell.classification:
            table.sums.setdefault((Cell(area), cell.classification), set()).add(cell)
        above = cell


def _together(one: Numbers, other: Numbers) -> Numbers:
    """Return the numbers of both cells taken together: sums, and the greater of the largest."""
    return tuple(
        max(a, b) if at > SUMMED and (at - SUMMED) % 2 else a + b
        for at, (a, b) in enumerate(zip(one, other, strict=True))
    )
