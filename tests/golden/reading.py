"""Reads a whole file as an import does, for the tests of this folder."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from selaras.core.intake.draft import Draft, Fault, Setting
from selaras.core.intake.judge import SheetJudge
from selaras.core.intake.merged import MergedDown
from selaras.core.intake.plan import SheetPlan, plan_sheet
from selaras.core.intake.profile import Profile
from selaras.core.terms.canonical import Scalar
from selaras.data import kamus, kbli, wilayah
from selaras.gateways.workbook.reader import open_workbook

TODAY, AS_OF = dt.date(2026, 11, 24), dt.date(2024, 12, 31)


@dataclass(slots=True)
class Reading:
    plans: list[SheetPlan] = field(default_factory=list)
    drafts: dict[tuple[str, int], Draft] = field(default_factory=dict)
    refused: dict[tuple[str, int], list[Fault]] = field(default_factory=dict)
    left_out: list[Fault] = field(default_factory=list)

    @property
    def codes(self) -> dict[int, list[str]]:
        """The codes of the faults of each refused row."""
        return {row: sorted(fault.code for fault in faults) for (_, row), faults in self.refused.items()}

    @property
    def warnings(self) -> list[str]:
        return sorted(fault.code for draft in self.drafts.values() for fault in draft.warnings)

    @property
    def remarks(self) -> list[str]:
        said = (
            *(q.fault for plan in self.plans for q in plan.questions),
            *(f for plan in self.plans for f in plan.remarks),
            *self.left_out,
        )
        return sorted(fault.code for fault in said)

    @property
    def asked(self) -> dict[int, list[str]]:
        """The codes of the questions that each row asks."""
        asked = {row: sorted(q.fault.code for q in draft.questions) for (_, row), draft in self.drafts.items()}
        return {row: codes for row, codes in asked.items() if codes}

    def record(self, row: int) -> dict[str, Scalar]:
        """Return all that a row states, its report too."""
        (draft,) = (draft for (_, at), draft in self.drafts.items() if at == row)
        return dict(draft.fields) | {name: value for _, fields in draft.reports for name, value in fields.items()}


def read_file(
    path: Path, office: str, defaults: dict[tuple[str, str], Scalar] | None = None, profile: Profile | None = None
) -> Reading:
    setting = Setting(kamus(), wilayah(), kbli(), office, TODAY, AS_OF, defaults or {}, profile)
    reading = Reading()
    with open_workbook(path) as sheets:
        for sheet in sheets:
            judge: SheetJudge | None = None
            merged: MergedDown
            for chunk in sheet.chunks:
                if judge is None:
                    rows = list(zip(chunk.numbers, chunk.rows, strict=True))
                    plan = plan_sheet(rows, setting, sheet=sheet.name, merged=sheet.merged, epoch=sheet.epoch)
                    if plan is None:
                        break
                    reading.plans.append(plan)
                    judge, merged = SheetJudge(plan, setting), MergedDown(plan, sheet.merged)
                    reading.left_out += merged.said()
                verdicts = judge.judge(merged.filled(list(zip(chunk.numbers, chunk.rows, strict=True))))
                for number, verdict in zip(chunk.numbers, verdicts, strict=True):
                    if isinstance(verdict, Draft):
                        reading.drafts[sheet.name, number] = verdict
                    elif verdict is not None:
                        reading.refused[sheet.name, number] = verdict
    return reading
