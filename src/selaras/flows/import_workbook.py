"""Import a field file: read it, judge every row, state what is good, give back what is not.

Every chunk of rows is a transaction, so a crash leaves whole chunks, and importing the file again goes on where it
stopped: a row that was read before states nothing new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selaras import data
from selaras.core.intake.draft import Draft, Fault, Setting
from selaras.core.intake.judge import SheetJudge
from selaras.core.intake.plan import no_heading, plan_sheet
from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record
from selaras.core.ledger.stream import covers
from selaras.core.terms.canonical import Cell
from selaras.core.terms.kamus import rumpun_of
from selaras.core.terms.problem import CATALOGUE, Severity
from selaras.flows.find_records import Finder, ReadRow, borrowers
from selaras.flows.node import Node, note_witness
from selaras.flows.record_changes import NewChange, append
from selaras.flows.return_sheet import returned_sheet
from selaras.gateways.workbook.faults import SUMMARY_SHEET, FaultBook
from selaras.gateways.workbook.reader import Sheet, open_workbook
from selaras.store.inbox.queries import keep_rows
from selaras.store.registry.tables import tables

CHUNK_ROWS = 2_000
PEEK_ROWS = 300  # rows that the plan of a sheet is made from
YEAR_FIELD = {"laporan_usaha": "tahun", "laporan_koperasi": "tahun_buku"}
EPOCH = dt.date(1970, 1, 1)
BANKS = ("BRI", "BNI", "Mandiri", "BTN", "BSI", "Bank Jatim", "PNM", "LPDB")


@dataclass(slots=True)
class ImportReport:
    """What became of a file. faults: of refused rows and of the file itself; warnings: of rows that were taken."""

    file: str
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


def import_workbook(
    node: Node, order: ImportOrder, progress: Callable[[float], None], returned: FaultBook | None = None
) -> ImportReport:
    """Import one file and return the report. progress: share of the file that is read, 0 to 1.

    returned: takes the rows that are refused or asked about, in the clerk's own columns.
    Raises FileRefused (the file cannot be read at all) and NodeMayNotWrite.
    """
    report = ImportReport(order.path.name)
    setting = _setting(node, order)
    importer = _Importer(node, order, report, returned)
    with open_workbook(order.path) as sheets:
        for sheet in sheets:
            if sheet.name != SUMMARY_SHEET:
                _import_sheet(sheet, setting, order, importer, progress)
    if not report.headings:
        report.faults.append(no_heading(""))
    note_witness(node)
    return report


def _setting(node: Node, order: ImportOrder) -> Setting:
    """Return what intake must know. A loan file rarely names its lender: the file's name or this office does, and is told."""
    named = next((bank for bank in BANKS if bank.lower() in order.path.stem.lower()), None)
    lender = node.identity.name if node.identity.level is Level.MITRA or named is None else named
    defaults: dict[tuple[str, str], Scalar] = {("kredit", "lembaga"): lender}
    return Setting(data.kamus(), data.wilayah(), data.kbli(), node.identity.wilayah, order.today, order.as_of, defaults)


def _import_sheet(
    sheet: Sheet, setting: Setting, order: ImportOrder, importer: _Importer, progress: Callable[[float], None]
) -> None:
    chunks = sheet.chunks
    peeked: list[tuple[int, list[Cell]]] = []
    shares = 0.0
    for chunk in chunks:
        peeked += zip(chunk.numbers, chunk.rows, strict=True)
        shares = chunk.share
        if len(peeked) >= PEEK_ROWS:
            break
    plan = plan_sheet(
        peeked[:PEEK_ROWS], setting, sheet=sheet.name, merged=sheet.merged, epoch=sheet.epoch, kind_hint=order.kind
    )
    if plan is None:
        return
    report = importer.report
    report.kind = report.kind or plan.kind
    report.headings[sheet.name] = plan.headings
    report.warnings += plan.questions
    if plan.kind == "kredit" and all(column.target.field.name != "lembaga" for column in plan.columns):
        lender = setting.defaults["kredit", "lembaga"]
        message = f"Berkas tidak menyebut lembaga pembiayaan; dicatat sebagai «{lender}»"
        report.warnings.append(Fault(sheet.name, 0, "", "", "lembaga_anggapan", message))
    judge = SheetJudge(plan, setting)
    if importer.returned:
        importer.returned.begin(returned_sheet(sheet, plan, setting, peeked))
    importer.take(judge, peeked)
    progress(shares)
    for chunk in chunks:
        importer.take(judge, list(zip(chunk.numbers, chunk.rows, strict=True)))
        progress(chunk.share)
    importer.flush()


