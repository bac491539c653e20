"""Formulas in words: every condition of a definition is in them, and no word of the machine."""

from __future__ import annotations

import pytest

from selaras import data
from selaras.core.figures.facts import UNITS
from selaras.core.figures.indicator import Indicator

MACHINE = {name for columns in UNITS.values() for name in columns if "_" in name} | {"!=", "=", ">", ">=", "{", "_"}


@pytest.mark.parametrize("indicator", data.indicators().values(), ids=lambda one: one.id)
def test_a_formula_has_no_word_of_the_machine(indicator: Indicator) -> None:
    assert not [word for word in MACHINE if word in indicator.formula]


def test_two_definitions_that_count_differently_are_worded_differently() -> None:
    by_formula = {one.formula: str(one.rule()) for one in data.indicators().values()}
    rules = {str(one.rule()) for one in data.indicators().values()}

    assert len(by_formula) == len(rules)


def test_formulas_say_what_is_done() -> None:
    said = {name: one.formula for name, one in data.indicators().items()}

    assert said["koperasi"] == "banyaknya semua koperasi"
    assert said["umkm_uu20"] == "banyaknya usaha yang tidak tercatat tutup dan tidak tercatat besar menurut UU 20/2008"
    assert (
        said["kredit_macet"]
        == "100 × banyaknya di antaranya yang macet / banyaknya kredit yang kolektibilitasnya tercatat"
    )
    assert said["kur_plafon"] == "jumlah plafon yang tercatat, atas kredit yang tercatat menerima KUR"
    assert said["koperasi_shu_per_aset"] == (
        "jumlah SHU / jumlah aset, atas koperasi yang tidak tercatat bubar, dan keduanya tercatat"
    )
    assert said["digital_indeks"].startswith(
        "jumlah butir pemakaian digital / banyaknya usaha yang mencatatkannya, atas usaha"
    )
