"""Classes for a map: breaks that lie where the values part, never through equal ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

CLASSES_MAX = 5


def natural_breaks(values: Sequence[float], classes: int = CLASSES_MAX) -> list[float]:
    """Return the upper bound of each class, rising; fewer classes where there are fewer different values.

    The sum of squared deviations within classes is least (Fisher 1958, Jenks 1967), found exactly. Equal values always share
    a class, since only different values are parted. Cost: O(classes × n²) for n different values.

    >>> natural_breaks([1, 1, 2, 10, 11, 50], 3)
    [2, 11, 50]
    """
    distinct = sorted(set(values))
    count = dict.fromkeys(distinct, 0)
    for value in values:
        count[value] += 1
    if len(distinct) <= classes:
        return distinct
    weights = [0, *accumulate(count[v] for v in distinct)]
    sums = [0.0, *accumulate(count[v] * v for v in distinct)]
    squares = [0.0, *accumulate(count[v] * v * v for v in distinct)]

    def spread(first: int, last: int) -> float:
        """Squared deviations of the distinct values first..last-1 from their mean."""
        weight, total = weights[last] - weights[first], sums[last] - sums[first]
        return squares[last] - squares[first] - total * total / weight

    size = len(distinct)
    best = [spread(0, last) if last else 0.0 for last in range(size + 1)]
    cuts: list[list[int]] = []
    for number in range(2, classes + 1):
        following, cut = [0.0] * (size + 1), [0] * (size + 1)
        for last in range(number, size + 1):
            cost, at = min((best[first] + spread(first, last), first) for first in range(number - 1, last))
            following[last], cut[last] = cost, at
        best = following
        cuts.append(cut)
    bounds, last = [], size
    for cut in reversed(cuts):
        bounds.append(distinct[last - 1])
        last = cut[last]
    return [distinct[last - 1], *reversed(bounds)]


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Return which class a value falls into, from 0."""
    return next(i for i, bound in enumerate(bounds) if value <= bound)
