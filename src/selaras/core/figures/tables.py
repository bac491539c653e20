"""From the whole numbers of the smallest areas to tables that add up and give nobody away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from selaras.core.figures.cells import Cell, Cells, Numbers, add_up
from selaras.core.figures.condition import Calculation
from selaras.core.figures.indicator import Indicator
from selaras.core.figures.protection import hidden_cells
from selaras.core.terms.numerals import as_number


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


def build_tables(
    indicators: Sequence[Indicator], by_class: Mapping[str, Mapping[str, Cells]], top: str, *, bounded: bool = True
) -> dict[str, list[Shown]]:
    """Return every cell of every indicator below and including the area `top`, sorted; they are protected together.

    by_class: of each indicator the cells without classification under "", and those of each classification. bounded: see `hidden_cells`.
    """
    tables = {one.id: add_up(by_class[one.id], top) for one in indicators}
    hidden = hidden_cells([(one, tables[one.id]) for one in indicators], bounded=bounded)
    return {
        one.id: [
            _shown(one, cell, numbers, hidden=cell in hidden[one.id])
            for cell, numbers in sorted(tables[one.id].numbers.items())
        ]
        for one in indicators
    }


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
