"""The bootstrap interval: repeated to the digit, near the analytic one, and what a naive bootstrap of the units gives."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from random import Random
from statistics import fmean, pstdev, stdev

import pytest

from selaras.core.figures.bootstrap import bootstrap, normal, redrawn
from selaras.core.figures.pdrb_inputs import parse_inputs
from selaras.core.figures.value_added import Method, contribution
from tests.spec.test_value_added import TABLE

SEED = bytes(32)


def sampled(units: list[float], count: int) -> dict[str, float]:
    """Return a cell of the inputs as a sample of these units tells it."""
    return {
        "jumlah": count,
        "rata_rata_output": fmean(units),
        "rasio_nilai_tambah": 0.6,
        "sampel": len(units),
        "simpangan_baku": stdev(units),
    }


def test_the_same_inputs_give_the_same_interval_and_other_inputs_other_draws() -> None:
    inputs = parse_inputs(TABLE)
    first, again = bootstrap(inputs, Method.BOTTOM_UP), bootstrap(parse_inputs(copy.deepcopy(TABLE)), Method.BOTTOM_UP)
    other = bootstrap(replace(inputs, sources=("lain",)), Method.BOTTOM_UP)

    assert first == again
    assert first is not None
    assert other is not None
    assert first.seed != other.seed
    assert (first.low, first.high) != (other.low, other.high)


def test_where_nothing_was_sampled_there_is_no_interval() -> None:
    assert bootstrap(parse_inputs(TABLE), Method.RESIDUAL) is None


def test_the_draws_are_those_of_a_standard_normal_distribution() -> None:
    drawn = [float(normal(SEED, number, "A")) for number in range(4000)]

    assert abs(fmean(drawn)) < 0.05
    assert abs(pstdev(drawn) - 1) < 0.05
    assert normal(SEED, 1, "A") != normal(SEED, 1, "B")


def test_only_what_was_sampled_is_drawn_anew_and_never_below_nothing() -> None:
    inputs = parse_inputs(TABLE)
    drawn = [redrawn(inputs, SEED, number) for number in range(300)]

    assert all(one.sectors[1] == inputs.sectors[1] for one in drawn)
    assert all(one.sectors[0].cells["besar"] == inputs.sectors[0].cells["besar"] for one in drawn)
    assert len({one.sectors[0].cells["mikro"].mean for one in drawn}) == 300
    assert all(one.sectors[0].cells["mikro"].mean >= 0 for one in drawn)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_resampling_the_units_one_by_one_gives(seed: int) -> None:
    rng = Random(seed)
    table, count = copy.deepcopy(TABLE), 100_000
    units = [rng.lognormvariate(-2.5, 0.6) for _ in range(200)]
    table["sektor"][0]["usaha"]["mikro"] = sampled(units, count)
    inputs = parse_inputs(table)
    found = bootstrap(inputs, Method.BOTTOM_UP)
    naive = []
    for _ in range(400):
        again = copy.deepcopy(table)
        again["sektor"][0]["usaha"]["mikro"] = sampled(rng.choices(units, k=len(units)), count)
        naive.append(contribution(parse_inputs(again), Method.BOTTOM_UP).share)
    naive.sort()
    analytic = contribution(inputs, Method.BOTTOM_UP)
    assert found is not None
    assert analytic.low is not None
    assert analytic.high is not None
    width = analytic.high - analytic.low

    for low, high in ((analytic.low, analytic.high), (naive[9], naive[-10])):
        assert abs(found.low - low) < width * Decimal("0.15")
        assert abs(found.high - high) < width * Decimal("0.15")
