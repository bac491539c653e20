"""What a definition is made of: how it calculates, and the tests by which it chooses units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selaras.core.figures.facts import UNITS

NUMBER_OPERATORS = (">=", ">")


class Calculation(StrEnum):
    """How the value comes from the measures of a cell."""

    JUMLAH = "jumlah"  # how many units meet the conditions
    TOTAL = "total"  # the sum of a column over them
    RATA = "rata"  # that sum for each unit that states the column
    PERSEN = "persen"  # how many of them meet a further condition, of a hundred
    RASIO = "rasio"  # the sum of one column over the sum of another


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one column. operator: ada, kosong, =, !=, memuat, >=, >."""

    column: str
    operator: str
    value: str = ""

    @classmethod
    def parse(cls, text: str, unit: str) -> Condition:
        """Read «kolom ada», «kolom = kata», «kolom memuat kata». Raises ValueError for a column that the unit lacks."""
        column, operator, value = (*text.split(" ", 2), "", "")[:3]
        if column not in UNITS[unit]:
            raise ValueError(f"{unit} has no column {column}")
        if operator not in {"ada", "kosong", "=", "!=", "memuat", *NUMBER_OPERATORS}:
            raise ValueError(f"no operator {operator}")
        if operator in NUMBER_OPERATORS:
            int(value)
        return cls(column, operator, value)

    def __str__(self) -> str:
        """As it is written in a definition."""
        return f"{self.column} {self.operator} {self.value}".rstrip()

    def implies(self, other: Condition) -> bool:
        """Return whether every unit that passes this test passes the other."""
        if self == other:
            return True
        if self.column != other.column or self.operator not in {"=", "memuat", *NUMBER_OPERATORS}:
            return False
        return other.operator == "ada" or (
            self.operator == "=" and other.operator == "!=" and self.value != other.value and "{" not in self.value
        )
