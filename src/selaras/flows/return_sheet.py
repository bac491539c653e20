"""How a sheet goes back to its clerk: what must stand beside its rows so that the mended file is read like the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selaras.core.intake.draft import Setting
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.intake.layout import Row
from selaras.core.intake.plan import SheetPlan
from selaras.core.terms.kamus import Field, FieldType
from selaras.gateways.workbook.reader import Sheet
from selaras.gateways.workbook.returned_page import ReturnedSheet

_TEXT_TYPES = frozenset(
    {FieldType.NIK, FieldType.NIB, FieldType.NPWP, FieldType.KBLI, FieldType.TELEPON, FieldType.WILAYAH}
)


def returned_sheet(sheet: Sheet, plan: SheetPlan, setting: Setting, rows: Sequence[Row]) -> ReturnedSheet:
    """Return the frame of the rows that go back. rows: the first of the sheet, its heading among them."""
    return ReturnedSheet(
        name=sheet.name,
        head=[row for row in rows if row[0] < plan.layout.first_row],
        merged=sheet.merged,
        epoch=sheet.epoch,
        text_columns=frozenset(c.index for c in plan.columns if c.target.field.type in _TEXT_TYPES),
        month_first=frozenset(c.index for c in plan.columns if c.column.day_order == "mdy"),
        latest_year=setting.today.year,
        added=_unsaid(plan, setting),
    )


def _unsaid(plan: SheetPlan, setting: Setting) -> Mapping[str, str]:
    """Return what the file does not say and the import took from elsewhere: the lender, and the year of the reports."""
    has = {(column.target.field.kind, column.target.field.name) for column in plan.columns}
    said: dict[str, str] = {}
    for (kind, name), value in setting.defaults.items():
        if kind == plan.kind and (kind, name) not in has:
            said[_field(setting, kind, name).label] = str(value)
    report = plan.report_kind or plan.kind
    year = YEAR_FIELD.get(report)
    if year and plan.layout.year is None and (report, year) not in has and any(kind == report for kind, _ in has):
        said[_field(setting, report, year).label] = str(setting.as_of.year)
    return said


def _field(setting: Setting, kind: str, name: str) -> Field:
    return setting.kamus.field(kind, name)
