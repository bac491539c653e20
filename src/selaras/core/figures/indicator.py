"""An indicator: a definition as data, from which every engine computes the same whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from selaras.core.figures.condition import Calculation, Condition
from selaras.core.figures.facts import UNITS
from selaras.core.figures.formula import formula


@dataclass(frozen=True, slots=True)
class Measure:
    """A whole number of a cell: how many units meet all conditions, or the sum of a column over them."""

    conditions: tuple[Condition, ...]
    column: str | None = None

    def within(self, other: Measure) -> bool:
        """Return whether it measures a part of the units that the other does, the same column if any."""
        return self.column == other.column and all(
            any(mine.implies(test) for mine in self.conditions) for test in other.conditions
        )

    def beyond(self, other: Measure) -> list[Condition]:
        """Return the tests that the other does not already make."""
        return [mine for mine in self.conditions if not any(test.implies(mine) for test in other.conditions)]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure means. of: the unit it counts. classes: by which columns it is broken down.

    where: the universe that is counted; part: what «persen» looks for in it; column, per: what is summed, and over what.
    """

    id: str
    version: int
    name: str
    concept: str
    unit: str
    of: str
    calculation: Calculation
    where: tuple[Condition, ...]
    part: tuple[Condition, ...]
    column: str | None
    per: str | None
    classes: tuple[str, ...]
    rules: tuple[str, ...]
    universe: str
    source: str

    @property
    def definition(self) -> str:
        """The id that two values must share to be added or drawn on one line."""
        return f"{self.id}@{self.version}"

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Numerator, denominator, contributing units, and the universe: four whole numbers a cell."""
        whole = Measure(self.where)
        if self.calculation is Calculation.JUMLAH:
            return (whole, whole, whole, whole)
        if self.calculation is Calculation.PERSEN:
            return (Measure(self.where + self.part), whole, whole, whole)
        assert self.column
        stated = Measure((*self.where, Condition(self.column, "ada")))
        summed = Measure(stated.conditions, self.column)
        if self.calculation is Calculation.RASIO:
            assert self.per
            both = (*stated.conditions, Condition(self.per, "ada"))
            return (Measure(both, self.column), Measure(both, self.per), Measure(both), whole)
        return (summed, stated, stated, whole)

    @property
    def amounts(self) -> tuple[Measure, ...]:
        """The sums among its measures, of which one unit could make nearly all."""
        return tuple(dict.fromkeys(measure for measure in self.measures if measure.column))

    def value(self, cell: Sequence[int]) -> Fraction | None:
        """Return the value of a cell's four numbers; None where nothing can be divided."""
        numerator, denominator = cell[0], cell[1]
        match self.calculation:
            case Calculation.JUMLAH | Calculation.TOTAL:
                return Fraction(numerator)
            case Calculation.PERSEN:
                return Fraction(100 * numerator, denominator) if denominator else None
            case _:
                return Fraction(numerator, denominator) if denominator else None

    def metadata(self) -> dict[str, object]:
        """Return what Satu Data Indonesia asks to stand beside a figure."""
        return {
            "id": self.id,
            "version": self.version,
            "name": self.name,
            "concept": self.concept,
            "formula": self.formula,
            "unit": self.unit,
            "classification": list(self.classes),
            "rules": list(self.rules),
            "universe": self.universe,
            "period": "tahun",
            "source": self.source,
        }

    def rule(self) -> dict[str, object]:
        """Return how it is computed, as its definition writes it: a release carries this, so that it can be computed again."""
        return {
            "kesatuan": self.of,
            "hitung": self.calculation.value,
            "syarat": [str(one) for one in self.where],
            "bagian": [str(one) for one in self.part],
            "kolom": self.column,
            "per": self.per,
        }

    @property
    def formula(self) -> str:
        """The calculation in words, made from the definition itself."""
        return formula(self.of, self.calculation, self.where, self.part, (self.column, self.per))


def parse_indicators(raw: Iterable[Mapping[str, Any]]) -> dict[str, Indicator]:
    """Read definitions that were written as TOML, in their order. Raises ValueError: a mistake of ours."""
    found: dict[str, Indicator] = {}
    for one in raw:
        indicator = _indicator(one)
        if indicator.id in found:
            raise ValueError(f"{indicator.id} is defined twice")
        found[indicator.id] = indicator
    return found


def read_indicator(about: Mapping[str, Any]) -> Indicator:
    """Read a definition as a release carries it: its metadata, and its rule under "definition"."""
    return _indicator(
        {
            "id": about["id"],
            "versi": about["version"],
            "nama": about["name"],
            "konsep": about["concept"],
            "satuan": about["unit"],
            "klasifikasi": about["classification"],
            "aturan": about["rules"],
            "cakupan": about["universe"],
            "sumber": about["source"],
            **about["definition"],
        }
    )


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    of = raw["kesatuan"]
    column, per, classes = raw.get("kolom"), raw.get("per"), tuple(raw.get("klasifikasi", ()))
    for name in (column, per, *classes):
        if name is not None and name not in UNITS[of]:
            raise ValueError(f"{raw['id']}: {of} has no column {name}")
    return Indicator(
        id=raw["id"],
        version=raw.get("versi", 1),
        name=raw["nama"],
        concept=raw["konsep"],
        unit=raw["satuan"],
        of=of,
        calculation=Calculation(raw["hitung"]),
        where=tuple(Condition.parse(text, of) for text in raw.get("syarat", ())),
        part=tuple(Condition.parse(text, of) for text in raw.get("bagian", ())),
        column=column,
        per=per,
        classes=classes,
        rules=tuple(raw.get("aturan", ())),
        universe=raw.get("cakupan", "semua lapangan usaha"),
        source=raw.get("sumber", "registri Selaras"),
    )
