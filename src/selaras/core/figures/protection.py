"""Disclosure control of a whole release: what its indicators tell together about one or two units, or about the largest one.

Indicators share numbers. The units behind a figure, and the universe that its coverage is a percentage of, are those of other
figures too; and a figure of some units taken from that of all tells about the rest. So the numbers are protected, not the
figures: each number (a `Measure`) is a table of its own, over every classification that any indicator shows it by, and an
indicator shows a cell only where all numbers behind it are open.

1. A sensitive cell of a number is hidden, with as many more as protect it (`suppress`): it can't be computed, nor narrowed down.
2. Where one number measures a part of another, their difference is such a table too: what must not be known of it is hidden in
   the part. That units merely did not state a column is no secret, nor is how many they are.
3. Where a number is hidden, every part of it is.

To hide more never opens anything: it only takes equations away. So each reason is settled alone, and the hidden cells are put
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from selaras.core.figures.cells import SUMMED, Cell, Table
from selaras.core.figures.disclosure import THRESHOLD, Relation, amount_goal, dominated, few, suppress
from selaras.core.figures.indicator import Indicator, Measure


@dataclass(slots=True)
class Number:
    """One measure in every cell that shows it. sizes: units, or an amount without sign; largest: of one unit, for amounts."""

    sizes: dict[Cell, int] = field(default_factory=dict)
    largest: dict[Cell, int] = field(default_factory=dict)
    sums: dict[tuple[Cell, str], set[Cell]] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)


def hidden_cells(shown: Sequence[tuple[Indicator, Table]], *, bounded: bool = True) -> dict[str, set[Cell]]:
    """Return by indicator which of its cells stay hidden. Figures of different units share no numbers.

    bounded: whether sensitive cells reach their goals too, which releases of format 2 did not promise.
    """
    found: dict[str, set[Cell]] = {}
    for unit in dict.fromkeys(one.of for one, _ in shown):
        found |= _hidden([(one, table) for one, table in shown if one.of == unit], bounded=bounded)
    return found


def _hidden(shown: Sequence[tuple[Indicator, Table]], *, bounded: bool) -> dict[str, set[Cell]]:
    numbers = _numbers(shown)
    for number in numbers.values():
        number.hidden |= _closed(number, bounded=bounded)
    pairs = [(whole, part) for whole, part in permutations(numbers, 2) if part.within(whole)]
    for whole, part in pairs:
        if any(test.operator != "ada" for test in part.beyond(whole)):
            numbers[part].hidden |= _closed(_difference(numbers[whole], numbers[part]), bounded=bounded)
    for whole, part in pairs:
        numbers[part].hidden |= numbers[whole].hidden & numbers[part].sizes.keys()
    return {
        one.id: {cell for measure in one.measures for cell in numbers[measure].hidden & table.numbers.keys()}
        for one, table in shown
    }


def _numbers(shown: Iterable[tuple[Indicator, Table]]) -> dict[Measure, Number]:
    found: dict[Measure, Number] = {}
    for one, table in shown:
        for at, measure in enumerate(one.measures):
            number = found.setdefault(measure, Number())
            for key, parts in table.sums.items():
                number.sums.setdefault(key, set()).update(parts)
            if measure.column is None:
                number.sizes.update((cell, counted[at]) for cell, counted in table.numbers.items())
        for at, measure in enumerate(one.amounts):
            weight = SUMMED + 2 * at
            found[measure].sizes.update((cell, counted[weight]) for cell, counted in table.numbers.items())
            found[measure].largest.update((cell, counted[weight + 1]) for cell, counted in table.numbers.items())
    return found


def _difference(whole: Number, part: Number) -> Number:
    """Return what is known of those who are only in the whole; what must not be is hidden in the part."""
    cells = part.sizes.keys() & whole.sizes.keys()
    sizes = {cell: whole.sizes[cell] - part.sizes[cell] for cell in cells}
    largest = {}
    if part.largest:
        for cell in cells:
            first = whole.largest[
                cell
            ]  # of the whole; where it is in the part, the largest of the rest is only known to be smaller
            largest[cell] = first if first > part.largest[cell] else min(first, sizes[cell])
    sums = {key: parts & cells for key, parts in part.sums.items() if key[0] in cells}
    return Number(sizes, largest, sums)


def _closed(number: Number, *, bounded: bool) -> frozenset[Cell]:
    """Return the sensitive cells of one table, with those that protect them."""
    sizes, largest = number.sizes, number.largest
    if largest:
        thin = dominated(sizes, largest)
        goals = {cell: amount_goal(sizes[cell], largest[cell]) for cell in sorted(sizes) if thin([cell])}
    else:
        thin = few(sizes)
        goals = {cell: THRESHOLD for cell in sorted(sizes) if 0 < sizes[cell] < THRESHOLD}
    if not goals:
        return frozenset()
    relations: list[Relation[Cell]] = [
        (total, tuple(sorted(parts))) for (total, _), parts in sorted(number.sums.items())
    ]
    return suppress(sizes, goals, relations, thin, goals if bounded else None)
