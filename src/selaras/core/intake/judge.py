"""Judges the rows of one sheet: a draft, or all the faults of the row, or no data at all."""

from collections.abc import Mapping, Sequence

from selaras.core.intake.asking import ask_amount, ask_value, settle_values
from selaras.core.intake.checks import check_amounts, check_owner, check_skala
from selaras.core.intake.data_rows import SHIFTED, DataRows
from selaras.core.intake.draft import RECORD_HEADING, Draft, Fault, Question, Setting
from selaras.core.intake.findings import Findings, RowFindings
from selaras.core.intake.kind_reader import Fields, KindReader
from selaras.core.intake.layout import Row
from selaras.core.intake.plan import SheetPlan
from selaras.core.intake.size_class import stated_skala
from selaras.core.terms.canonical import RECORD, Cell, Scalar, text_of
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.problem import CATALOGUE, Severity, TermError

Verdict = Draft | list[Fault] | None
_NOTHING: Fields = {}


class SheetJudge:
    """Judges rows in the order of the sheet: what follows a signature is no data any more."""

    def __init__(self, plan: SheetPlan, setting: Setting) -> None:
        self.plan, self.setting = plan, setting
        self._subject = KindReader(plan.kind, plan, setting)
        self._rows = DataRows(plan, self._subject.required, setting.kamus)
        self._report = KindReader(plan.report_kind, plan, setting) if plan.report_kind else None
        self._width = len(plan.headings)
        self._untitled = [index for index, heading in enumerate(plan.headings) if not heading]
        self._waiting = [(index, question.key) for index, question in plan.waiting.items()]
        self._year = plan.layout.year or setting.as_of.year

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        """Return the verdict on each of these rows; None for a row that is no data: blank, heading, total, signature."""
        verdicts: list[Verdict] = [None] * len(rows)
        kept: list[tuple[int, Sequence[Cell]]] = []
        for at, row in enumerate(rows):
            data = self._rows.data(*row)
            if isinstance(data, TermError):
                verdicts[at] = [Fault(self.plan.sheet, row[0], "", "", data.code, str(data))]
            elif data is not None:
                kept.append((at, data))
        if not kept:
            return verdicts
        findings = Findings(self.plan.sheet, [rows[at][0] for at, _ in kept], self.setting.settled)
        columns = list(zip(*(data for _, data in kept), strict=False))  # beyond the headings rows may differ in length
        stated = self._subject.read(columns, findings)
        reports = self._report.read(columns, findings) if self._report else [_NOTHING] * len(kept)
        for position, ((at, cells), fields, report) in enumerate(zip(kept, stated, reports, strict=True)):
            verdicts[at] = self._verdict(cells, fields, report, findings, position)
        return verdicts

    @property
    def left(self) -> Sequence[int]:
        """Numbers of the rows until now that hold something and are no data: headings again, totals, signatures."""
        return self._rows.left

    def _verdict(
        self, cells: Sequence[Cell], fields: Fields, report: Fields, findings: Findings, at: int
    ) -> Draft | list[Fault]:
        """Return what becomes of one row. at: its position among the rows of the findings."""
        record = self._named_record(cells, findings, at) if self._rows.record >= 0 else ""
        missing = [] if record else self._complete(fields, findings, at)
        self._check(self._subject, fields, findings, at)
        if self._report and report:
            self._state_year(self._report, report)
            self._check(self._report, report, findings, at)
            self._check_amounts(self._report, report, fields, cells, findings, at)
        if self._untitled or len(cells) > self._width:
            self._name_left_over(cells, findings, at)
        found = findings.get(at)
        if (found and found.faults) or (missing and not self._may_wait(missing)):
            return self._refused(found or findings[at], missing)
        reports = ((self._report.kind, report),) if self._report and report else ()
        draft = Draft(self._subject.kind, fields, self.plan.sheet, findings.numbers[at], reports, record=record)
        return self._with_doubts(draft, cells, found, missing=bool(missing)) if found or self._waiting else draft

    def _with_doubts(self, draft: Draft, cells: Sequence[Cell], found: RowFindings | None, *, missing: bool) -> Draft:
        """Return the draft with its warnings and questions. missing: whether a required field may stand under a heading that is
        asked about.
        """
        asked = tuple(key for index, key in self._waiting if missing or cells[index] not in ("", None))
        if found is None:
            return draft._replace(headings=asked, whole=missing)
        whole = missing or (bool(found.waiting) and self._lacks_required(found))
        return draft._replace(
            warnings=tuple(found.warnings), questions=tuple(found.questions), headings=asked, whole=whole
        )

    def _refused(self, found: RowFindings, missing: Sequence[Field]) -> list[Fault]:
        """Return all that is wrong or doubtful with a row."""
        for field in missing:
            column = self._subject.columns.get(field.name)
            heading, index = (column.heading, column.index) if column else (field.label, -1)
            found.faults.append(found.fault(heading, index, None, "wajib_kosong", f"{field.label} wajib diisi"))
        return [*found.faults, *found.warnings, *(question.fault for question in found.questions)]

    def _may_wait(self, missing: Sequence[Field]) -> bool:
        """Whether all that is missing may stand under headings that are asked about: its own column is not known, or is one of
        several, as for a place.
        """
        known = self._subject.columns
        return bool(self._waiting) and all(f.type is FieldType.WILAYAH or f.name not in known for f in missing)

    def _lacks_required(self, found: RowFindings) -> bool:
        """Whether a value that waits is one without which there is no record."""
        return any((field.kind, field.name) in found.waiting for field in self._subject.required)

    def _named_record(self, cells: Sequence[Cell], findings: Findings, at: int) -> str:
        """Return the record that an exported row names: such a row says only what stands in it."""
        index = self._rows.record
        cell = self._subject.stated(index, cells[index], findings, at)
        named = "" if cell is None else text_of(cell)
        if named and not RECORD.fullmatch(named):
            message = f"{RECORD_HEADING} harus 32 angka heksadesimal seperti pada hasil ekspor"
            findings[at].refuse(RECORD_HEADING, index, cell, TermError("acuan_bentuk", message))
        return named

    def _state_year(self, reader: KindReader, fields: Fields) -> None:
        if reader.year_field:
            fields.setdefault(reader.year_field, self._year)

    def _complete(self, fields: Fields, findings: Findings, at: int) -> list[Field]:
        """Add what the setting knows, and return every required field that is missing."""
        reader = self._subject
        for name, value in reader.defaults.items():
            fields.setdefault(name, value)
        if reader.tells_version and fields.get("kbli") is not None and self.setting.kbli.knows(str(fields["kbli"])):
            fields.setdefault("kbli_versi", self.setting.kbli.version)
        self._state_year(reader, fields)
        missing = [field for field in reader.required if field.name not in fields]
        return [field for field in missing if not self._is_named(field, findings.get(at))] if missing else missing

    def _is_named(self, field: Field, found: RowFindings | None) -> bool:
        """Whether a fault or a question already speaks of the field."""
        if found is None:
            return False
        if (field.kind, field.name) in found.waiting:
            return True
        own = {
            c.index for c in self.plan.columns if (c.target.field.kind, c.target.field.name) == (field.kind, field.name)
        }
        return any(fault.index in own for fault in found.faults)

    def _check(self, reader: KindReader, fields: Fields, findings: Findings, at: int) -> None:
        """Hold the values of one record against each other."""
        doubts = list(check_owner(fields, reader.owner, self.setting.wilayah_index)) if reader.owner else []
        if reader.check:
            doubts += reader.check(fields)
        asked: list[Question] = []
        for name, code, message in doubts:
            fault = self._fault(reader, name, fields.get(name), code, message, findings[at])
            severity = CATALOGUE[code].severity
            if severity is Severity.TANYA:
                asked.append(ask_value(fault, reader.kind, name, fields))
            else:
                (findings[at].faults if severity is Severity.TOLAK else findings[at].warnings).append(fault)
        if asked:
            findings[at].questions += settle_values(asked, fields, self.setting.settled)

    def _check_amounts(
        self,
        reader: KindReader,
        report: Fields,
        subject: Mapping[str, Scalar],
        cells: Sequence[Cell],
        findings: Findings,
        at: int,
    ) -> None:
        """Hold a report's amounts against what an UMKM can have and the size class the row states."""
        if reader.kind != "laporan_usaha":
            return
        skala = stated_skala(self.plan.skala, cells) if self.plan.skala else ""
        doubts = [*check_amounts(report), *(check_skala(skala, report) if skala else ())]
        asked: dict[str, Question] = {}
        for name, code, message in doubts:
            fault = self._fault(reader, name, report[name], code, message, findings[at])
            if CATALOGUE[code].severity is Severity.TANYA:
                asked.setdefault(name, ask_amount(fault, reader.kind, name, (self._subject.kind, subject), report))
            else:
                findings[at].warnings.append(fault)
        if asked:
            findings[at].questions += settle_values([*asked.values()], report, self.setting.settled)

    def _fault(
        self, reader: KindReader, name: str, value: Scalar, code: str, message: str, found: RowFindings
    ) -> Fault:
        column = reader.columns.get(name)
        heading, index = (column.heading, column.index) if column else (name, -1)
        return found.fault(heading, index, value, code, message)

    def _name_left_over(self, cells: Sequence[Cell], findings: Findings, at: int) -> None:
        """Warn of cells under no heading: nothing of a row is dropped silently."""
        for index in (*self._untitled, *range(self._width, len(cells))):
            if cells[index] in ("", None):
                continue
            of_csv = index >= self._width and not self.plan.sheet  # only separators tell its columns
            if of_csv or findings.numbers[at] in self._rows.shifted:
                message = f"Baris ini {SHIFTED} («{cells[index]}»): beri tanda petik pada isi yang memuat koma"
                findings[at].refuse("", index, cells[index], TermError("kolom_bergeser", message))
            else:
                message = f"Isi «{cells[index]}» di luar kolom yang berjudul tidak diambil"
                findings[at].warn("", index, cells[index], "baris_panjang", message)
