"""What an officer asks of an import, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from selaras.core.intake.draft import Fault


@dataclass(slots=True)
class ImportReport:
    """What became of a file. id: None when nothing was kept.

    faults: of refused rows and of the file itself; warnings: of rows that were taken.
    """

    file: str
    id: int | None = None
    kind: str = ""
    rows: int = 0
    refused: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Rows that were taken, whatever they changed."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What the officer asked for. kind: None to let the headings decide."""

    path: Path
    kind: str | None
    as_of: dt.date
    today: dt.date
    author: str
    dry_run: bool = False
