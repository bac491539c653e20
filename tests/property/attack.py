"""An attacker's arithmetic, exact and slow: what a system of sums determines, and how far a hidden number can go."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Row = list[Fraction]


def determined(equations: Sequence[Mapping[Key, int]]) -> set[Key]:
    """Return the unknowns that the equations fix: plain elimination with fractions over the whole matrix."""
    order = sorted({key for equation in equations for key in equation}, key=str)
    matrix = [[Fraction(equation.get(key, 0)) for key in order] for equation in equations]
    rank = 0
    for column in range(len(order)):
        pivot = next((i for i in range(rank, len(matrix)) if matrix[i][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        _pivot(matrix, rank, column)
        rank += 1
    return {order[row.index(Fraction(1))] for row in matrix[:rank] if sum(map(bool, row)) == 1}


def interval(equations: Sequence[tuple[Mapping[Key, int], int]], target: Key) -> tuple[Fraction, Fraction | None]:
    """Return the least and the greatest value of an unknown while all are 0 or more; None for without end.

    equations: coefficients of the unknowns and what they come to; they have a solution. Linear programming by the simplex method.
    """
    order = sorted({key for coefficients, _ in equations for key in coefficients}, key=str)
    rows, basis = [], []
    for at, (coefficients, total) in enumerate(equations):
        sign = -1 if total < 0 else 1
        own = [Fraction(sign * coefficients.get(key, 0)) for key in order]
        slack = [Fraction(at == other) for other in range(len(equations))]
        rows.append([*own, *slack, Fraction(sign * total)])
        basis.append(len(order) + at)
    width = len(order)
    _climb(rows, basis, [Fraction(0)] * width + [Fraction(-1)] * len(equations), width + len(equations))
    assert all(not rows[i][-1] for i, column in enumerate(basis) if column >= width), "no solution"
    for i, column in enumerate(basis):
        other = next((c for c in range(width) if rows[i][c]), None) if column >= width else None
        if other is not None:
            _pivot(rows, i, other)
            basis[i] = other
    wanted = [Fraction(key == target) for key in order] + [Fraction(0)] * len(equations)
    most = _climb(rows, basis, wanted, width)
    least = _climb(rows, basis, [-value for value in wanted], width)
    assert least is not None
    return -least, most


def _climb(rows: list[Row], basis: list[int], goal: Row, width: int) -> Fraction | None:
    """Raise the goal as far as it goes (Bland's rule: no circles) and return it; None for without end."""
    while True:
        gains = (
            c for c in range(width) if goal[c] - sum(goal[b] * row[c] for b, row in zip(basis, rows, strict=True)) > 0
        )
        column = next(gains, None)
        if column is None:
            return sum((goal[b] * row[-1] for b, row in zip(basis, rows, strict=True)), Fraction(0))
        bounds = [(row[-1] / row[column], basis[i], i) for i, row in enumerate(rows) if row[column] > 0]
        if not bounds:
            return None
        leaving = min(bounds)[2]
        _pivot(rows, leaving, column)
        basis[leaving] = column


def _pivot(rows: list[Row], at: int, column: int) -> None:
    rows[at] = [x / rows[at][column] for x in rows[at]]
    for i, row in enumerate(rows):
        if i != at and row[column]:
            rows[i] = [x - row[column] * y for x, y in zip(row, rows[at], strict=True)]
