"""Periods of reporting: a year, or a half, quarter or month of one."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from selaras.core.terms.problem import TermError
from selaras.core.terms.tanggal import MONTHS


class PeriodeKind(StrEnum):
    TAHUN = ""
    SEMESTER = "S"
    TRIWULAN = "Q"
    BULAN = "M"


_PARTS = {
    PeriodeKind.TAHUN: 0,
    PeriodeKind.SEMESTER: 2,
    PeriodeKind.TRIWULAN: 4,
    PeriodeKind.BULAN: 12,
}
_CANONICAL = re.compile(r"(\d{4})(?:-([SQM])(\d{1,2}))?")
_WORDED = re.compile(r"(semester|smt|triwulan|tw|kuartal|q)\.? ?([1-4]|iv|i{1,3}) (?:tahun )?(\d{4})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """part: 0 for a year, otherwise 1..2, 1..4 or 1..12. A half year never stands for a year."""

    year: int
    kind: PeriodeKind
    part: int

    def __post_init__(self) -> None:
        parts = _PARTS[self.kind]
        assert self.part == 0 if parts == 0 else 1 <= self.part <= parts, f"no part {self.part} of {self.kind!r}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read '2024', '2024-S1', 'Triwulan III 2024', 'Mei 2024'. Raises TermError tahun_bentuk."""
        bare = " ".join(text.split())
        try:
            if found := _CANONICAL.fullmatch(bare.upper()):
                return cls(int(found[1]), PeriodeKind(found[2] or ""), int(found[3] or 0))
            if found := _WORDED.fullmatch(bare.lower()):
                kind = PeriodeKind.SEMESTER if found[1][0] == "s" else PeriodeKind.TRIWULAN
                return cls(int(found[3]), kind, _ROMAN.get(found[2]) or int(found[2]))
            month, _, year = bare.lower().partition(" ")
            if month in MONTHS and len(year) == 4 and year.isdecimal():
                return cls(int(year), PeriodeKind.BULAN, MONTHS[month])
        except AssertionError:
            pass
        raise TermError(
            "tahun_bentuk",
            f"Periode harus seperti 2024, 2024-S1 atau Triwulan III 2024, tertulis «{text}»",
        )

    def __str__(self) -> str:
        return f"{self.year}-{self.kind}{self.part}" if self.part else str(self.year)
