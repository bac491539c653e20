"""Import a field file: read it, judge every row, state what is good, give back what is not.

Every chunk of rows is a transaction, so a crash leaves whole chunks, and importing the file again goes on where it
stopped: a row that was read before states nothing new, unless another row has spoken since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from selaras import data
from selaras.core.intake.data_rows import rows_left
from selaras.core.intake.draft import OWN_SHEET, Fault, Setting
from selaras.core.intake.judge import SheetJudge
from selaras.core.intake.layout import Row
from selaras.core.intake.merged import MergedDown
from selaras.core.intake.plan import SheetPlan, no_heading, plan_sheet
from selaras.core.intake.read_columns import read_columns
from selaras.core.ledger.authority import Level
from selaras.core.terms.canonical import Cell
from selaras.core.terms.problem import CATALOGUE
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.node import Node, note_witness
from selaras.flows.return_sheet import returned_sheet
from selaras.flows.state_rows import RowStater
from selaras.gateways.workbook.faults import FaultBook
from selaras.gateways.workbook.reader import Sheet, open_workbook
from selaras.store.inbox.imports import finish_import
from selaras.store.inbox.questions import settled_answers

PEEK_ROWS = 300  # rows that the plan of a sheet is made from
BANKS = ("BRI", "BNI", "Mandiri", "BTN", "BSI", "Bank Jatim", "PNM", "LPDB")


def import_workbook(
    node: Node, order: ImportOrder, progress: Callable[[float], None], returned: FaultBook | None = None
) -> ImportReport:
    """Import one file and return the report. progress: share of the file that is read, 0 to 1.

    returned: takes the rows that are refused or asked about, in the clerk's own columns.
    Raises FileRefused (the file cannot be read at all) and NodeMayNotWrite.
    """
    report = ImportReport(order.file)
    setting = import_setting(node, order)
    importer = RowStater(node, order, setting, report, returned)
    with open_workbook(order.path) as sheets:
        for sheet in sheets:
            if not sheet.name.endswith(OWN_SHEET):
                _import_sheet(sheet, setting, order, importer, progress)
    if not report.columns:
        report.faults.append(no_heading(""))
    if report.id is not None:
        counts = (report.accepted, report.refused, report.changes)
        finish_import(node.db, report.id, report.kind, counts, node.wall_ms())
    note_witness(node)
    return report


def import_setting(node: Node, order: ImportOrder) -> Setting:
    """Return what intake must know. A loan file rarely names its lender: the file's name or this office does, and is told."""
    named = next((bank for bank in BANKS if bank.lower() in order.path.stem.lower()), None)
    lender = node.identity.name if node.identity.level is Level.MITRA or named is None else named
    return Setting(
        data.kamus(),
        data.wilayah(),
        data.kbli(),
        node.identity.wilayah,
        order.today,
        order.as_of,
        {("kredit", "lembaga"): lender},
        order.profile,
        order.profiles,
        settled_answers(node.db),
    )


def _import_sheet(
    sheet: Sheet, setting: Setting, order: ImportOrder, importer: RowStater, progress: Callable[[float], None]
) -> None:
    chunks = sheet.chunks
    peeked: list[tuple[int, list[Cell]]] = []
    shares = 0.0
    for chunk in chunks:
        peeked += zip(chunk.numbers, chunk.rows, strict=True)
        shares = chunk.share
        if len(peeked) >= PEEK_ROWS:
            break
    report = importer.report
    if not sheet.visible:
        report.warnings += [_sheet_left(sheet.name, "lembar_tersembunyi")] if peeked else []
        return
    hint = order.kind or (sheet.kind if sheet.kind in setting.kamus.kinds else None)
    plan = plan_sheet(
        peeked[:PEEK_ROWS], setting, sheet=sheet.name, merged=sheet.merged, epoch=sheet.epoch, kind_hint=hint
    )
    if plan is None:
        report.warnings += [_sheet_left(sheet.name, "lembar_dilewati")] if len(peeked) > 1 else []
        return
    _say_plan(plan, peeked, setting, report)
    judge = SheetJudge(plan, setting)
    if importer.returned:
        importer.returned.begin(returned_sheet(sheet, plan, setting, peeked))
    importer.begin(judge)
    merged = MergedDown(plan, sheet.merged)
    report.warnings += merged.said()
    importer.take(merged.filled(peeked))
    progress(shares)
    for chunk in chunks:
        importer.take(merged.filled(list(zip(chunk.numbers, chunk.rows, strict=True))))
        progress(chunk.share)
    importer.flush()
    if judge.left:
        report.warnings.append(rows_left(sheet.name, judge.left))


def _say_plan(plan: SheetPlan, rows: Sequence[Row], setting: Setting, report: ImportReport) -> None:
    """Put into the report how a sheet is read, and what its headings leave to say."""
    report.kind = report.kind or plan.kind
    report.columns[plan.sheet] = read_columns(plan, rows)
    report.profile = report.profile or (plan.profile.name if plan.profile else "")
    report.layouts.append(plan.layout.key)
    report.warnings += plan.remarks
    if plan.kind == "kredit" and all(column.target.field.name != "lembaga" for column in plan.columns):
        lender = setting.defaults["kredit", "lembaga"]
        message = f"Berkas tidak menyebut lembaga pembiayaan; dicatat sebagai «{lender}»"
        report.warnings.append(Fault(plan.sheet, 0, "", "", "lembaga_anggapan", message))


def _sheet_left(sheet: str, code: str) -> Fault:
    """Return what to say of a sheet that is not read."""
    problem = CATALOGUE[code]
    return Fault(sheet, 0, "", "", code, f"Lembar «{sheet}»: {problem.meaning[0].lower()}{problem.meaning[1:]}")
