"""Trees of offices that exchange by packets, some without any line, under all other faults, by seed."""

from __future__ import annotations

import os
from random import Random

import pytest

from tests.simulation import accidents
from tests.simulation.invariants import check_end, check_office
from tests.simulation.post import Post
from tests.simulation.run import ALWAYS, CHECK_EVERY, SOMETIMES, TREES, Step
from tests.simulation.world import Violated, World

SEEDS = max(20, int(os.environ.get("SELARAS_SEEDS", "20")) // 5)  # beside the worlds of test_simulation
ONE = os.environ.get("SELARAS_SEED")
BLOCK = 10
BLOCKS = (
    [range(int(ONE), int(ONE) + 1)] if ONE else [range(at, min(at + BLOCK, SEEDS)) for at in range(0, SEEDS, BLOCK)]
)
STEPS = 300
LINES = {accidents.sync_well, accidents.sync_badly}


def simulate(seed: int) -> str:
    """Return how a world ended: "" when every invariant held, else what did not, and the end of the trace."""
    chance = Random(f"paket {seed}")
    world = World(seed, chance.choice(TREES))
    post = Post(world)
    weights: dict[Step, int] = {**ALWAYS, **{s: w for s, w in SOMETIMES.items() if chance.random() < 0.6}}
    weights |= {post.write: 24, post.read: 30}
    if chance.random() < 0.5:
        weights = {step: weight for step, weight in weights.items() if step not in LINES}
    try:
        for at in range(STEPS):
            (step,) = chance.choices(list(weights), list(weights.values()))
            step(world)
            if at % CHECK_EVERY == CHECK_EVERY - 1:
                check_office(world, chance.choice(world.live()))
        post.heal()
        check_end(world)
    except Violated as violated:
        return f"{violated} (SELARAS_SEED={seed} replays it)\n" + "\n".join(world.trace[-40:])
    finally:
        world.close()
    return ""


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_every_invariant_holds_where_offices_exchange_by_packets(seeds: range) -> None:
    failed = [told for seed in seeds if (told := simulate(seed))]

    assert not failed, "\n\n".join(failed)
