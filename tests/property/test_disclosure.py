"""Hidden cells stay hidden: attacked by solving all the sums, and by trying every table that fits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from selaras.core.figures.disclosure import THRESHOLD, Relation, recoverable, suppress

Place = tuple[int, int]  # row, column; 0 is the total
tables = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4)


def with_totals(inner: list[list[int]]) -> tuple[dict[Place, int], list[Relation[Place]]]:
    """Return every cell of a table with its margins, and all of its sums."""
    rows, columns = range(1, len(inner) + 1), range(1, len(inner[0]) + 1)
    counts = {(r, c): inner[r - 1][c - 1] for r in rows for c in columns}
    counts |= {(r, 0): sum(inner[r - 1]) for r in rows}
    counts |= {(0, c): sum(row[c - 1] for row in inner) for c in columns}
    counts[0, 0] = sum(map(sum, inner))
    relations: list[Relation[Place]] = [((r, 0), tuple((r, c) for c in columns)) for r in (0, *rows)]
    relations += [((0, c), tuple((r, c) for r in rows)) for c in (0, *columns)]
    return counts, relations


def small(counts: dict[Place, int]) -> set[Place]:
    return {cell for cell, count in counts.items() if 0 < count < THRESHOLD}


def determined(relations: list[Relation[Place]], hidden: frozenset[Place]) -> set[Place]:
    """Return the hidden cells that the sums determine: plain elimination with fractions over the whole matrix."""
    order = sorted(hidden)
    matrix = [[Fraction((cell in parts) - (cell == total)) for cell in order] for total, parts in relations]
    rank = 0
    for column in range(len(order)):
        pivot = next((i for i in range(rank, len(matrix)) if matrix[i][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        matrix[rank] = [x / matrix[rank][column] for x in matrix[rank]]
        for i, row in enumerate(matrix):
            if i != rank and row[column]:
                matrix[i] = [x - row[column] * y for x, y in zip(row, matrix[rank], strict=True)]
        rank += 1
    return {order[row.index(Fraction(1))] for row in matrix[:rank] if sum(map(bool, row)) == 1}


@given(tables)
def test_no_small_cell_can_be_computed_from_the_sums(inner: list[list[int]]) -> None:
    counts, relations = with_totals(inner)
    hidden = suppress(counts, small(counts), relations)

    assert small(counts) <= hidden
    assert recoverable(relations, hidden) == set()
    assert determined(relations, hidden) == set()


@given(tables)
def test_every_hidden_cell_has_somebody_in_it_and_nothing_is_hidden_without_need(inner: list[list[int]]) -> None:
    counts, relations = with_totals(inner)
    hidden = suppress(counts, small(counts), relations)

    assert all(counts[cell] > 0 for cell in hidden)
    assert hidden or not small(counts)
    assert small(counts) or not hidden


@given(tables, st.sets(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=9))
def test_the_quick_attack_finds_what_the_slow_one_finds(inner: list[list[int]], chosen: set[Place]) -> None:
    counts, relations = with_totals(inner)
    hidden = frozenset(chosen & set(counts))

    assert recoverable(relations, hidden) == determined(relations, hidden)


@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2))
def test_trying_every_table_that_fits_leaves_each_small_cell_open(inner: list[list[int]]) -> None:
    counts, relations = with_totals(inner)
    hidden = sorted(suppress(counts, small(counts), relations))
    if not hidden or len(hidden) > 4:
        return
    seen: dict[Place, set[int]] = {cell: set() for cell in hidden}
    for guess in product(range(1, 12), repeat=len(hidden)):
        table = {**counts, **dict(zip(hidden, guess, strict=True))}
        if all(table[total] == sum(table[part] for part in parts) for total, parts in relations):
            for cell, value in zip(hidden, guess, strict=True):
                seen[cell].add(value)

    assert all(len(seen[cell]) > 1 for cell in small(counts))
