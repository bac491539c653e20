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
OTHERS = 40  # seeds tried when a change of the product has moved the recorded one


@cache
def without_bugs(seed: int) -> Outcome:
    """Return how the product fares on a seed."""
    return simulate(seed)


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught_and_the_product_passes_the_same_seed(bug: Bug) -> None:
    _, seed = recorded()[bug.name]
    for tree in TREES:
        plant(tree)

    caught = next((at for at in (seed, *range(OTHERS)) if _catches(bug, at)), None)

    assert caught is not None, "no seed catches it; run `python -m tests.simulation.hunt`"
    assert without_bugs(caught).violated is None, without_bugs(caught).told()


def _catches(bug: Bug, seed: int) -> bool:
    with bug.planted():
        return simulate(seed).violated is not None


def test_the_table_names_every_planted_bug_and_no_other() -> None:
    assert list(recorded()) == [bug.name for bug in PLANTED]
    assert len(PLANTED) >= LEAST