class _Importer:
    """Gathers judged rows and states them a chunk at a time."""

    def __init__(self, node: Node, order: ImportOrder, report: ImportReport, returned: FaultBook | None) -> None:
        self.node, self.order, self.report, self.returned = node, order, report, returned
        self._finder = Finder(node.db)
        self._waiting: list[ReadRow] = []
        self._known: dict[bytes, dict[str, Scalar]] = {}
        self._ids: dict[tuple[str, str], Iterator[bytes]] = {}

    def take(self, judge: SheetJudge, rows: Sequence[tuple[int, list[Cell]]]) -> None:
        """Judge rows; good ones wait for their chunk, bad ones go into the report with all their faults."""
        for number, cells in rows:
            verdict = judge.judge(number, cells)
            if verdict is None:
                continue
            self.report.rows += 1
            if isinstance(verdict, list):
                self._refuse(number, cells, verdict)
                continue
            self.report.warnings += verdict.warnings
            if self.returned and any(CATALOGUE[w.code].severity is Severity.TANYA for w in verdict.warnings):
                self.returned.give_back(number, cells, verdict.warnings, refused=False)
            self._waiting.append(ReadRow.of(verdict, cells))
            if len(self._waiting) >= CHUNK_ROWS:
                self.flush()

    def flush(self) -> None:
        """State the rows that wait, in one transaction."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self._finder.prepare(waiting)
        self._read_known([record for row in waiting if (record := self._finder.find(row))], waiting[0].draft.kind)
        niks = [str(row.draft.fields["nik_debitur"]) for row in waiting if row.draft.kind == "kredit"]
        usaha_by_nik = borrowers(self.node.db, niks)
        changes: list[NewChange] = []
        stated: list[tuple[bytes, bytes]] = []
        for row in waiting:
            if self._finder.was_read(row):
                self.report.unchanged += 1
            else:
                stated += self._state(row, usaha_by_nik, changes)
        self.report.changes += len(changes)
        if self.order.dry_run:
            return
        with self.node.db.transaction():
            append(self.node, changes)
            keep_rows(self.node.db, stated)

    def _state(
        self, row: ReadRow, usaha_by_nik: Mapping[str, tuple[bytes, str]], changes: list[NewChange]
    ) -> list[tuple[bytes, bytes]]:
        """Add the changes of one row; return what to remember of it, nothing when it is refused after all."""
        draft, fields = row.draft, dict(row.draft.fields)
        usaha, home = usaha_by_nik.get(str(fields.get("nik_debitur")), (None, self._home(draft)))
        if usaha is not None:
            fields["usaha"] = usaha.hex()
        if home is None:
            problem = CATALOGUE["wilayah_tak_tentu"]
            fault = Fault(draft.sheet, draft.row, "nik", "", problem.code, f"{problem.meaning} {problem.remedy}")
            self._refuse(draft.row, row.cells, [fault])
            return []
        found, before = self._finder.find(row), len(changes)
        record = found or next(self._new_ids(home, rumpun_of(draft.kind)[0]))
        self._change(draft, home, draft.kind, record, fields, changes)
        for kind, said in draft.reports:
            report = report_record(record, kind, str(said[YEAR_FIELD[kind]]))
            subject = tables()[kind].subject_field
            self._change(draft, home, kind, report, {**said, str(subject): record.hex()}, changes)
        if found is None:
            self.report.new += 1
        elif len(changes) > before:
            self.report.changed += 1
        else:
            self.report.unchanged += 1
        return self._finder.remember(row, record)

    def _refuse(self, number: int, cells: Sequence[Cell], faults: list[Fault]) -> None:
        self.report.refused += 1
        self.report.faults += faults
        if self.returned:
            self.returned.give_back(number, cells, faults, refused=True)

    def _change(
        self,
        draft: Draft,
        home: str,
        kind: str,
        record: bytes,
        fields: dict[str, Scalar],
        changes: list[NewChange],
    ) -> None:
        """Add a change with the fields that differ from what the registry shows; an empty cell erases nothing."""
        if record not in self._known:
            self._read_known([record], kind)
        known = self._known.setdefault(record, {})
        said = {name: value for name, value in fields.items() if value is not None and known.get(name) != value}
        if not said:
            return
        known.update(said)
        changes.append(
            NewChange(
                home,
                rumpun_of(kind)[0],
                kind,
                record,
                said,
                self.order.author,
                "import",
                (self.order.as_of - EPOCH).days,
                (self.report.file, draft.sheet, draft.row),
            )
        )

    def _read_known(self, records: Sequence[bytes], kind: str) -> None:
        table = tables()[kind]
        for record, row in table.load(self.node.db, [r for r in records if r not in self._known]).items():
            self._known[record] = dict(table.to_state(row).values)

    def _home(self, draft: Draft) -> str | None:
        """Return the kab/kota of a row's area, for a loan of an unknown borrower the one in the NIK; None outside this office."""
        office = self.node.identity.wilayah
        area = draft.fields.get("wilayah")
        if isinstance(area, str):
            home = ".".join(area.split(".")[:2])
        else:
            nik = str(draft.fields.get("nik_debitur") or "")
            home = f"{nik[:2]}.{nik[2:4]}"
        known = data.wilayah().knows(home)
        return home if known and covers(office, home) else None

    def _new_ids(self, home: str, rumpun: str) -> Iterator[bytes]:
        if (home, rumpun) not in self._ids:
            entropy = self.node.random(6)
            self._ids[home, rumpun] = new_records(self.node.wall_ms(), entropy, home, rumpun)
        return self._ids[home, rumpun]
