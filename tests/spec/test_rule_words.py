"""Every rule that a shipped indicator keeps is cited by its name, never by the word that files carry."""

from __future__ import annotations

from selaras import data
from selaras.flows.figures_in_words import RULES, rule_words


def test_every_rule_of_an_indicator_has_a_name() -> None:
    assert {rule for one in data.indicators().values() for rule in one.rules} == set(RULES)


def test_rules_are_cited_in_their_order_and_an_unknown_one_stands_as_written() -> None:
    assert rule_words(("pp-7-2021", "kbli-2020")) == "PP 7/2021, KBLI 2020"
    assert rule_words(("aturan-9",)) == "aturan-9"
    assert rule_words(()) == "tidak ada"
