"""How near linear programming comes to a hidden cell: attacked by a simplex method of its own, over one table and linked ones."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import TypeVar

import pytest

from selaras.core.figures.bounds import LEAST, Bounds
from selaras.core.figures.cells import Cell, Table
from selaras.core.figures.disclosure import NEAR_PERCENT, THRESHOLD, Relation, amount_goal, dominated, few, suppress
from tests.property.attack import interval
from tests.property.test_protection import INDICATORS, random_units, table_of

SEEDS = 150  # of the cross tables, and a fifth of it of the linked ones; 8,000 and 1,000 of each were tried once, without a find
Key = TypeVar("Key", bound=Hashable)
Place = tuple[int, int]  # row, column; 3 is the total


def greatest(
    relations: Sequence[Relation[Key]], sizes: Mapping[Key, int], hidden: frozenset[Key], target: Key
) -> Fraction | None:
    """Return the most that a hidden cell could hold, for a reader who knows that each holds LEAST; None for without end."""
    equations = []
    for total, parts in relations:
        unknown = {part: 1 for part in parts if part in hidden} | ({total: -1} if total in hidden else {})
        known = (0 if total in hidden else sizes[total]) - sum(sizes[part] for part in parts if part not in hidden)
        equations += [(unknown, known - LEAST * sum(unknown.values()))] if unknown else []
    _, most = interval(equations, target)
    return None if most is None else most + LEAST


def cross_table(rng: Random) -> tuple[dict[Place, list[int]], list[Relation[Place]]]:
    """Return the amounts of each unit of every cell, and all sums."""
    inner = [[amounts_of_a_cell(rng) for _ in range(3)] for _ in range(3)]
    cells = {(r, c): [x for i in (range(3) if r == 3 else [r]) for j in (range(3) if c == 3 else [c]) for x in inner[i][j]]
             for r in range(4) for c in range(4)}  # fmt: skip
    relations: list[Relation[Place]] = [((r, 3), tuple((r, c) for c in range(3))) for r in range(4)]
    return cells, relations + [((3, c), tuple((r, c) for r in range(3))) for c in range(4)]


def amounts_of_a_cell(rng: Random) -> list[int]:
    return [int(rng.lognormvariate(3, 1.5)) for _ in range(rng.choice([0, 1, 2, 3, 5, 8, 12]))]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_linear_programming_does_not_come_near_the_largest_unit(seed: int) -> None:
    cells, relations = cross_table(Random(seed))
    amounts = {cell: sum(of) for cell, of in cells.items()}
    largest = {cell: max([*of, 0]) for cell, of in cells.items()}
    thin = dominated(amounts, largest)
    sensitive = [cell for cell in cells if thin([cell])]
    goals = {cell: amount_goal(amounts[cell], largest[cell]) for cell in sensitive}
    hidden = suppress(amounts, sensitive, relations, thin, goals)

    for cell in sensitive:
        most = greatest(relations, amounts, hidden, cell)
        first, second = sorted([*cells[cell], 0, 0], reverse=True)[:2]
        assert most is None or 100 * (most - second - first) >= NEAR_PERCENT * first


@pytest.mark.parametrize("seed", range(SEEDS // 5))
@pytest.mark.parametrize("name", ["umkm", "kur"])
def test_linear_programming_never_tells_that_fewer_than_three_stand_behind_a_cell(name: str, seed: int) -> None:
    table = table_of(INDICATORS[name], random_units(Random(seed))[:60])
    sizes, relations = {cell: numbers[0] for cell, numbers in table.numbers.items()}, sums_of(table)
    goals = {cell: THRESHOLD for cell in sorted(sizes) if 0 < sizes[cell] < THRESHOLD}
    hidden = suppress(sizes, goals, relations, few(sizes), goals)

    for cell in goals:
        most = greatest(relations, sizes, hidden, cell)
        assert most is None or most >= THRESHOLD


@pytest.mark.parametrize("seed", range(SEEDS // 5))
def test_the_search_of_the_product_agrees_with_the_attack_whatever_is_hidden(seed: int) -> None:
    rng = Random(seed)
    table = table_of(INDICATORS["umkm"], random_units(rng)[:40])
    sizes, relations = {cell: numbers[0] for cell, numbers in table.numbers.items()}, sums_of(table)
    hidden = frozenset(cell for cell in sorted(sizes) if sizes[cell] and rng.random() < 0.5)
    bounds = Bounds(relations, sizes, hidden)

    for cell in sorted(hidden):
        most, goal = greatest(relations, sizes, hidden, cell), sizes[cell] + rng.randint(1, 3)
        assert (bounds.holding_down(cell, goal) == []) == (most is None or most >= goal)


def sums_of(table: Table) -> list[Relation[Cell]]:
    return [(total, tuple(sorted(parts))) for (total, _), parts in sorted(table.sums.items())]


def test_a_table_that_equations_alone_do_not_open_is_protected_from_inequalities() -> None:
    cells, relations = cross_table(Random(485))
    amounts = {cell: sum(of) for cell, of in cells.items()}
    largest = {cell: max([*of, 0]) for cell, of in cells.items()}
    thin = dominated(amounts, largest)
    goals = {cell: amount_goal(amounts[cell], largest[cell]) for cell in sorted(cells) if thin([cell])}
    before, now = suppress(amounts, goals, relations, thin), suppress(amounts, goals, relations, thin, goals)

    assert [cell for cell in goals if (most := greatest(relations, amounts, before, cell)) and most < goals[cell]]
    assert before < now


def test_the_simplex_method_of_the_attack_finds_the_ends_of_an_interval() -> None:
    assert interval([({"a": 1, "b": 1}, 10), ({"a": 1, "c": 1}, 4)], "b") == (Fraction(6), Fraction(10))
    assert interval([({"a": 1, "b": -1}, 3)], "a") == (Fraction(3), None)
