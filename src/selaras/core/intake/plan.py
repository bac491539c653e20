"""How the rows of one sheet are to be read: which column is which field, in which unit and order of dates."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selaras.core.intake.columns import (
    PlannedColumn,
    notes_left,
    plan_columns,
    units_said,
    without_doubles,
)
from selaras.core.intake.draft import Fault, Question, Setting
from selaras.core.intake.headings import FAMILIES, HeadingBook, heading_book
from selaras.core.intake.layout import Heading, Merged, Row, find_heading, is_pivot
from selaras.core.intake.profile import Profile
from selaras.core.intake.sheet import SheetLayout, read_layout
from selaras.core.intake.size_class import SkalaColumn, skala_columns
from selaras.core.terms.kamus import FieldType
from selaras.core.terms.problem import CATALOGUE
from selaras.core.terms.tanggal import EPOCH_1900


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """The reading of one sheet.

    kind: of the subject; report_kind: of the yearly report in the same rows, or None.
    questions: headings that nobody knows or that are only likely; waiting: by column, the questions its cells wait for.
    remarks: what the officer should know about the sheet: units that multiply, columns that say the same.
    skala: the columns that say the size class: it is computed, so it is only held against the amounts.
    profile: the office's answers for this form, None when it has given none.
    """

    layout: SheetLayout
    kind: str
    report_kind: str | None
    columns: tuple[PlannedColumn, ...]
    questions: tuple[Question, ...]
    waiting: Mapping[int, Question]
    remarks: tuple[Fault, ...]
    skala: tuple[SkalaColumn, ...]
    profile: Profile | None

    @property
    def sheet(self) -> str:
        return self.layout.sheet

    @property
    def headings(self) -> tuple[str, ...]:
        return self.layout.headings


def plan_sheet(
    rows: Sequence[Row],
    setting: Setting,
    *,
    sheet: str = "",
    merged: Sequence[Merged] = (),
    epoch: dt.date = EPOCH_1900,
    kind_hint: str | None = None,
) -> SheetPlan | None:
    """Return how to read a sheet; None when it has no heading that the dictionary knows.

    rows: the first rows that are not blank; a few hundred show the order of day and month.
    kind_hint: the kind that the officer named; otherwise the headings decide.
    """
    if is_pivot(rows):
        return None
    found = _best_heading(rows, merged, setting, (kind_hint,) if kind_hint else tuple(FAMILIES))
    if found is None:
        return None
    book, heading = found
    layout = read_layout(rows, heading, sheet=sheet, family=book.family, epoch=epoch, title_rows=rows[: heading.at])
    return plan_layout(layout, setting)


def plan_layout(layout: SheetLayout, setting: Setting) -> SheetPlan:
    """Return how to read a sheet of this layout by what the office has answered until now."""
    profile = setting.profile or _known(layout, setting.profiles)
    book = heading_book(setting.kamus, layout.family).using(profile)
    columns, questions = plan_columns(layout, book)
    kept, doubles = without_doubles(columns, layout.sheet)
    family = FAMILIES[layout.family]
    used = {column.index for column in kept}
    return SheetPlan(
        layout=layout,
        kind=family[0],
        report_kind=family[1] if len(family) > 1 else None,
        columns=tuple(kept),
        questions=questions,
        waiting={question.fault.index: question for question in questions if question.fault.index not in used},
        remarks=(*units_said(kept, layout.sheet), *doubles, *notes_left(layout)),
        skala=skala_columns(layout),
        profile=profile,
    )


def _known(layout: SheetLayout, profiles: Iterable[Profile]) -> Profile | None:
    """Return the profile of this form."""
    return next((p for key in layout.keys for p in profiles if key in p.layouts), None)


def _best_heading(
    rows: Sequence[Row], merged: Sequence[Merged], setting: Setting, families: Iterable[str]
) -> tuple[HeadingBook, Heading] | None:
    best: tuple[HeadingBook, Heading] | None = None
    for family in families:
        book = heading_book(setting.kamus, family).using(setting.profile)
        heading = find_heading(rows, merged, book)
        if heading is None or not _names_its_subject(book, heading):
            continue
        if best is None or heading.score > best[1].score:
            best = book, heading
    return best


def _names_its_subject(book: HeadingBook, heading: Heading) -> bool:
    """Whether a column tells the records apart: a table of places and years only is a recap."""
    kind = FAMILIES[book.family][0]
    fields = [target.field for target in heading.targets.values() if target.field.kind == kind]
    return any(
        field.type is FieldType.NIK or (field.required and field.type not in (FieldType.WILAYAH, FieldType.TAHUN))
        for field in fields
    )


def no_heading(sheet: str) -> Fault:
    """Return what to tell about a sheet for which plan_sheet gave nothing."""
    return Fault(sheet, 0, "", "", "judul_tak_ada", CATALOGUE["judul_tak_ada"].meaning)
