"""How the rows of one sheet are to be read: which column is which field, in which unit and order of dates."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from selaras.core.intake.draft import HOME_HEADING, REASON_HEADING, RECORD_HEADING, Fault, Setting
from selaras.core.intake.headings import (
    FAMILIES,
    LIKENESS_SURE,
    HeadingBook,
    Target,
    heading_book,
    heading_scale,
    is_monthly,
)
from selaras.core.intake.layout import Heading, Merged, Row, find_heading, title_text, title_year
from selaras.core.terms.canonical import Cell, Column
from selaras.core.terms.kamus import FieldType
from selaras.core.terms.problem import CATALOGUE
from selaras.core.terms.tanggal import EPOCH_1900, DayOrder, numeric_order_evidence
from selaras.core.terms.writing import plain

_OWN_COLUMNS = frozenset(
    {"no", "nomor", "no urut", "nomor urut", "urut", "keterangan", "ket", "catatan"}
    | {"paraf", "tanda tangan", "ttd", "foto", "provinsi"}
    | {plain(heading) for heading in (REASON_HEADING, RECORD_HEADING, HOME_HEADING)}
)
_TITLE_KECAMATAN = re.compile(
    r"\bkec(?:amatan|\.)?\s+([A-Za-z .']{3,40}?)(?=\s*(?:,|-|/|\(|\d|kab|kota|tahun|thn|$))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """One column of the file that is read.

    heading: as written. wordings: all that its heading cells say, in lower case.
    certain: False when only likeness names it.
    """

    index: int
    heading: str
    wordings: frozenset[str]
    target: Target
    column: Column
    certain: bool = True


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """The reading of one sheet.

    kind: of the subject; report_kind: of the yearly report in the same rows, or None.
    first_row: number of the first row below the heading. year: that the titles speak of, or None.
    kecamatan: that the titles or the sheet's name speak of, or empty.
    questions: about the sheet itself: headings that nobody knows or that are only likely, units that multiply.
    """

    sheet: str
    kind: str
    report_kind: str | None
    columns: tuple[PlannedColumn, ...]
    headings: tuple[str, ...]
    first_row: int
    year: int | None
    kecamatan: str
    questions: tuple[Fault, ...]


def guess_kind(rows: Sequence[Row], setting: Setting, merged: Sequence[Merged] = ()) -> str | None:
    """Return the kind whose names most headings of these rows are; None when no heading is found."""
    found = _best_heading(rows, merged, setting, tuple(FAMILIES))
    return found[0].family if found else None


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
    found = _best_heading(rows, merged, setting, (kind_hint,) if kind_hint else tuple(FAMILIES))
    if found is None:
        return None
    book, heading = found
    below = rows[heading.at + heading.depth :]
    title = title_text(rows[: heading.at])
    columns, questions = _columns(heading, book, sheet)
    orders = {column.index: _day_order(column, below) for column in columns}
    columns = _without_doubles(columns)
    family = FAMILIES[book.family]
    return SheetPlan(
        sheet=sheet,
        kind=family[0],
        report_kind=family[1] if len(family) > 1 else None,
        columns=tuple(
            replace(column, column=replace(column.column, day_order=orders[column.index], epoch=epoch))
            for column in columns
        ),
        headings=tuple(wordings[0] if wordings else "" for wordings in heading.texts),
        first_row=rows[heading.at + heading.depth - 1][0] + 1,
        year=title_year(title) or title_year(f"tahun {sheet}"),
        kecamatan=_title_kecamatan(title, sheet),
        questions=(*questions, *_units_said(columns, sheet)),
    )


def _best_heading(
    rows: Sequence[Row], merged: Sequence[Merged], setting: Setting, families: Iterable[str]
) -> tuple[HeadingBook, Heading] | None:
    best: tuple[HeadingBook, Heading] | None = None
    for family in families:
        book = heading_book(setting.kamus, family)
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


def _columns(heading: Heading, book: HeadingBook, sheet: str) -> tuple[list[PlannedColumn], tuple[Fault, ...]]:
    columns: list[PlannedColumn] = []
    questions: list[Fault] = []
    for index, wordings in enumerate(heading.texts):
        if not wordings:
            continue
        target, certain = heading.targets.get(index), True
        if target is None:
            if any(plain(wording) in _OWN_COLUMNS for wording in wordings):
                continue
            target, question = _doubtful(index, wordings, book, sheet)
            questions.append(question)
            certain = False
        if target is not None:
            lowered = frozenset(wording.lower() for wording in wordings)
            columns.append(PlannedColumn(index, wordings[0], lowered, target, _unit(target, wordings), certain))
    return columns, tuple(questions)


def _doubtful(index: int, wordings: Sequence[str], book: HeadingBook, sheet: str) -> tuple[Target | None, Fault]:
    matches = [match for match in map(book.match, wordings) if match is not None]
    best = max(matches, key=lambda match: match.confidence, default=None)
    if best is None:
        message = f"Judul kolom «{wordings[0]}» tidak dikenal; isinya tidak diambil"
        return None, Fault(sheet, 0, wordings[0], "", "judul_tak_dikenal", message, index)
    sure = best.confidence >= LIKENESS_SURE
    message = (
        f"Judul kolom «{wordings[0]}» mirip «{best.target.field.label}» ({best.confidence:.0%}): "
        f"{'diambil sebagai itu' if sure else 'tidak diambil sebelum dibenarkan'}"
    )
    return best.target if sure else None, Fault(sheet, 0, wordings[0], "", "judul_ragu", message, index)


def _unit(target: Target, wordings: Sequence[str]) -> Column:
    """Return what the heading says about the amounts below it."""
    if target.field.type is not FieldType.RUPIAH:
        return Column()
    full = " ".join(wordings)
    yearly = "per tahun" in target.field.unit
    return Column(scale=heading_scale(full), times=12 if yearly and is_monthly(full) else 1)


def _day_order(column: PlannedColumn, rows: Sequence[Row]) -> DayOrder:
    """Return which comes first in the numeric dates of a column; day first unless every proof says otherwise."""
    if column.target.field.type is not FieldType.TANGGAL:
        return "dmy"
    counts: dict[DayOrder, int] = {"dmy": 0, "mdy": 0}
    for _, cells in rows:
        cell: Cell = cells[column.index] if column.index < len(cells) else None
        vote = numeric_order_evidence(cell) if isinstance(cell, str) else None
        if vote:
            counts[vote] += 1
    return "mdy" if counts["mdy"] > 0 and counts["dmy"] == 0 else "dmy"


def _without_doubles(columns: Sequence[PlannedColumn]) -> list[PlannedColumn]:
    """Keep one column for each target: a certain one before a likeness, a yearly one before a monthly."""
    kept: dict[tuple[str, str, str], PlannedColumn] = {}
    for column in columns:
        other = kept.get(column.target.key)
        if other is None or (column.certain, -column.column.times) > (other.certain, -other.column.times):
            kept[column.target.key] = column
    return sorted(kept.values(), key=lambda column: column.index)


def no_heading(sheet: str) -> Fault:
    """Return what to tell about a sheet for which plan_sheet gave nothing."""
    return Fault(sheet, 0, "", "", "judul_tak_ada", CATALOGUE["judul_tak_ada"].meaning)


def _units_said(columns: Sequence[PlannedColumn], sheet: str) -> Iterator[Fault]:
    for planned in columns:
        label, unit = planned.target.field.label, planned.column
        if unit.times > 1:
            message = f"«{planned.heading}» dikali {unit.times} menjadi {label}"
            yield Fault(sheet, 0, planned.heading, "", "omzet_bulanan", message, planned.index)
        if unit.scale > 1:
            message = f"Isi «{planned.heading}» dikali {unit.scale:,}".replace(",", ".")
            yield Fault(sheet, 0, planned.heading, "", "satuan_judul", message, planned.index)


def _title_kecamatan(title: str, sheet: str) -> str:
    found = _TITLE_KECAMATAN.search(sheet) or _TITLE_KECAMATAN.search(title)
    return found[1].strip() if found else ""
