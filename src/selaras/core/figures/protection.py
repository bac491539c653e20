"""Disclosure control of a whole release: what its indicators tell together about one or two units, or about the largest one.

Indicators share numbers. The units behind a figure, and the universe that its coverage is a percentage of, are those of other
figures too; and a figure of some units taken from that of all tells about the rest. So the numbers are protected, not the
figures: each number (a `Measure`) is a table of its own, over every classification that any indicator shows it by, and an
indicator shows a cell only where all numbers behind it are open.

1. A sensitive cell of a number is hidden, with as many more as protect it (`suppress`).
2. Where one number measures a part of another, their difference is such a table too: what must not be known of it is hidden in
   the part. That units merely did not state a column is no secret, nor is how many they are.
3. Where a number is hidden, every part of it is.

To hide more never opens anything: it only takes equations away. So each reason is settled alone, and the hidden cells are put
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from selaras.core.figures.cells import SUMMED, Cell, Table
from selaras.core.figures.disclosure import THRESHOLD, Relation, dominated, few, suppress
from selaras.core.figures.indicator import Indicator, Measure


@dataclass(slots=True)
class Number:
    """One measure in every cell that shows it. sizes: units, or an amount without sign; largest: of one unit, for amounts."""

    sizes: dict[Cell, int] = field(default_factory=dict)
    largest: dict[Cell, int] = field(default_factory=dict)
    sums: dict[tuple[Cell, str], set[Cell]] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)


def hidden_cells(shown: Sequence[tuple[Indicator, Table]]) -> dict[str, set[Cell]]:
    """Return by indicator which of its cells stay hidden. Figures of different units share no numbers."""
    found: dict[str, set[Cell]] = {}
    for unit in dict.fromkeys(one.of for one, _ in shown):
        found |= _hidden([(one, table) for one, table in shown if one.of == unit])
    return found


def _hidden(shown: Sequence[tuple[Indicator, Table]]) -> dict[str, set[Cell]]:
    numbers = _numbers(shown)
    for number in numbers.values():
        number.hidden |= _closed(number.sizes, number.largest, number.sums)
    pairs = [(whole, part) for whole, part in permutations(numbers, 2) if part.within(whole)]
    for whole, part in pairs:
        if any(test.operator != "ada" for test in part.beyond(whole)):
            numbers[part].hidden |= _difference(numbers[whole], numbers[part])
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


def _difference(whole: Number, part: Number) -> frozenset[Cell]:
    """Return the cells of the part to hide, so that nothing sensitive is known of those who are only in the whole."""
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
    return _closed(sizes, largest, sums)


def _closed(
    sizes: Mapping[Cell, int], largest: Mapping[Cell, int], sums: Mapping[tuple[Cell, str], set[Cell]]
) -> frozenset[Cell]:
    """Return the sensitive cells of one table, with those that protect them."""
    if largest:
        thin = dominated(sizes, largest)
        sensitive = [cell for cell in sizes if thin([cell])]
    else:
        thin = few(sizes)
        sensitive = [cell for cell, count in sizes.items() if 0 < count < THRESHOLD]
    if not sensitive:
        return frozenset()
    relations: list[Relation[Cell]] = [(total, tuple(sorted(parts))) for (total, _), parts in sorted(sums.items())]
    return suppress(sizes, sensitive, relations, thin)
