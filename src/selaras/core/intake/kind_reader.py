"""Reads the columns of one kind of record, a chunk of rows at a time: a column after the other, since its cells are alike."""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from selaras.core.intake.cells import (
    REMEMBERED_MAX,
    ColumnReader,
    PartReader,
    column_reader,
    part_reader,
    split_rt_rw,
)
from selaras.core.intake.checks import CHECKS, OWNER_FIELD
from selaras.core.intake.columns import PlannedColumn
from selaras.core.intake.draft import Setting
from selaras.core.intake.findings import Findings, RowFindings
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.intake.place import PlaceReader
from selaras.core.intake.plan import SheetPlan
from selaras.core.intake.question import Doubt
from selaras.core.terms.canonical import Cell, Scalar, Stated, stated_cell
from selaras.core.terms.kamus import FieldType
from selaras.core.terms.problem import TermError

Fields = dict[str, Scalar]
Columns = Sequence[Sequence[Cell]]  # the cells of a chunk by column
_UNREAD = object()


class KindReader:
    """The columns of one kind of record in a sheet.

    required: fields without which there is no record. defaults: what the setting states where the row does not. columns: by
    field, the first that says it. check, owner: what is held against the other values of the row.
    """

    def __init__(self, kind: str, plan: SheetPlan, setting: Setting) -> None:
        own = [column for column in plan.columns if column.target.field.kind == kind]
        known = setting.kamus.kind(kind)
        self.kind = kind
        self.year_field = YEAR_FIELD.get(kind, "")
        self.required = [
            field
            for field in known.fields
            if field.required
            and (field.type is not FieldType.ACUAN or kind == plan.kind)  # a report beside its subject names it so
            and field.name != self.year_field
        ]
        self.defaults = {name: value for (of, name), value in setting.defaults.items() if of == kind}
        self.columns = {column.target.field.name: column for column in reversed(own)}
        self.check = CHECKS.get(kind)
        self.owner = OWNER_FIELD.get(kind)
        self.tells_version = "kbli_versi" in known.field_names
        self._headings = plan.headings
        self._whole = [
            column_reader(column, setting, plan.layout.key, plan.profile) for column in own if not column.target.part
        ]
        self._names = [column.target.name for column in self._whole]
        self._parts = [part_reader(column) for column in own if _is_part(column)]
        self._rt_rw = next((column.index for column in own if column.target.part == "rt_rw"), -1)
        self._area = next((field for field in known.fields if field.type is FieldType.WILAYAH), None)
        places = [column for column in own if column.target.field.type is FieldType.WILAYAH]
        self._place = PlaceReader(places, setting, plan.layout, plan.profile) if self._area else None

    def read(self, columns: Columns, findings: Findings) -> list[Fields]:
        """Return the fields of this kind that each row states; what is wrong or doubtful goes into the findings."""
        values = [_read_column(column, columns[column.index], findings) for column in self._whole]
        rows = (
            [_stated(self._names, row) for row in zip(*values, strict=True)]
            if values
            else [{} for _ in findings.numbers]
        )
        if self._rt_rw >= 0:
            for at, cell in enumerate(columns[self._rt_rw]):
                self._read_rt_rw(cell, rows[at], findings, at)
        if self._parts:
            for at, fields in enumerate(rows):
                _read_parts(self._parts, columns, at, fields, findings)
        if self._place:
            self._read_places(self._place, columns, rows, findings)
        return rows

    def _read_rt_rw(self, cell: Cell, fields: Fields, findings: Findings, at: int) -> None:
        try:
            stated = stated_cell(cell)
            fields.update({} if stated is None else split_rt_rw(stated))
        except TermError as error:
            findings[at].refuse(self._headings[self._rt_rw], self._rt_rw, cell, error)

    def stated(self, index: int, cell: Cell, findings: Findings, at: int) -> Stated | None:
        """Return what a cell states; None, and its fault, where Excel could not compute it."""
        try:
            return stated_cell(cell)
        except TermError as error:
            findings[at].refuse(self._headings[index], index, cell, error)
            return None

    def _read_places(self, place: PlaceReader, columns: Columns, rows: Sequence[Fields], findings: Findings) -> None:
        """Add the wilayah of each row, from the columns that say parts of it."""
        said = [columns[index] if index >= 0 else repeat(None, len(rows)) for index in place.indexes]
        for at, parts in enumerate(zip(*said, strict=True)):
            try:
                code, note = place.read(parts)
            except TermError as error:
                code, note = self._refuse_place(place, columns, at, error, findings[at]), None
            if code:
                rows[at]["wilayah"] = code
            if note:
                heading, index, cell = _place_cell(place, columns, at)
                findings[at].warn(heading, index, cell, *note)

    def _refuse_place(self, place: PlaceReader, columns: Columns, at: int, error: TermError, found: RowFindings) -> str:
        """Note why a place is not known, and return what of it is sure all the same."""
        heading, index, cell = _place_cell(place, columns, at)
        if not isinstance(error, Doubt):
            found.refuse(heading, index, cell, error)
            return ""
        assert self._area is not None, "a place reader belongs to a kind with a wilayah"
        found.doubt(heading, index, cell, error, self._area)
        return error.known


