"""What is found wrong, doubtful or remarkable in one row while it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selaras.core.intake.draft import Fault, Question
from selaras.core.intake.question import DROP, Doubt
from selaras.core.terms.canonical import Cell
from selaras.core.terms.kamus import Field
from selaras.core.terms.problem import TermError


@dataclass(slots=True)
class RowFindings:
    """waiting: (kind, field) of the values that wait for an answer. indexes: of the columns that have a fault."""

    sheet: str
    number: int
    settled: Mapping[bytes, str]
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    waiting: set[tuple[str, str]] = field(default_factory=set)

    def fault(self, heading: str, index: int, cell: Cell, code: str, message: str) -> Fault:
        """Return a fault of this row."""
        return Fault(self.sheet, self.number, heading, "" if cell is None else str(cell), code, message, index)

    def refuse(self, heading: str, index: int, cell: Cell, error: TermError) -> None:
        """Note a cell that cannot be read."""
        self.faults.append(self.fault(heading, index, cell, error.code, str(error)))

    def warn(self, heading: str, index: int, cell: Cell, code: str, message: str) -> None:
        """Note what the officer should know."""
        self.warnings.append(self.fault(heading, index, cell, code, message))

    def doubt(self, heading: str, index: int, cell: Cell, doubt: Doubt, target: Field) -> None:
        """Ask what a cell means; its value waits, unless the office said that it is not used."""
        fault = self.fault(heading, index, cell, doubt.code, str(doubt))
        question = Question(fault, doubt.about, f"{target.kind}.{target.name}", doubt.options)
        if self.settled.get(question.key) == DROP:
            return
        self.questions.append(question)
        if not doubt.known:
            self.waiting.add((target.kind, target.name))


class Findings(dict[int, RowFindings]):
    """What is found in each row of a chunk, by its position there; made when first asked for, since most rows have nothing."""

    def __init__(self, sheet: str, numbers: Sequence[int], settled: Mapping[bytes, str]) -> None:
        self.numbers = numbers
        self._sheet, self._settled = sheet, settled

    def __missing__(self, at: int) -> RowFindings:
        found = self[at] = RowFindings(self._sheet, self.numbers[at], self._settled)
        return found
