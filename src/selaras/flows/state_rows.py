"""From judged rows to changes: which record a row is about, what it says anew, and a chunk of rows a transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from selaras import data
from selaras.core.intake.draft import Draft, Fault
from selaras.core.intake.judge import SheetJudge
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record, rumpun_of_record
from selaras.core.ledger.stream import covers
from selaras.core.terms.canonical import Cell
from selaras.core.terms.kamus import rumpun_of
from selaras.core.terms.problem import CATALOGUE, Severity
from selaras.flows.find_records import YEAR_FIELD, Finder, ReadRow, borrowers, subject_of
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, append
from selaras.gateways.workbook.faults import FaultBook
from selaras.store.database import Row
from selaras.store.inbox.imports import begin_import, keep_spans
from selaras.store.inbox.queries import keep_rows
from selaras.store.network.queries import read_self
from selaras.store.registry.history import Dates, seen_on
from selaras.store.registry.tables import META, tables

CHUNK_ROWS = 2_000
EPOCH = dt.date(1970, 1, 1)
Home = tuple[str, str]  # wilayah and rumpun of the streams that speak of a record


class RowStater:
    """Gathers judged rows and states them a chunk at a time. Memory is one chunk, except in a dry run."""

    def __init__(self, node: Node, order: ImportOrder, report: ImportReport, returned: FaultBook | None) -> None:
        self.node, self.order, self.report, self.returned = node, order, report, returned
        self._finder = Finder(node.db)
        self._waiting: list[ReadRow] = []
        self._known: dict[bytes, dict[str, Scalar]] = {}
        self._homes: dict[bytes, Home] = {}
        self._dates: Dates = {}
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
        self._read_what_stands(waiting)
        niks = [str(row.draft.fields.get("nik_debitur")) for row in waiting if row.draft.kind == "kredit"]
        usaha_by_nik = borrowers(self.node.db, niks)
        changes: list[NewChange] = []
        stated: list[tuple[bytes, bytes]] = []
        for row in waiting:
            if self._finder.was_read(row):
                self.report.unchanged += 1
            else:
                stated += self._state(row, usaha_by_nik, changes)
        self.report.changes += len(changes)
        if not self.order.dry_run:
            self._keep(changes, stated)

    def _keep(self, changes: Sequence[NewChange], stated: Sequence[tuple[bytes, bytes]]) -> None:
        """Append a chunk, and forget what the database now knows."""
        db, report = self.node.db, self.report
        if report.id is None:
            with db.transaction():
                as_of = (self.order.as_of - EPOCH).days
                report.id = begin_import(db, report.file, self.order.author, as_of, self.node.wall_ms())
        with db.transaction():
            append(self.node, changes)
            keep_rows(db, report.id, stated)
            me = read_self(db)
            assert me is not None, "append has read it"
            keep_spans(db, report.id, self.node.id, me.epoch, Counter((c.wilayah, c.rumpun) for c in changes))
        self._finder.forget()
        self._known.clear()
        self._homes.clear()
        self._dates.clear()

    def _state(
        self, row: ReadRow, usaha_by_nik: Mapping[str, tuple[bytes, str]], changes: list[NewChange]
    ) -> list[tuple[bytes, bytes]]:
        """Add the changes of one row; return what to remember of it, nothing when it is refused after all."""
        draft, fields = row.draft, dict(row.draft.fields)
        usaha, _ = usaha_by_nik.get(str(fields.get("nik_debitur")), (None, ""))
        if usaha is not None:
            fields["usaha"] = usaha.hex()
        found, before = self._finder.find(row), len(changes)
        stands = found in self._homes
        place = self._homes[found] if found in self._homes else self._home(draft, found, usaha_by_nik)
        if isinstance(place, str):
            self._refuse(draft.row, row.cells, [_unplaced(draft, place)])
            return []
        record = found or self._new_record(place)
        self._homes[record] = place
        whole = self._change(draft, place, draft.kind, record, fields, changes)
        for kind, said in draft.reports:
            report = report_record(record, kind, str(said[YEAR_FIELD[kind]]))
            subject = tables()[kind].subject_field
            whole &= self._change(draft, place, kind, report, {**said, str(subject): record.hex()}, changes)
        if not stands:
            self.report.new += 1
        elif len(changes) > before:
            self.report.changed += 1
        else:
            self.report.unchanged += 1
        return self._finder.remember(row, record, whole=whole)

    def _refuse(self, number: int, cells: Sequence[Cell], faults: list[Fault]) -> None:
        self.report.refused += 1
        self.report.faults += faults
        if self.returned:
            self.returned.give_back(number, cells, faults, refused=True)

    def _change(
        self,
        draft: Draft,
        place: Home,
        kind: str,
        record: bytes,
        fields: dict[str, Scalar],
        changes: list[NewChange],
    ) -> bool:
        """Add a change with the fields that differ from what the registry shows; an empty cell erases nothing.

        Return whether all of them were stated: an older fact replaces no newer one.
        """
        known = self._known.setdefault(record, {})
        differing = {name: value for name, value in fields.items() if value is not None and known.get(name) != value}
        said = {name: value for name, value in differing.items() if not self._is_older(record, name, known.get(name))}
        for name in differing.keys() - said.keys():
            self._say_older(draft, kind, name, self._dates[record, name, known[name]])
        if said:
            known.update(said)
            source = (self.report.file, draft.sheet, draft.row)
            changes.append(NewChange(*place, kind, record, said, self.order.author, "import", self._as_of, source))
        return len(said) == len(differing)

    @property
    def _as_of(self) -> int:
        return (self.order.as_of - EPOCH).days

    def _is_older(self, record: bytes, name: str, standing: Scalar) -> bool:
        """Whether the value that stands was seen on a later day than the file's."""
        return standing is not None and self._dates.get((record, name, standing), self._as_of) > self._as_of

    def _say_older(self, draft: Draft, kind: str, name: str, day: int) -> None:
        label = data.kamus().field(kind, name).label
        seen = EPOCH + dt.timedelta(days=day)
        message = (
            f"{label} tidak diganti: yang tercatat dilihat pada {seen:%d/%m/%Y},"
            f" lebih baru daripada tanggal data berkas ini ({self.order.as_of:%d/%m/%Y})"
        )
        value = str(draft.fields.get(name) or "")
        self.report.warnings.append(Fault(draft.sheet, draft.row, label, value, "fakta_lama", message))

    def _read_what_stands(self, rows: Sequence[ReadRow]) -> None:
        """Read the records that these rows are about, and when the values were seen that they would replace."""
        about: dict[str, dict[bytes, list[Mapping[str, Scalar]]]] = {}
        for row in rows:
            record = self._finder.find(row)
            if record is None or self._finder.was_read(row):
                continue
            about.setdefault(row.draft.kind, {}).setdefault(record, []).append(row.draft.fields)
            for kind, said in row.draft.reports:
                report = report_record(record, kind, str(said[YEAR_FIELD[kind]]))
                about.setdefault(kind, {}).setdefault(report, []).append(said)
        replaced: list[bytes] = []
        for kind, wanted in about.items():
            for record, stood in tables()[kind].load(self.node.db, sorted(wanted)).items():
                values = self._known[record] = self._read(kind, record, stood)
                if any(_replaces(values, fields) for fields in wanted[record]):
                    replaced.append(record)
        self._dates.update(seen_on(self.node.db, sorted(replaced)))
        self._read_subjects(rows)

    def _read(self, kind: str, record: bytes, stood: Row) -> dict[str, Scalar]:
        """Return the values of a record's row, and note where it lives; a publication to us cannot be changed here."""
        home = str(stood[META.index("wilayah_induk")])
        rumpun = rumpun_of_record(record, home, rumpun_of(kind))
        if rumpun is not None:
            self._homes[record] = (home, rumpun)
        return dict(tables()[kind].to_state(stood).values)

    def _read_subjects(self, rows: Sequence[ReadRow]) -> None:
        """Note where the enterprises and cooperatives live that reports, loans and managers of a file belong to."""
        wanted = {subject for row in rows if (subject := subject_of(row.draft)) and subject not in self._homes}
        for kind, table in tables().items():
            if wanted and table.subject_field is None:
                for record, stood in table.load(self.node.db, sorted(wanted)).items():
                    self._read(kind, record, stood)

    def _home(self, draft: Draft, found: bytes | None, usaha_by_nik: Mapping[str, tuple[bytes, str]]) -> Home | str:
        """Return where a new record will live: with its subject, else in its area, for a loan of an unknown borrower that
        of the NIK. The code of a fault when that is nowhere in this office.
        """
        if draft.record or (found is not None and draft.kind not in YEAR_FIELD):
            return "catatan_tak_ada"
        subject = subject_of(draft)
        if subject is not None:
            return self._homes.get(subject, "acuan_tak_ada")
        nik, area = str(draft.fields.get("nik_debitur") or ""), draft.fields.get("wilayah")
        if nik in usaha_by_nik:
            home = usaha_by_nik[nik][1]
        elif isinstance(area, str):
            home = ".".join(area.split(".")[:2])
        else:
            home = f"{nik[:2]}.{nik[2:4]}"
        known = data.wilayah().knows(home) and covers(self.node.identity.wilayah, home)
        return (home, rumpun_of(draft.kind)[0]) if known else "wilayah_tak_tentu"

    def _new_record(self, place: Home) -> bytes:
        if place not in self._ids:
            self._ids[place] = new_records(self.node.wall_ms(), self.node.random(6), *place)
        return next(self._ids[place])


def _unplaced(draft: Draft, code: str) -> Fault:
    problem = CATALOGUE[code]
    return Fault(draft.sheet, draft.row, "", "", code, f"{problem.meaning} {problem.remedy}")


def _replaces(values: Mapping[str, Scalar], fields: Mapping[str, Scalar]) -> bool:
    """Whether a row would replace a value that stands."""
    return any(value is not None and values.get(name) not in (None, value) for name, value in fields.items())
