"""The simulation can fail: each planted bug is caught by its seed in docs/simulasi.md, which the product passes."""

from __future__ import annotations

from functools import cache

import pytest

from tests.simulation.hunt import recorded
from tests.simulation.planted_bugs import BUGS, Bug
from tests.simulation.planted_rules import RULES
from tests.simulation.run import Outcome, simulate
from tests.simulation.tree import TREES, plant

PLANTED = (*BUGS, *RULES)
LEAST = 20


@cache
def without_bugs(seed: int) -> Outcome:
    """Return how the product fares on a seed."""
    return simulate(seed)


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught_by_its_seed_and_the_product_passes_it(bug: Bug) -> None:
    code, seed = recorded()[bug.name]
    for tree in TREES:
        plant(tree)

    with bug.planted():
        violated = simulate(seed).violated

    assert violated is not None, f"seed {seed} no longer catches it; run `python -m tests.simulation.hunt`"
    assert violated.code == code
    assert without_bugs(seed).violated is None, without_bugs(seed).told()


def test_the_table_names_every_planted_bug_and_no_other() -> None:
    assert list(recorded()) == [bug.name for bug in PLANTED]
    assert len(PLANTED) >= LEAST