def _read_column(column: ColumnReader, cells: Sequence[Cell], findings: Findings) -> list[Scalar]:
    """Return the values of one column, None where a cell states none; the hot loop of every import."""
    remembered, plain = column.remembered.get, column.plain
    values: list[Any]
    if plain is None:
        values = [remembered(cell, _UNREAD) for cell in cells]
    else:
        values = [cell if cell.__class__ is str and plain(cell) else remembered(cell, _UNREAD) for cell in cells]
    if _UNREAD in values:
        for at, value in enumerate(values):
            if value is _UNREAD:
                known = remembered(cells[at], _UNREAD)  # read further up in this very chunk
                values[at] = _read_cell(column, cells[at], findings, at) if known is _UNREAD else known
    return values


def _read_cell(column: ColumnReader, cell: Cell, findings: Findings, at: int) -> Scalar:
    """Return the value of a cell that was not read before; None and its fault or question where there is none."""
    try:
        stated = stated_cell(cell)
        value = None if stated is None else column.read(stated)
    except TermError as error:
        column.notes.clear()
        if isinstance(error, Doubt):
            findings[at].doubt(column.heading, column.index, cell, error, column.target)
        else:
            findings[at].refuse(column.heading, column.index, cell, error)
        return None
    if column.notes:
        for code, message in column.notes:
            findings[at].warn(column.heading, column.index, cell, code, message)
        column.notes.clear()
    elif len(column.remembered) < REMEMBERED_MAX:
        column.remembered[cell] = value
    return value


def _stated(names: Sequence[str], values: Sequence[Scalar]) -> Fields:
    if None in values:
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return dict(zip(names, values, strict=True))


def _read_parts(parts: Sequence[PartReader], columns: Columns, at: int, fields: Fields, findings: Findings) -> None:
    """Put together the choices that one row ticks in columns of their own."""
    chosen: dict[str, set[str]] = {}
    for part in parts:
        cell = columns[part.index][at]
        try:
            stated = stated_cell(cell)
            if stated is None:
                continue
            answer = part.read(stated)
        except TermError as error:
            findings[at].refuse(part.heading, part.index, cell, error)
            continue
        of_field = chosen.setdefault(part.name, set())
        if answer == "ya":
            of_field.add(part.choice)
    for name, choices in chosen.items():
        listed = fields.get(name)
        choices.update(listed.split("|") if isinstance(listed, str) and listed else ())
        part = next(part for part in parts if part.name == name)
        if part.several or len(choices) == 1:
            fields[name] = "|".join(sorted(choices))
        elif choices:
            message = f"{' dan '.join(sorted(choices))} ditandai bersama-sama: tandai satu saja"
            cell = columns[part.index][at]
            findings[at].refuse(part.heading, part.index, cell, TermError("pilihan_tak_dikenal", message))


def _place_cell(place: PlaceReader, columns: Columns, at: int) -> tuple[str, int, Cell]:
    """Return heading, index and cell of the column that says most of the place."""
    column = place.heading_column
    return (column.heading, column.index, columns[column.index][at]) if column else ("", -1, None)


def _is_part(column: PlannedColumn) -> bool:
    return column.target.field.type in (FieldType.DAFTAR, FieldType.PILIHAN) and bool(column.target.part)
