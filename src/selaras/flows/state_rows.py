"""From judged rows to changes: which record a row is about, what it says anew, and a chunk of rows a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selaras import data
from selaras.core.intake.asking import ask_amount, settle_values
from selaras.core.intake.checks import check_jump
from selaras.core.intake.draft import Draft, Fault, Question, Setting
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.intake.judge import SheetJudge
from selaras.core.ledger.authority import RESTORATION
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record, rumpun_of_record
from selaras.core.ledger.stream import covers
from selaras.core.terms.canonical import Cell
from selaras.core.terms.kamus import rumpun_of
from selaras.core.terms.problem import CATALOGUE
from selaras.flows.choose_record import Chooser, Home, kabkota
from selaras.flows.find_doubles import DoubleFinder, LikelyDouble, NewRecord
from selaras.flows.find_records import Finder, ReadRow, borrowers, subject_of
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, append
from selaras.flows.standing import EPOCH, Standing
from selaras.flows.wait_for_answers import Asker, AskingRow
from selaras.gateways.workbook.faults import FaultBook
from selaras.store.database import Row
from selaras.store.inbox.imports import begin_import, keep_spans, was_imported
from selaras.store.inbox.queries import keep_rows, keep_traces
from selaras.store.network.queries import read_self
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.registry.tables import META, tables

CHUNK_ROWS = 3_000  # a transaction: with fewer, the indexes of numbers and names are written again and again


@dataclass(slots=True)
class _Chunk:
    """What one chunk of rows will state. remembered, traces: rows of inbox_read_row and inbox_trace; records: what the rows are
    about.

    done: the rows themselves, also those that are refused now and waited before.
    """

    changes: list[NewChange] = field(default_factory=list)
    remembered: list[tuple[bytes, bytes | None, bytes]] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    traces: list[tuple[int, bytes]] = field(default_factory=list)
    new: list[NewRecord] = field(default_factory=list)
    asking: list[AskingRow] = field(default_factory=list)
    done: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)


class RowStater:
    """Gathers judged rows and states them a chunk at a time. Memory is one chunk, except in a dry run."""

    def __init__(
        self, node: Node, order: ImportOrder, setting: Setting, report: ImportReport, returned: FaultBook | None
    ) -> None:
        self.node, self.order, self.setting, self.report, self.returned = node, order, setting, report, returned
        self._as_of = (order.as_of - EPOCH).days
        self._asker = Asker(node.db, report.file, self._as_of, order.author, node.wall_ms())
        self._finder = Finder(node.db, was_imported(node.db, report.file))
        self._doubles = DoubleFinder(node.db, setting.settled)
        self._judge: SheetJudge | None = None
        self._waiting: list[ReadRow] = []
        self._refused: list[tuple[int, Sequence[Cell]]] = []  # rows that may have waited since an earlier import
        self._standing = Standing(self._as_of)
        self._homes: dict[bytes, Home] = {}
        self._chooser = Chooser(self._finder, self._standing, self._homes)
        self._ids: dict[tuple[str, str], Iterator[bytes]] = {}

    def begin(self, judge: SheetJudge) -> None:
        """Name the sheet that the next rows stand in, and ask what its headings leave open."""
        self._judge = judge
        self._asker.begin(judge.plan.layout, judge.plan.questions)
        self.report.asked = list(self._asker.asked.values())

    def take(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """Judge rows; good ones wait for their chunk, bad ones go into the report with all their faults."""
        assert self._judge is not None, "a row stands in a sheet"
        for (number, cells), verdict in zip(rows, self._judge.judge(rows), strict=True):
            if not isinstance(verdict, Draft) and self._asker.had_waiting:
                self._refused.append((number, cells))
            if verdict is None:
                continue
            self.report.rows += 1
            if isinstance(verdict, list):
                self._refuse(number, cells, verdict)
                continue
            self.report.warnings += verdict.warnings
            self._waiting.append(ReadRow.of(verdict, cells, self.report.file))
            if len(self._waiting) >= CHUNK_ROWS:
                self.flush()

    def flush(self) -> None:
        """State the rows that wait for their chunk, in one transaction that also looks up what they are about: of two imports at
        once the second one finds what the first one stated.
        """
        waiting, self._waiting = self._waiting, []
        chunk = _Chunk(done=[*self._refused, *((row.draft.row, row.cells) for row in waiting)])
        self._refused = []
        if not chunk.done:
            return
        if self.order.dry_run:
            self._gather(waiting, chunk)
            return
        db, report = self.node.db, self.report
        if report.id is None:
            with db.transaction():
                report.id = begin_import(db, report.file, self.order.author, self._as_of, self.node.wall_ms())
        with db.transaction():
            db.lock(["impor"])
            self._keep(report.id, chunk, self._gather(waiting, chunk))
        self._forget()

    def _gather(self, waiting: Sequence[ReadRow], chunk: _Chunk) -> list[LikelyDouble]:
        """Put rows into the chunk; return the likely doubles among what is new."""
        self._finder.prepare(waiting)
        self._read_what_stands(waiting)
        niks = [str(row.draft.fields.get("nik_debitur")) for row in waiting if row.draft.kind == "kredit"]
        usaha_by_nik = borrowers(self.node.db, niks)
        for row in waiting:
            self._take_row(row, usaha_by_nik, chunk)
        self.report.changes += len(chunk.changes)
        doubles, traces = self._doubles.look(chunk.new, self._finder.bearers)
        chunk.traces += traces
        self._asker.note(chunk.asking, doubles)
        self.report.asked = list(self._asker.asked.values())
        return doubles

    def _take_row(self, row: ReadRow, usaha_by_nik: Mapping[str, tuple[bytes, str]], chunk: _Chunk) -> None:
        """Put one row into the chunk, and count what becomes of it."""
        draft = row.draft
        if draft.whole:
            self._wait(row, None, draft.questions, chunk)
            self.report.questions += 1
        elif self._finder.was_read(row) and not draft.questions and not self._is_overtaken(row):
            self.report.unchanged += 1
            record = self._finder.by_hash[row.hash]
            self._say_remarks(draft, record, {})
            self._chooser.take(record, is_new=False)
            if self._finder.by_place.get(row.place) != record:
                chunk.traces.append((row.place, record))
            if draft.headings:
                self._wait(row, record, (), chunk)
        else:
            self._state(row, usaha_by_nik, chunk)

    def _wait(self, row: ReadRow, record: bytes | None, questions: tuple[Question, ...], chunk: _Chunk) -> None:
        """Let a row wait for its answers; it goes back to the clerk too, who may know them."""
        draft = row.draft
        chunk.asking.append(AskingRow(draft.row, row.cells, record, questions, draft.headings))
        if self.returned and questions:
            found = [*(question.fault for question in questions), *draft.warnings]
            self.returned.give_back(draft.row, row.cells, found, refused=False)

    def _keep(self, number: int, chunk: _Chunk, doubles: Sequence[LikelyDouble]) -> None:
        """Append a chunk. number: of the import."""
        db = self.node.db
        append(self.node, chunk.changes)
        keep_rows(db, number, chunk.remembered)
        keep_traces(db, chunk.traces)
        self._asker.keep(number, chunk.done, (chunk.records, chunk.changes), chunk.asking, doubles)
        me = read_self(db)
        assert me is not None, "append has read it"
        counts = Counter((change.wilayah, change.rumpun) for change in chunk.changes)
        keep_spans(db, number, self.node.id, me.epoch, counts)

    def _forget(self) -> None:
        """Forget what the database now knows."""
        self._finder.forget()
        self._chooser.forget()
        self._doubles.forget()
        self._standing.clear()
        self._homes.clear()
        self._ids.clear()  # ids of a chunk and of its reports are later than those before: tables grow at their end

    def _state(self, row: ReadRow, usaha_by_nik: Mapping[str, tuple[bytes, str]], chunk: _Chunk) -> None:
        """Add the changes of one row, unless it is refused after all."""
        draft, fields = row.draft, row.draft.fields
        usaha, _ = usaha_by_nik.get(str(fields.get("nik_debitur")), (None, "")) if usaha_by_nik else (None, "")
        if usaha is not None:
            fields = {**fields, "usaha": usaha.hex()}
        found, before, again = self._chooser.choose(row), len(chunk.changes), self._finder.was_read(row)
        stands, is_back = found in self._homes, found in self._standing.withdrawn
        place = self._homes[found] if found in self._homes else self._home(draft, found, usaha_by_nik)
        if isinstance(place, str):
            self._refuse(draft.row, row.cells, [_of_row(draft, place)])
            return
        record = found or self._new_record(place)
        self._homes[record] = place
        self._say_remarks(draft, record, fields)
        parents = () if found is None else None  # nobody can have spoken of an id that was made just now
        whole = self._change(draft, place, draft.kind, record, fields, chunk.changes, parents, again=again)
        questions = list(draft.questions)
        for kind, stated in draft.reports:
            said = dict(stated)
            questions += self._jumps(draft, kind, said, record) if stands else ()
            report = report_record(record, kind, str(said[YEAR_FIELD[kind]]))
            subject = tables()[kind].subject_field
            said[str(subject)] = record.hex()
            whole &= self._change(draft, place, kind, report, said, chunk.changes, parents, again=again)
        if draft.kind in NAME_FIELD and (not stands or self._chooser.is_disputed(row)):
            chunk.new.append(NewRecord(record, draft))
        self._count(is_new=not stands or is_back, is_changed=len(chunk.changes) > before, waits=bool(questions))
        self._chooser.take(record, is_new=found is None)
        self._conclude(row, record, questions, chunk, whole=whole)

    def _conclude(
        self, row: ReadRow, record: bytes, questions: Sequence[Question], chunk: _Chunk, *, whole: bool
    ) -> None:
        """Note which record a row was about. whole: whether all that it says is stated, but for what is asked."""
        if questions or row.draft.headings:
            self._wait(row, record, tuple(questions), chunk)
        chunk.records.append(record)
        chunk.traces.append((row.place, record))
        chunk.remembered += self._finder.remember(row, record, whole=whole and not questions)

    def _count(self, *, is_new: bool, is_changed: bool, waits: bool) -> None:
        if waits:
            self.report.questions += 1
        elif is_new:
            self.report.new += 1
        elif is_changed:
            self.report.changed += 1
        else:
            self.report.unchanged += 1

    def _jumps(self, draft: Draft, kind: str, said: dict[str, Scalar], record: bytes) -> list[Question]:
        """Return questions about amounts that differ as only another unit does from what is known; those amounts wait."""
        year = int(str(said[YEAR_FIELD[kind]]))
        asked: dict[str, Question] = {}
        for other in (year, year - 1):
            known = self._standing.known.get(report_record(record, kind, str(other)), {})
            for name, code, message in check_jump(kind, said, known, other):
                fault = Fault(draft.sheet, draft.row, name, str(said[name]), code, message)
                fault = self._placed(fault, kind, name)
                asked.setdefault(name, ask_amount(fault, kind, name, (draft.kind, draft.fields), said))
        return settle_values(list(asked.values()), said, self.setting.settled) if asked else []

    def _placed(self, fault: Fault, kind: str, name: str) -> Fault:
        """Return a fault in the place of its cell."""
        assert self._judge is not None, "a row stands in a sheet"
        for column in self._judge.plan.columns:
            if (column.target.field.kind, column.target.field.name) == (kind, name):
                return replace(fault, column=column.heading, index=column.index)
        return fault

    def _refuse(self, number: int, cells: Sequence[Cell], faults: list[Fault]) -> None:
        self.report.refused += 1
        self.report.faults += faults
        if self.returned:
            self.returned.give_back(number, cells, faults, refused=True)

    def _change(  # noqa: PLR0913 # what a change is made of
        self,
        draft: Draft,
        place: Home,
        kind: str,
        record: bytes,
        fields: Mapping[str, Scalar],
        changes: list[NewChange],
        parents: tuple[bytes, ...] | None,
        *,
        again: bool,
    ) -> bool:
        """Add a change with the fields that differ from what the registry shows; an empty cell is no field, so it erases nothing.

        parents: as NewChange has them. again: it was said before, so only what gave way to another row since is said anew.
        Return whether all of them were stated: an older fact replaces no newer one.
        """
        source, author = (self.report.file, draft.sheet, draft.row), self.order.author
        said: Mapping[str, Scalar] = fields
        older: Sequence[str] = ()
        if self._standing.known.get(record):
            said, older = self._standing.said_anew(record, fields, source, again=again)
        self.report.warnings += [self._standing.older_than(record, draft, kind, name) for name in older]
        for deletion in self._standing.bring_back(record):
            back = {RESTORATION: deletion.hex()}
            changes.append(NewChange(*place, kind, record, back, author, "import", self._as_of, source, parents))
        if said:
            self._standing.learn(record, said)
            changes.append(NewChange(*place, kind, record, said, author, "import", self._as_of, source, parents))
        return not older

    def _is_overtaken(self, row: ReadRow) -> bool:
        """Whether something that a row said before gave way to another row or was taken back, so that it has to be said again."""
        draft, record, standing = row.draft, self._finder.by_hash[row.hash], self._standing
        if record in standing.deleted and record not in standing.withdrawn:
            return False
        source = (self.report.file, draft.sheet, draft.row)
        told: list[tuple[bytes, Mapping[str, Scalar]]] = [(record, draft.fields)]
        for kind, said in draft.reports:
            told.append((report_record(record, kind, str(said[YEAR_FIELD[kind]])), said))
        if standing.withdrawn and any(about in standing.withdrawn for about, _ in told):
            return True
        return any(
            standing.gave_way(about, name, value, source)
            for about, said in told
            if not said.items() <= standing.known.get(about, {}).items()
            for name, value in said.items()
        )

    def _say_remarks(self, draft: Draft, record: bytes, fields: Mapping[str, Scalar]) -> None:
        """Warn of a row that another one of this file contradicts, and of a deleted record or subject: no import brings it back."""
        if self._chooser.is_said_twice(record, fields):
            self.report.warnings.append(_of_row(draft, "baris_ganda"))
        standing = self._standing
        if standing.deleted and (
            (record in standing.deleted and record not in standing.withdrawn) or subject_of(draft) in standing.deleted
        ):
            self.report.warnings.append(_of_row(draft, "catatan_dihapus"))

    def _read_what_stands(self, rows: Sequence[ReadRow]) -> None:
        """Read the records that these rows are about, and when the values were seen that they would replace."""
        about: dict[str, dict[bytes, list[Mapping[str, Scalar]]]] = {}
        for row in rows:
            for record in self._chooser.look(row):
                about.setdefault(row.draft.kind, {}).setdefault(record, []).append(row.draft.fields)
                for kind, said in row.draft.reports:
                    year = int(str(said[YEAR_FIELD[kind]]))
                    about.setdefault(kind, {}).setdefault(report_record(record, kind, str(year)), []).append(said)
                    about[kind].setdefault(report_record(record, kind, str(year - 1)), [])
        replaced: list[bytes] = []
        for kind, wanted in about.items():
            for record, stood in tables()[kind].load(self.node.db, sorted(wanted)).items():
                values = self._standing.known[record] = self._read(kind, record, stood)
                if any(_replaces(values, fields) for fields in wanted[record]):
                    replaced.append(record)
        self._standing.read_past(self.node.db, sorted(replaced))
        self._read_subjects(rows)
        self._standing.read_deletions(self.node.db)

    def _read(self, kind: str, record: bytes, stood: Row) -> dict[str, Scalar]:
        """Return the values of a record's row, and note where it lives; a publication to us cannot be changed here."""
        home = str(stood[META.index("wilayah_induk")])
        rumpun = rumpun_of_record(record, home, rumpun_of(kind))
        if rumpun is not None:
            self._homes[record] = (home, rumpun)
        state = tables()[kind].to_state(stood)
        if state.deletions:
            self._standing.deleted[record] = state.deletions
        return dict(state.values)

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
            home = kabkota(draft)
        else:
            home = f"{nik[:2]}.{nik[2:4]}"
        known = data.wilayah().knows(home) and covers(self.node.identity.wilayah, home)
        return (home, rumpun_of(draft.kind)[0]) if known else "wilayah_tak_tentu"

    def _new_record(self, place: Home) -> bytes:
        if place not in self._ids:
            self._ids[place] = new_records(self.node.wall_ms(), self.node.random(6), *place)
        return next(self._ids[place])


def _of_row(draft: Draft, code: str) -> Fault:
    problem = CATALOGUE[code]
    return Fault(draft.sheet, draft.row, "", "", code, f"{problem.meaning} {problem.remedy}")


def _replaces(values: Mapping[str, Scalar], fields: Mapping[str, Scalar]) -> bool:
    """Whether a row would replace a value that stands."""
    if fields.items() <= values.items():
        return False
    return any(values.get(name) not in (None, value) for name, value in fields.items())
