"""Judges the rows of one sheet: a draft, or all the faults of the row, or no data at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from selaras.core.intake.asking import ask_amount, ask_value, settle_values
from selaras.core.intake.cells import (
    REMEMBERED_MAX,
    ColumnReader,
    PartReader,
    column_reader,
    part_reader,
    split_rt_rw,
)
from selaras.core.intake.checks import (
    Finding,
    check_amounts,
    check_cooperative,
    check_loan,
    check_owner,
    check_rat,
    check_skala,
)
from selaras.core.intake.columns import PlannedColumn
from selaras.core.intake.draft import REASON_HEADING, RECORD_HEADING, Draft, Fault, Question, Setting
from selaras.core.intake.findings import RowFindings
from selaras.core.intake.footer import (
    CLOSING_CELLS_MAX,
    NUMBER_CHARS_MAX,
    has_few_cells,
    is_closing,
    is_numbering,
    is_total,
)
from selaras.core.intake.place import PlaceReader
from selaras.core.intake.plan import SheetPlan
from selaras.core.intake.question import Doubt
from selaras.core.terms.canonical import RECORD, Cell, Scalar, Stated, stated_cell, text_of
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.problem import CATALOGUE, Severity, TermError

Verdict = Draft | list[Fault] | None
_YEAR_FIELD = {"laporan_usaha": "tahun", "laporan_koperasi": "tahun_buku"}
_CHECKS: Mapping[str, Callable[[Mapping[str, Scalar]], Iterator[Finding]]] = {
    "koperasi": check_cooperative,
    "laporan_koperasi": check_rat,
    "kredit": check_loan,
}
_OTHERS_MAX = 3  # texts that are no heading, from the left, before a row is no repeated heading
_OWNER_FIELD = {"usaha": "nik_pemilik", "kredit": "nik_debitur"}


class _KindReader:
    """The columns of one kind of record in a sheet."""

    def __init__(self, kind: str, plan: SheetPlan, setting: Setting) -> None:
        own = [column for column in plan.columns if column.target.field.kind == kind]
        self.kind = kind
        readers = [
            column_reader(column, setting, plan.layout.key, plan.profile) for column in own if not column.target.part
        ]
        self.whole = [(column.index, column.name, column.remembered.get, column) for column in readers]
        self.parts = [part_reader(column) for column in own if _is_part(column)]
        self.rt_rw = next((column.index for column in own if column.target.part == "rt_rw"), -1)
        places = [column for column in own if column.target.field.type is FieldType.WILAYAH]
        self.area = next((f for f in setting.kamus.kind(kind).fields if f.type is FieldType.WILAYAH), None)
        self.place = PlaceReader(places, setting, plan.layout, plan.profile) if self.area else None
        self.required = [
            field
            for field in setting.kamus.kind(kind).fields
            if field.required and field.type is not FieldType.ACUAN and field.name != _YEAR_FIELD.get(kind)
        ]
        self.defaults = {name: value for (of, name), value in setting.defaults.items() if of == kind}
        self.columns = {column.target.field.name: column for column in reversed(own)}
        self.check = _CHECKS.get(kind)
        self.tells_version = "kbli_versi" in setting.kamus.kind(kind).field_names


class SheetJudge:
    """Judges rows in the order of the sheet: what follows a signature is no data any more."""

    def __init__(self, plan: SheetPlan, setting: Setting) -> None:
        self.plan, self.setting = plan, setting
        self.subject = _KindReader(plan.kind, plan, setting)
        self.report = _KindReader(plan.report_kind, plan, setting) if plan.report_kind else None
        self.width = len(plan.headings)
        self.read_indexes = [column.index for column in plan.columns]
        self.closing_max = max(
            CLOSING_CELLS_MAX, len(self.read_indexes) // 2
        )  # read cells that a total or signature may have
        self.wordings = [(column.index, column.wordings) for column in plan.columns]
        self.reason = next((i for i, heading in enumerate(plan.headings) if REASON_HEADING in heading), -1)
        self.record = next((i for i, heading in enumerate(plan.headings) if heading == RECORD_HEADING), -1)
        self.untitled = [index for index, heading in enumerate(plan.headings) if not heading]
        self.waiting = [(index, question.key) for index, question in plan.waiting.items()]
        self.year = plan.layout.year or setting.as_of.year
        self.below_table = False

    def judge(self, number: int, cells: list[Cell]) -> Verdict:
        """Return the verdict on one row; None for a row that is no data: blank, heading, total, signature."""
        if number < self.plan.layout.first_row:
            return None
        cells = self._of_the_clerk(cells)
        if not self._names_its_record(cells) and self._is_no_data(cells):
            return None
        found = RowFindings(self.plan.sheet, number, self.setting.settled)
        fields = self._read(self.subject, cells, found)
        report = self._read(self.report, cells, found) if self.report else {}
        record = self._named_record(cells, found)
        missing = [] if record else self._complete(fields, found)
        self._check(self.subject, fields, found)
        if self.report and report:
            self._state_year(self.report, report)
            self._check(self.report, report, found)
            self._check_amounts(self.report, report, fields, cells, found)
        if self.untitled or len(cells) > self.width:
            self._name_left_over(cells, found)
        if found.faults or (missing and not self.waiting):
            return self._refused(found, missing)
        draft = self._draft(fields, report, cells, found, missing=bool(missing))
        return draft._replace(record=record) if record else draft

    def _draft(
        self,
        fields: dict[str, Scalar],
        report: dict[str, Scalar],
        cells: Sequence[Cell],
        found: RowFindings,
        *,
        missing: bool,
    ) -> Draft:
        """Return the draft. missing: whether a required field may stand under a heading that is asked about."""
        reports = ((self.report.kind, report),) if self.report and report else ()
        waiting = self.waiting
        asked = tuple(key for index, key in waiting if missing or cells[index] not in ("", None)) if waiting else ()
        whole = missing or (bool(found.waiting) and self._lacks_required(found))
        return Draft(
            self.subject.kind,
            fields,
            found.sheet,
            found.number,
            reports,
            tuple(found.warnings),
            questions=tuple(found.questions),
            headings=asked,
            whole=whole,
        )

    def _refused(self, found: RowFindings, missing: Sequence[Field]) -> list[Fault]:
        """Return all that is wrong or doubtful with a row."""
        for field in missing:
            column = self.subject.columns.get(field.name)
            heading, index = (column.heading, column.index) if column else (field.label, -1)
            found.faults.append(found.fault(heading, index, None, "wajib_kosong", f"{field.label} wajib diisi"))
        return [*found.faults, *found.warnings, *(question.fault for question in found.questions)]

    def _lacks_required(self, found: RowFindings) -> bool:
        """Whether a value that waits is one without which there is no record."""
        return any((field.kind, field.name) in found.waiting for field in self.subject.required)

    def _of_the_clerk(self, cells: list[Cell]) -> list[Cell]:
        """Return the row in full width, without the reason that an earlier import wrote beside it."""
        if len(cells) < self.width:
            cells = cells + [None] * (self.width - len(cells))
        if self.reason >= 0:
            cells = [*cells[: self.reason], None, *cells[self.reason + 1 :]]
        return cells

    def _names_its_record(self, cells: Sequence[Cell]) -> bool:
        return self.record >= 0 and bool(RECORD.fullmatch(str(cells[self.record])))

    def _is_usual(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is data at a glance: it is well filled, begins with a text, and repeats no heading."""
        blank = cells.count("") + cells.count(None)
        if len(self.read_indexes) - blank <= self.closing_max:
            return False
        first = cells[self.read_indexes[0]]
        return isinstance(first, str) and len(first) > NUMBER_CHARS_MAX and not self._repeats_heading(cells)

    def _is_no_data(self, cells: Sequence[Cell]) -> bool:
        if self._is_usual(cells):
            return False
        stated = [cells[index] for index in self.read_indexes if cells[index] not in ("", None)]
        if len(stated) <= CLOSING_CELLS_MAX:
            if is_closing(cells):
                self.below_table = True
            if not stated or is_closing(cells) or (self.below_table and has_few_cells(cells)):
                return True
        if len(stated) <= len(self.read_indexes) // 2 and is_total(cells):
            return True
        return self._repeats_heading(cells) * 2 > len(stated) or is_numbering(stated)

    def _repeats_heading(self, cells: Sequence[Cell]) -> int:
        """Return how many cells are the heading of their own column, as on every printed page; a few others tell that none is."""
        same = others = 0
        for index, wordings in self.wordings:
            cell = cells[index]
            if not isinstance(cell, str) or not cell:
                continue
            if cell.lower() in wordings:
                same += 1
            else:
                others += 1
                if others > _OTHERS_MAX and not same:
                    break
        return same

    def _read(self, reader: _KindReader, cells: Sequence[Cell], found: RowFindings) -> dict[str, Scalar]:
        """Return the fields of one kind that the row states."""
        fields = self._read_whole(reader, cells, found)
        if reader.rt_rw >= 0:
            fields.update(split_rt_rw(self._stated(reader.rt_rw, cells, found)))
        if reader.parts:
            self._read_parts(reader.parts, cells, fields, found)
        if reader.place:
            self._read_place(reader, reader.place, cells, fields, found)
        return fields

    def _read_whole(self, reader: _KindReader, cells: Sequence[Cell], found: RowFindings) -> dict[str, Scalar]:
        """Return the fields that have a column each; the hot loop of every import."""
        fields: dict[str, Scalar] = {}
        for index, name, remembered, column in reader.whole:
            cell = cells[index]
            if cell == "" or cell is None:
                continue
            value = remembered(cell)
            if value is None:
                try:
                    value = self._read_cell(column, cell, found)
                except TermError as error:
                    column.notes.clear()
                    if isinstance(error, Doubt):
                        found.doubt(column.heading, index, cell, error, reader.columns[name].target.field)
                    else:
                        found.refuse(column.heading, index, cell, error)
                    continue
                if value is None:
                    continue
            fields[name] = value
        return fields

    def _read_cell(self, column: ColumnReader, cell: Cell, found: RowFindings) -> Scalar:
        stated = stated_cell(cell)
        if stated is None:
            return None
        value = column.read(stated)
        if column.notes:
            for code, message in column.notes:
                found.warn(column.heading, column.index, cell, code, message)
            column.notes.clear()
        elif len(column.remembered) < REMEMBERED_MAX:
            column.remembered[cell] = value
        return value

    def _stated(self, index: int, cells: Sequence[Cell], found: RowFindings) -> Stated | None:
        """Return what a cell states; None, and its fault, where Excel could not compute it."""
        try:
            return stated_cell(cells[index])
        except TermError as error:
            found.refuse(self.plan.headings[index], index, cells[index], error)
            return None

    def _read_parts(
        self, parts: Sequence[PartReader], cells: Sequence[Cell], fields: dict[str, Scalar], found: RowFindings
    ) -> None:
        chosen: dict[str, set[str]] = {}
        for part in parts:
            try:
                stated = stated_cell(cells[part.index])
                if stated is None:
                    continue
                answer = part.read(stated)
            except TermError as error:
                found.refuse(part.heading, part.index, cells[part.index], error)
                continue
            of_field = chosen.setdefault(part.name, set())
            if answer == "ya":
                of_field.add(part.choice)
        for name, choices in chosen.items():
            listed = fields.get(name)
            choices.update(listed.split("|") if isinstance(listed, str) and listed else ())
            fields[name] = "|".join(sorted(choices))

    def _read_place(
        self,
        reader: _KindReader,
        place: PlaceReader,
        cells: Sequence[Cell],
        fields: dict[str, Scalar],
        found: RowFindings,
    ) -> None:
        column = place.heading_column
        heading, index = (column.heading, column.index) if column else ("", -1)
        cell = cells[index] if column else None
        try:
            code, note = place.read(cells)
        except Doubt as doubt:
            assert reader.area is not None, "a place reader belongs to a kind with a wilayah"
            found.doubt(heading, index, cell, doubt, reader.area)
            code, note = doubt.known, None
        except TermError as error:
            found.refuse(heading, index, cell, error)
            return
        if code:
            fields["wilayah"] = code
        if note:
            found.warn(heading, index, cell, *note)

    def _named_record(self, cells: Sequence[Cell], found: RowFindings) -> str:
        """Return the record that an exported row names: such a row says only what stands in it."""
        cell = self._stated(self.record, cells, found) if self.record >= 0 else None
        named = "" if cell is None else text_of(cell)
        if named and not RECORD.fullmatch(named):
            message = f"{RECORD_HEADING} harus 32 angka heksadesimal seperti pada hasil ekspor"
            found.refuse(RECORD_HEADING, self.record, cell, TermError("acuan_bentuk", message))
        return named

    def _state_year(self, reader: _KindReader, report: dict[str, Scalar]) -> None:
        report.setdefault(_YEAR_FIELD[reader.kind], self.year)

    def _complete(self, fields: dict[str, Scalar], found: RowFindings) -> list[Field]:
        """Add what the setting knows, and return every required field that is missing."""
        reader = self.subject
        for name, value in reader.defaults.items():
            fields.setdefault(name, value)
        if reader.tells_version and fields.get("kbli") is not None and self.setting.kbli.knows(str(fields["kbli"])):
            fields.setdefault("kbli_versi", self.setting.kbli.version)
        if reader.kind in _YEAR_FIELD:
            self._state_year(reader, fields)
        missing = [field for field in reader.required if field.name not in fields]
        return [field for field in missing if not self._is_named(field, found)] if missing else missing

    def _is_named(self, field: Field, found: RowFindings) -> bool:
        """Whether a fault or a question already speaks of the field."""
        if (field.kind, field.name) in found.waiting:
            return True
        own = {
            c.index for c in self.plan.columns if (c.target.field.kind, c.target.field.name) == (field.kind, field.name)
        }
        return any(fault.index in own for fault in found.faults)

    def _check(self, reader: _KindReader, fields: dict[str, Scalar], found: RowFindings) -> None:
        owner = _OWNER_FIELD.get(reader.kind)
        findings = list(check_owner(fields, owner, self.setting.wilayah_index)) if owner else []
        if reader.check:
            findings.extend(reader.check(fields))
        asked: list[Question] = []
        for name, code, message in findings:
            fault = self._finding(reader, name, fields.get(name), code, message, found)
            severity = CATALOGUE[code].severity
            if severity is Severity.TANYA:
                asked.append(ask_value(fault, reader.kind, name, fields))
            else:
                (found.faults if severity is Severity.TOLAK else found.warnings).append(fault)
        if asked:
            found.questions += settle_values(asked, fields, self.setting.settled)

    def _check_amounts(
        self,
        reader: _KindReader,
        report: dict[str, Scalar],
        subject: Mapping[str, Scalar],
        cells: Sequence[Cell],
        found: RowFindings,
    ) -> None:
        """Hold a report's amounts against what an UMKM can have and the size class the row states."""
        if reader.kind != "laporan_usaha":
            return
        skala = cells[self.plan.skala] if self.plan.skala >= 0 else None
        findings = [*check_amounts(report), *(check_skala(skala, report) if isinstance(skala, str) else ())]
        asked: dict[str, Question] = {}
        for name, code, message in findings:
            fault = self._finding(reader, name, report[name], code, message, found)
            if CATALOGUE[code].severity is Severity.TANYA:
                asked.setdefault(name, ask_amount(fault, reader.kind, name, (self.subject.kind, subject), report))
            else:
                found.warnings.append(fault)
        if asked:
            found.questions += settle_values([*asked.values()], report, self.setting.settled)

    def _finding(
        self, reader: _KindReader, name: str, value: Scalar, code: str, message: str, found: RowFindings
    ) -> Fault:
        column = reader.columns.get(name)
        heading, index = (column.heading, column.index) if column else (name, -1)
        return found.fault(heading, index, value, code, message)

    def _name_left_over(self, cells: Sequence[Cell], found: RowFindings) -> None:
        """Warn of cells under no heading: nothing of a row is dropped silently."""
        for index in (*self.untitled, *range(self.width, len(cells))):
            if cells[index] not in ("", None):
                message = f"Isi «{cells[index]}» di luar kolom yang berjudul tidak diambil"
                found.warn("", index, cells[index], "baris_panjang", message)


def _is_part(column: PlannedColumn) -> bool:
    return column.target.field.type in (FieldType.DAFTAR, FieldType.PILIHAN) and bool(column.target.part)
