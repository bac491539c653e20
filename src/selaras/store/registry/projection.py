"""The derive door: from changes just appended to the rows of the registry. Nothing else writes those tables.

New records and changes that saw the current heads are overlaid; everything else is folded again from the ledger, which
must hold the changes already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from selaras.core.ledger.authority import PEMBINA_OF_KEANGGOTAAN, Pembina
from selaras.core.ledger.fold import overlay
from selaras.core.ledger.payload import decode
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.state import FoldChange
from selaras.core.ledger.stream import MITRA_PREFIX
from selaras.core.terms.kamus import rumpun_of
from selaras.store.database import Database, Row, in_chunks
from selaras.store.registry.context import FoldContext
from selaras.store.registry.plan import RowPlan
from selaras.store.registry.refold import pembina_of, refold
from selaras.store.registry.tables import HEADS, PEMBINA, KindTable, split_ids, tables


@dataclass(slots=True)
class _Work:
    """The rows of one kind while a run of changes is applied."""

    table: KindTable
    before: dict[bytes, Row]
    after: dict[bytes, Row] = field(default_factory=dict)
    again: set[bytes] = field(default_factory=set)


class Projection:
    """Applies runs of changes to the registry of one node. Lives as long as its context holds."""

    def __init__(self, db: Database, context: FoldContext) -> None:
        self._db = db
        self._context = context
        self._plans: dict[tuple[str, bytes, str], RowPlan] = {}

    def apply(self, segment: Segment, ids: Sequence[bytes]) -> None:
        """Bring the registry up to date with changes that are in the ledger. Inside their transaction."""
        stream = segment.stream
        if not self._context.shows(stream.rumpun):
            return
        by_kind: dict[str, list[int]] = {}
        for i, kind in enumerate(segment.kinds):
            if kind in tables() and self._context.at_home(segment.records[i], stream):
                by_kind.setdefault(kind, []).append(i)
        for table in tables().values():
            if at := by_kind.get(table.kind.name):
                self._apply_kind(table, segment, ids, at)

    def fold_again(self, table: KindTable, records: Iterable[bytes]) -> None:
        """Fold records from the ledger whatever their rows say."""
        wanted = sorted(set(records))
        for at in range(0, len(wanted), 500):
            chunk = wanted[at : at + 500]
            work = _Work(table, table.load(self._db, chunk), again=set(chunk))
            self._finish(work)

    def _apply_kind(self, table: KindTable, segment: Segment, ids: Sequence[bytes], at: Sequence[int]) -> None:
        work = _Work(table, table.load(self._db, list({segment.records[i] for i in at})))
        parsed = [self._parse(table, segment, i) for i in at]
        rumpun = segment.stream.rumpun
        if rumpun.startswith(MITRA_PREFIX):
            rumpun = rumpun_of(table.kind.name)[0]
        subjects = (
            str(values[plan.subject_at]) for plan, values in filter(None, parsed) if plan.subject_at is not None
        )
        pembina = pembina_of(self._db, rumpun, subjects) if table.subject_field else {}
        for i, read in zip(at, parsed, strict=True):
            record = segment.records[i]
            if record in work.again:
                continue
            row = work.after.get(record) or work.before.get(record)
            if row is None and read is not None and read[0].plain and not segment.parents[i]:
                work.after[record] = self._first_row(segment, ids, i, rumpun, read, pembina)
            elif row is None or (after := self._overlay(table, segment, ids, i, rumpun, row)) is None:
                work.again.add(record)
            else:
                work.after[record] = after
        self._finish(work)

    def _parse(self, table: KindTable, segment: Segment, i: int) -> tuple[RowPlan, list[str | int | None]] | None:
        """Return the plan and values of a change that can be written as it stands, else None."""
        payload, shape = segment.payloads[i], segment.shapes[i]
        if payload is None:
            return None
        try:
            mask, _, _, _, values = orjson.loads(payload)
            plan = self._plans.get((table.kind.name, shape.digest, mask))
            if plan is None:
                plan = RowPlan.of(table, shape, mask)
                self._plans[table.kind.name, shape.digest, mask] = plan
            return (plan, values) if plan.readable(values, payload) else None
        except (ValueError, IndexError, TypeError):
            return None

    def _first_row(
        self,
        segment: Segment,
        ids: Sequence[bytes],
        i: int,
        rumpun: str,
        read: tuple[RowPlan, list[str | int | None]],
        pembina_by_subject: dict[str, str],
    ) -> Row:
        """Return the row of a record that this change begins."""
        plan, values = read
        stream = segment.stream
        fields = dict(zip(plan.names, values, strict=True)) if stream.rumpun.startswith(MITRA_PREFIX) else {}
        capacity = self._context.capacity(stream.node, stream.rumpun, fields)
        if plan.table.subject_field is None:
            pembina = _first_pembina(plan, values)
        elif plan.subject_at is None:
            pembina = Pembina.KABKOTA
        else:
            pembina = pembina_by_subject[str(values[plan.subject_at])]
        meta = plan.meta(self._context, segment.policies[i], capacity, pembina, rumpun)
        return (segment.records[i], stream.wilayah, ids[i], *meta, *plan.fill(values))

    def _overlay(
        self, table: KindTable, segment: Segment, ids: Sequence[bytes], i: int, rumpun: str, row: Row
    ) -> Row | None:
        """Return the row after a change that saw its heads, else None."""
        payload = segment.payloads[i]
        if segment.parents[i] != row[HEADS] or payload is None:
            return None
        stream = segment.stream
        try:
            fields = table.readable(decode(segment.shapes[i], payload).fields.items())
        except ValueError:
            fields = {}
        if table.subject_field in fields:
            return None
        change = FoldChange(
            ids[i],
            segment.hlc[i],
            split_ids(segment.parents[i]),
            self._context.capacity(stream.node, stream.rumpun, fields),
            segment.policies[i],
            fields,
        )
        state = overlay(
            table.to_state(row),
            change,
            kind=table.kind.name,
            rumpun=rumpun,
            policies=self._context.policies,
        )
        return None if state is None else table.to_row(row[0], row[1], state)

    def _finish(self, work: _Work) -> None:
        """Fold what must be folded, write the rows, and follow a new pembina down to what belongs to the record."""
        if work.again:
            folded = refold(self._db, self._context, work.table, sorted(work.again))
            for record, (home, state) in folded.items():
                work.after[record] = work.table.to_row(record, home, state)
        new = [row for record, row in work.after.items() if record not in work.before]
        changed = [row for record, row in work.after.items() if record in work.before and row != work.before[record]]
        work.table.write(self._db, new, changed)
        if work.table.subject_field is None:
            moved = [
                record
                for record, row in work.after.items()
                if row[PEMBINA] != (work.before[record][PEMBINA] if record in work.before else Pembina.KABKOTA)
            ]
            self._follow(moved)

    def _follow(self, subjects: Sequence[bytes]) -> None:
        for table in tables().values():
            name = table.subject_field
            if name is None:
                continue
            records: list[bytes] = []
            for marks, chunk in in_chunks([subject.hex() for subject in subjects]):
                sql = f"SELECT record FROM {table.name} WHERE {name} IN ({marks})"
                records += [bytes(record) for (record,) in self._db.rows(sql, chunk)]
            self.fold_again(table, records)


def _first_pembina(plan: RowPlan, values: Sequence[str | int | None]) -> str:
    """As core.ledger.fold finds it for a record with one first statement."""
    if plan.claim_at is None:
        return Pembina.KABKOTA
    claim = values[plan.claim_at]
    return PEMBINA_OF_KEANGGOTAAN.get(str(claim), Pembina.KABKOTA)
