"""Disclosure control of one table: which cells stay hidden so that no sensitive one can be computed back from what is shown.

Every table adds up, so a hidden cell can leak through its row, its column, or a combination of both. `suppress` hides further
cells until `recoverable`, which solves the whole system, finds nothing, no group of hidden cells is so thin that its sum gives
somebody away, and every sensitive cell could hold as much as its goal (`Bounds`). A cell of nobody is shown as 0.

Two rules say what is sensitive (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4):
- threshold: a count of one or two units.
- dominance (1, k): an amount of which one unit makes more than k = 100 / (2 + p / 100) percent. With p = 10 (47.6 percent) this
  hides all that the p% rule does: where total − first − second < p% of the first, the first alone exceeds k, as the second is
  no greater. It is the stricter rule, and it needs no second largest, so that partial sums can be put together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from selaras.core.figures.bounds import Bounds

THRESHOLD = 3  # a cell of one or two units is not shown
NEAR_PERCENT = 10  # p: nobody may estimate another's amount more closely than this
_PRIME = 2**61 - 1  # arithmetic modulo a prime is exact, and no table has coefficients that it could confuse

Key = TypeVar("Key", bound=Hashable)
Relation = tuple[Key, tuple[Key, ...]]  # a total and the parts that add up to it
Thin = Callable[[Iterable[Key]], bool]  # whether the sum of these cells, taken together, gives somebody away


def few(counts: Mapping[Key, int], threshold: int = THRESHOLD) -> Thin[Key]:
    """Return the rule for counts: hidden cells whose sum is known hold at least twice the threshold together."""
    return lambda cells: sum(counts[cell] for cell in cells) < 2 * threshold


def dominated(amounts: Mapping[Key, int], largest: Mapping[Key, int]) -> Thin[Key]:
    """Return the rule for amounts. amounts: without sign; largest: of one unit of each cell."""

    def thin(cells: Iterable[Key]) -> bool:
        known = list(cells)
        first = max((largest[cell] for cell in known), default=0)
        return 100 * sum(amounts[cell] for cell in known) < (200 + NEAR_PERCENT) * first

    return thin


def amount_goal(amount: int, largest: int) -> int:
    """Return what an amount must be able to be, so that nobody, not even the second largest, comes too near to the largest unit."""
    missing = NEAR_PERCENT * largest - 100 * max(0, amount - 2 * largest)
    return amount - (-missing // 100)


def suppress(
    sizes: Mapping[Key, int],
    sensitive: Iterable[Key],
    relations: Sequence[Relation[Key]],
    thin: Thin[Key] | None = None,
    goals: Mapping[Key, int] | None = None,
) -> frozenset[Key]:
    """Return the cells to hide: those that are sensitive, and as many more as protect them.

    sizes: units behind every cell, or its amount; 0 is never hidden. relations: every sum that a reader can form. thin: the
    rule for hidden cells whose sum is known; of counts if left out. goals: what sensitive cells must be able to hold.
    """
    hidden, rule = set(sensitive), thin or few(sizes)
    while hidden:
        found = [cell for relation in relations if (cell := _exposed(relation, sizes, hidden, rule)) is not None]
        if not found:
            open_cells = recoverable(relations, hidden)
            found = [cell for relation in relations if open_cells & {relation[0], *relation[1]}
                     if (cell := _cover(relation, sizes, hidden, rule)) is not None][:1]  # fmt: skip
        if not found and goals:
            found = _holding_down(Bounds(relations, sizes, hidden), goals)
        if not found:
            break
        hidden.update(found)
    return frozenset(hidden)


def _exposed(relation: Relation[Key], sizes: Mapping[Key, int], hidden: set[Key], thin: Thin[Key]) -> Key | None:
    """Return a cell to hide because this sum alone gives a hidden one away; None when it does not, or nothing is left."""
    total, parts = relation
    dark = [part for part in parts if part in hidden]
    alone = len(dark) + (total in hidden) == 1
    told = dark and total not in hidden and thin(dark)
    return _cover(relation, sizes, hidden, thin) if alone or told else None


def _cover(relation: Relation[Key], sizes: Mapping[Key, int], hidden: set[Key], thin: Thin[Key]) -> Key | None:
    """Return the smallest part that makes the hidden ones safe together, else the greatest; the total where no part is left."""
    total, parts = relation
    dark = [part for part in parts if part in hidden]
    free = sorted((part for part in parts if part not in hidden and sizes[part] > 0), key=lambda p: (sizes[p], str(p)))
    if free:
        return next((part for part in free if not thin([*dark, part])), free[-1])
    return None if total in hidden else total


def _holding_down(bounds: Bounds[Key], goals: Mapping[Key, int]) -> list[Key]:
    """Return a shown cell to hide for each that cannot reach its goal; one that already holds down another serves both."""
    found: list[Key] = []
    for cell, goal in goals.items():
        shown = bounds.holding_down(cell, goal)
        if shown and not set(shown) & set(found):
            found.append(shown[0])
    return found


def recoverable(relations: Sequence[Relation[Key]], hidden: Iterable[Key]) -> set[Key]:
    """Return the hidden cells that a linear combination of the sums determines.

    Gauss-Jordan over the hidden cells: one is determined exactly when its row holds nothing but itself.
    """
    dark = set(hidden)
    rows: dict[Key, dict[Key, int]] = {}
    for total, parts in relations:
        row = {part: 1 for part in parts if part in dark}
        if total in dark:
            row[total] = _PRIME - 1
        _reduce(row, rows)
        if not row:
            continue
        pivot = min(row, key=str)
        scale = pow(row[pivot], -1, _PRIME)
        row = {cell: value * scale % _PRIME for cell, value in row.items()}
        for other in rows.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _reduce(row: dict[Key, int], rows: Mapping[Key, dict[Key, int]]) -> None:
    for cell in list(row):
        if cell in rows and cell in row:
            _subtract(row, rows[cell], row[cell])


def _subtract(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
