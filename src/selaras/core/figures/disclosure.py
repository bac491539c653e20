"""Disclosure control: which cells stay hidden so that no small one can be computed back from what is shown.

Every table adds up, so a hidden cell can leak through its row, its column, or a combination of both. `suppress` hides further
cells until `recoverable`, which solves the whole system, finds nothing, and no group of hidden cells is so small that its
sum gives them away. A cell of nobody is shown as 0.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

THRESHOLD = 3  # a cell of one or two units is not shown
_PRIME = 2**61 - 1  # arithmetic modulo a prime is exact, and no table has coefficients that it could confuse

Key = TypeVar("Key", bound=Hashable)
Relation = tuple[Key, tuple[Key, ...]]  # a total and the parts that add up to it


def suppress(
    counts: Mapping[Key, int], small: Iterable[Key], relations: Sequence[Relation[Key]], threshold: int = THRESHOLD
) -> frozenset[Key]:
    """Return the cells to hide: those that are small, and as many more as protect them.

    counts: units behind every cell. small: cells that must not be known. relations: every sum that a reader can form.
    """
    hidden = set(small)
    while True:
        found = [cell for relation in relations if (cell := _exposed(relation, counts, hidden, threshold)) is not None]
        if not found:
            open_cells = recoverable(relations, hidden)
            found = [cell for relation in relations if open_cells & {relation[0], *relation[1]}
                     if (cell := _smallest(relation, counts, hidden)) is not None][:1]  # fmt: skip
        if not found:
            return frozenset(hidden)
        hidden.update(found)


def _exposed(relation: Relation[Key], counts: Mapping[Key, int], hidden: set[Key], threshold: int) -> Key | None:
    """Return a cell to hide because this sum alone gives a hidden one away; None when it does not, or nothing is left."""
    total, parts = relation
    dark = [part for part in parts if part in hidden]
    alone = len(dark) + (total in hidden) == 1
    told = dark and total not in hidden and sum(counts[part] for part in dark) < 2 * threshold
    return _smallest(relation, counts, hidden) if alone or told else None


def _smallest(relation: Relation[Key], counts: Mapping[Key, int], hidden: set[Key]) -> Key | None:
    total, parts = relation
    free = [part for part in parts if part not in hidden and counts[part] > 0]
    if free:
        return min(free, key=lambda part: (counts[part], str(part)))
    return None if total in hidden else total


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
