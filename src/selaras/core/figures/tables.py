"""From the whole numbers of the smallest areas to a table that adds up and gives nobody away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from selaras.core.figures.disclosure import THRESHOLD, Relation, suppress
from selaras.core.figures.indicator import Calculation, Indicator
from selaras.core.terms.numerals import as_number

Numbers = tuple[int, ...]  # numerator, denominator, contributing units, universe
Cells = Mapping[tuple[str, str], Numbers]  # (kecamatan or kab/kota, class)
NOWHERE = "00"  # the part of an area that is known no more exactly
KABKOTA_CHARS = 5


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place in a table. classification and value are empty for the whole."""

    wilayah: str
    classification: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as it is given out. value, units, coverage: None where it is hidden, or where nothing can be divided.

    coverage: percent of the universe that the value speaks for.
    """

    cell: Cell
    value: int | float | None
    units: int | None
    coverage: int | float | None
    hidden: bool


def build_table(
    indicator: Indicator, by_class: Mapping[str, Cells], top: str, threshold: int = THRESHOLD
) -> list[Shown]:
    """Return every cell of an indicator below and including the area `top`, sorted.

    by_class: cells without classification under "", and those of each classification, of the same units. Classes are shown
    down to the kab/kota, the whole down to the kecamatan.
    """
    numbers: dict[Cell, Numbers] = {}
    relations: dict[tuple[Cell, str], set[Cell]] = {}
    for classification, cells in by_class.items():
        for (place, value), counted in cells.items():
            _add(numbers, relations, _path(place, top, whole=not classification), (classification, value), counted)
    hidden = _hidden(indicator, numbers, _as_relations(relations), threshold)
    return [_shown(indicator, cell, numbers[cell], hidden=cell in hidden) for cell in sorted(numbers)]


def _path(place: str, top: str, *, whole: bool) -> list[str]:
    """Return the areas that a unit of this place counts in, from the top down."""
    exact = place if len(place) > KABKOTA_CHARS or not whole else f"{place}.{NOWHERE}"
    parts = exact.split(".")
    areas = [".".join(parts[: n + 1]) for n in range(len(parts))]
    inside = [area for area in areas if area == top or area.startswith(top + ".")] if top != "ID" else ["ID", *areas]
    return [area for area in inside if whole or len(area) <= KABKOTA_CHARS] or [top]


def _add(
    numbers: dict[Cell, Numbers],
    relations: dict[tuple[Cell, str], set[Cell]],
    path: list[str],
    of: tuple[str, str],
    counted: Numbers,
) -> None:
    above: Cell | None = None
    for area in path:
        cell = Cell(area, *of)
        numbers[cell] = tuple(a + b for a, b in zip(numbers.get(cell, (0,) * len(counted)), counted, strict=True))
        if above:
            relations.setdefault((above, "wilayah"), set()).add(cell)
        if cell.classification:
            relations.setdefault((Cell(area), cell.classification), set()).add(cell)
        above = cell


def _as_relations(relations: Mapping[tuple[Cell, str], Iterable[Cell]]) -> list[Relation[Cell]]:
    return [(total, tuple(sorted(parts))) for (total, _), parts in sorted(relations.items())]


def _hidden(
    indicator: Indicator, numbers: Mapping[Cell, Numbers], relations: list[Relation[Cell]], threshold: int
) -> frozenset[Cell]:
    small = [cell for cell, counted in numbers.items() if _is_small(indicator, counted, threshold)]
    return suppress({cell: counted[2] for cell, counted in numbers.items()}, small, relations, threshold)


def _is_small(indicator: Indicator, counted: Numbers, threshold: int) -> bool:
    """Return whether so few units stand behind a cell that it would tell about them."""
    numerator, _, units, _ = counted
    if indicator.calculation is Calculation.PERSEN and min(numerator, units - numerator) in range(1, threshold):
        return True
    return 0 < units < threshold


def _shown(indicator: Indicator, cell: Cell, counted: Numbers, *, hidden: bool) -> Shown:
    if hidden:
        return Shown(cell, None, None, None, hidden=True)
    value, universe = indicator.value(counted), counted[3]
    coverage = _rounded(Fraction(100 * counted[2], universe), 1) if universe else None
    places = 4 if indicator.calculation is Calculation.RASIO else 2
    return Shown(cell, None if value is None else _rounded(value, places), counted[2], coverage, hidden=False)


def _rounded(value: Fraction, places: int) -> int | float:
    """Return a number rounded half to even from its exact value, the same on every machine."""
    step = Decimal(1).scaleb(-places)
    scaled = Decimal(round(value * 10**places))
    return as_number((scaled * step).quantize(step, rounding=ROUND_HALF_EVEN))
