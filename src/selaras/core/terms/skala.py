"""Size class of an enterprise, computed under a named and dated rule; never typed in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from selaras.core.terms.rupiah import Rupiah


class Skala(StrEnum):
    MIKRO = "mikro"
    KECIL = "kecil"
    MENENGAH = "menengah"
    BESAR = "besar"


@dataclass(frozen=True, slots=True)
class SkalaRule:
    """Upper bounds in rupiah, inclusive, of mikro, kecil and menengah.

    modal_max: capital or net assets without land and buildings.
    since: the day the rule came into force.
    """

    id: str
    since: dt.date
    source: str
    omzet_max: tuple[int, int, int]
    modal_max: tuple[int, int, int]

    @property
    def law(self) -> str:
        """The law, as an officer names it."""
        return self.source.partition(" art.")[0]


_JUTA, _MILIAR = 10**6, 10**9

PP_7_2021 = SkalaRule(
    id="pp-7-2021",
    since=dt.date(2021, 2, 2),
    source="PP 7/2021 art. 35(3) and 35(5)",
    omzet_max=(2 * _MILIAR, 15 * _MILIAR, 50 * _MILIAR),
    modal_max=(1 * _MILIAR, 5 * _MILIAR, 10 * _MILIAR),
)
UU_20_2008 = SkalaRule(
    id="uu-20-2008",
    since=dt.date(2008, 7, 4),
    source="UU 20/2008 art. 6; the net asset bounds were not seen in the source text",
    omzet_max=(300 * _JUTA, 2_500 * _JUTA, 50 * _MILIAR),
    modal_max=(50 * _JUTA, 500 * _JUTA, 10 * _MILIAR),
)
SKALA_RULES: Mapping[str, SkalaRule] = MappingProxyType({rule.id: rule for rule in (UU_20_2008, PP_7_2021)})


def classify_skala(*, omzet: Rupiah | None, modal: Rupiah | None, rule: SkalaRule = PP_7_2021) -> Skala | None:
    """Return the size class that annual sales put an enterprise in; None when nothing is known.

    omzet: whole rupiah a year. modal: without land and buildings; it counts only while there are no annual
    sales yet, that is for a new enterprise. Both at least 0: intake refuses others.

    >>> classify_skala(omzet=Rupiah(2_000_000_000), modal=None)
    <Skala.MIKRO: 'mikro'>
    """
    if omzet is not None:
        return _class_of(omzet, rule.omzet_max)
    if modal is not None:
        return _class_of(modal, rule.modal_max)
    return None


def skala_rule_on(day: dt.date) -> SkalaRule:
    """Return the rule in force on a day. Raises ValueError before the first one."""
    in_force = [rule for rule in SKALA_RULES.values() if rule.since <= day]
    if not in_force:
        raise ValueError(f"no rule of scale was in force on {day}")
    return max(in_force, key=lambda rule: rule.since)


def _class_of(amount: int, bounds: tuple[int, int, int]) -> Skala:
    if amount < 0:
        raise ValueError(f"an amount must be at least 0 rupiah, got {amount}")
    for skala, bound in zip((Skala.MIKRO, Skala.KECIL, Skala.MENENGAH), bounds, strict=True):
        if amount <= bound:
            return skala
    return Skala.BESAR
