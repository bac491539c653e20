"""Whole trees of offices under faults, by seed. SELARAS_SEEDS says how many; SELARAS_SEED replays one."""

from __future__ import annotations

import os

import pytest

from tests.simulation.run import simulate

SEEDS = int(os.environ.get("SELARAS_SEEDS", "20"))
ONE = os.environ.get("SELARAS_SEED")
BLOCK = 10
BLOCKS = (
    [range(int(ONE), int(ONE) + 1)] if ONE else [range(at, min(at + BLOCK, SEEDS)) for at in range(0, SEEDS, BLOCK)]
)


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_every_invariant_holds_in_every_world(seeds: range) -> None:
    failed = [outcome.told() for seed in seeds if (outcome := simulate(seed)).violated]

    assert not failed, "\n\n".join(failed)


def test_a_seed_replays_exactly_the_same_world() -> None:
    first, again = simulate(7, steps=150), simulate(7, steps=150)

    assert first.trace == again.trace
    assert first.digest == again.digest
    assert simulate(8, steps=150).digest != first.digest
