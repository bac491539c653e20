"""How far up hidden cells can go while every sum that is shown still holds: an attacker's linear programming, exact.

The table as it is satisfies all sums, so the search starts there and pushes one hidden cell after another (the simplex method from
an inner point, Bland's rule, whole numbers in every row). A reader knows that a hidden cell is not empty: empty ones are shown.
Whether a cell gets as far as asked does not depend on the way that the search takes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import Generic, TypeVar

LEAST = 1  # what a hidden cell holds at least

Key = TypeVar("Key", bound=Hashable)
Number = int | Fraction
Row = dict[int, int]  # coefficients by column; ~r tells how often relation r is in it


class Bounds(Generic[Key]):
    """The sums over hidden cells, solved for some of them. Rows always hold for the values."""

    def __init__(
        self, relations: Sequence[tuple[Key, tuple[Key, ...]]], sizes: Mapping[Key, int], hidden: Iterable[Key]
    ) -> None:
        self._keys = sorted(hidden, key=str)
        self._column = {key: at for at, key in enumerate(self._keys)}
        self._values: list[Number] = [sizes[key] for key in self._keys]
        self._most = list(self._values)
        self._rows: dict[int, Row] = {}  # by the column that it is solved for, whose coefficient is above 0
        self._used: dict[int, set[int]] = {}  # by column, the rows that hold it
        self._relations, self._sizes = relations, sizes
        for at, (total, parts) in enumerate(relations):
            self._take_in(at, dict.fromkeys(parts, 1) | {total: -1})

    def holding_down(self, key: Key, goal: int) -> list[Key]:
        """Return nothing if the cell can hold as much as `goal`; else the shown cells by which a reader knows that it can't.

        First those that would make room enough if they alone were unknown, the smaller first.
        """
        column = self._column[key]
        while self._most[column] < goal:
            if column not in self._rows:
                self._push(column, 1, column, goal)
                continue
            row = self._rows[column]
            entering = min((at for at, times in row.items() if self._lifts(at, times, column)), default=None)
            if entering is None:
                return self._told(row, row[column] * (goal - self._values[column]))
            self._push(entering, 1 if row[entering] < 0 else -1, column, goal)
        return []

    def _take_in(self, at: int, relation: Mapping[Key, int]) -> None:
        row = {self._column[key]: times for key, times in relation.items() if key in self._column}
        if not row:
            return
        row[~at] = 1
        for column in sorted(row):
            if column in self._rows and column in row:
                row = _without(row, self._rows[column], column)
        cells = [column for column in row if column >= 0]
        if cells:
            self._solve_for(max(cells, key=lambda column: (self._values[column], column)), row)

    def _solve_for(self, column: int, row: Row) -> None:
        """Keep a row as the one of this column, and take the column out of every other."""
        if row[column] < 0:
            row = {at: -times for at, times in row.items()}
        self._store(column, row)
        for other in sorted(self._used[column] - {column}):
            self._store(other, _without(self._rows[other], row, column))

    def _store(self, column: int, row: Row) -> None:
        old = self._rows.get(column, {})
        for gone in old.keys() - row.keys():
            self._used[gone].discard(column)
        for new in row.keys() - old.keys():
            self._used.setdefault(new, set()).add(column)
        self._rows[column] = row

    def _lifts(self, at: int, times: int, goal_column: int) -> bool:
        """Return whether changing this cell raises the one that the row is solved for."""
        return at >= 0 and at != goal_column and (times < 0 or self._values[at] > LEAST)

    def _push(self, entering: int, sign: int, wanted: int, goal: int) -> None:
        """Change a cell that no row is solved for as far as nothing falls below LEAST, or until the wanted one is at its goal."""
        rates = {
            at: Fraction(-sign * self._rows[at][entering], self._rows[at][at]) for at in self._used.get(entering, ())
        }
        rates[entering] = Fraction(sign)
        limits = [((self._values[at] - LEAST) / -rate, at) for at, rate in rates.items() if rate < 0]
        enough = (goal - self._values[wanted]) / rates[wanted]
        step, leaving = min([*limits, (enough, -1)])
        for at, rate in rates.items():
            self._values[at] += step * rate
            self._most[at] = max(self._most[at], self._values[at])
        if leaving not in {-1, entering}:
            row = self._rows.pop(leaving)
            for at in row:
                self._used[at].discard(leaving)
            self._solve_for(entering, row)

    def _told(self, row: Row, missing: Number) -> list[Key]:
        """Return the shown cells in a row that lets nothing rise. More of one that counts below 0 would, or less of one above 0."""
        found: dict[Key, int] = {}
        for at, times in sorted(row.items()):
            if at < 0:
                total, parts = self._relations[~at]
                for key, sign in ((total, -1), *((part, 1) for part in parts)):
                    if key not in self._column and self._sizes[key] > 0:
                        found[key] = found.get(key, 0) + sign * times
        short = {
            key: times > 0 and times * (self._sizes[key] - LEAST) < missing for key, times in found.items() if times
        }
        return sorted(short, key=lambda key: (short[key], self._sizes[key], str(key)))


def _without(row: Row, other: Row, column: int) -> Row:
    """Return the row with as much of the other taken off that the column is gone, in the smallest whole numbers."""
    mine, theirs = other[column], row[column]
    found = {at: times * mine for at, times in row.items()} if mine != 1 else dict(row)
    for at, times in other.items():
        left = found.get(at, 0) - times * theirs
        if left:
            found[at] = left
        else:
            found.pop(at, None)
    if mine != 1:
        common = gcd(*found.values()) if found else 1
        found = {at: times // common for at, times in found.items()} if common > 1 else found
    return found
