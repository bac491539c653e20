"""Every thing that can be wrong with a cell, a row or a file: code, meaning and the way out.

One catalogue for parsers, intake, screens and `docs/kode-kesalahan.md`, which a test holds equal to it.
A code never changes its meaning; offices and other programs may rely on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from selaras.core.terms.problems_of_cells import PROBLEMS_OF_CELLS
from selaras.core.terms.problems_of_tables import PROBLEMS_OF_TABLES


class Severity(StrEnum):
    TOLAK = "tolak"  # the row is not taken
    TANYA = "tanya"  # the row is taken, an officer is asked
    INGAT = "ingat"  # the row is taken as it stands


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    severity: Severity
    meaning: str
    remedy: str


class TermError(ValueError):
    """A text is not the word of the law it should be. The text of the error is for the officer."""

    def __init__(self, code: str, message: str) -> None:
        assert code in CATALOGUE, f"{code} is not in the catalogue"
        super().__init__(message)
        self.code = code


_PROBLEMS = (
    Problem(code, Severity(severity), meaning, remedy)
    for code, severity, meaning, remedy in (*PROBLEMS_OF_CELLS, *PROBLEMS_OF_TABLES)
)

CATALOGUE: Mapping[str, Problem] = MappingProxyType({problem.code: problem for problem in _PROBLEMS})
