"""What an officer asks of an import, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selaras.core.intake.draft import Fault, Question
from selaras.core.intake.profile import Profile
from selaras.core.intake.read_columns import ReadColumn


@dataclass(slots=True)
class ImportReport:
    """What became of a file. id: None when nothing was kept.

    Every row is refused, new, changed, unchanged or a question: one that waits, all or in part.
    faults: of refused rows and of the file itself; warnings: of rows that were taken. asked: all questions, about headings and
    likely doubles too. columns: by sheet, how they were understood.
    profile: whose answers were used, empty for none; layouts: the forms of the sheets that were read.
    """

    file: str
    id: int | None = None
    kind: str = ""
    rows: int = 0
    refused: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    questions: int = 0
    changes: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    columns: dict[str, tuple[ReadColumn, ...]] = field(default_factory=dict)
    profile: str = ""
    layouts: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Rows that were taken, whatever they changed and whatever of them waits."""
        return self.new + self.changed + self.unchanged + self.questions


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What the officer asked for. kind: None to let the headings decide.

    profile: the answers to read the file by; None for the one of `profiles`, those of this office, that knows its form.
    """

    path: Path
    kind: str | None
    as_of: dt.date
    today: dt.date
    author: str
    dry_run: bool = False
    profile: Profile | None = None
    profiles: Sequence[Profile] = ()

    @property
    def file(self) -> str:
        """The file's name as it is kept and told."""
        return readable(self.path.name)


def readable(name: str) -> str:
    """Return the name of a file as text: bytes that are none, as an old disk may hold, become "?"."""
    return name.encode(errors="replace").decode()
