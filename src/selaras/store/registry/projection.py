"""The derive door: from changes just appended to the rows of the registry. Nothing else writes those tables.

New records and changes that saw the current heads are overlaid; everything else is folded again from the ledger, which
must hold the changes already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from selaras.core.ledger.authority import Pembina
from selaras.core.ledger.record import TAG_BYTES
from selaras.core.ledger.segment import Segment
from selaras.store.database import Database, Row, in_chunks
from selaras.store.registry.context import FoldContext
from selaras.store.registry.refold import CHUNK_RECORDS, Refold, pembina_of
from selaras.store.registry.rows import Origin, Read, RowMaker, Told, subjects_of
from selaras.store.registry.tables import HEADS, PEMBINA, KindTable, tables


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
        self._maker = RowMaker(context)
        self._refold = Refold(db, context, self._maker)
        self._pembina: dict[str, str] = {}  # of the subjects that one segment wrote, by hex id

    def apply(self, segment: Segment, ids: Sequence[bytes]) -> None:
        """Bring the registry up to date with changes that are in the ledger. Inside their transaction."""
        stream = segment.stream
        self._pembina.clear()
        origins = {kind: origin for kind in set(segment.kinds) if (origin := self._maker.origin(stream, kind))}
        for kind in tables():
            if origin := origins.get(kind):
                spoken = zip(segment.kinds, segment.records, strict=True)
                at = [i for i, (of, record) in enumerate(spoken) if of == kind and record[-TAG_BYTES:] == origin.tag]
                if at:
                    self._apply_kind(origin, segment, ids, at)

    def fill(self, first: bytes, last: bytes, kinds: Collection[str]) -> int:
        """Write the rows of records from one to another into tables that hold none of them, and return how many. Only rebuild does.

        Subjects come first: what belongs to them takes their pembina.
        """
        made = self._refold.run(first, last, kinds)
        for kind, rows in made.items():
            tables()[kind].write(self._db, list(rows.values()), [])
        return sum(map(len, made.values()))

    def fold_again(self, table: KindTable, records: Iterable[bytes]) -> None:
        """Fold records from the ledger whatever their rows say."""
        wanted = sorted(set(records))
        for at in range(0, len(wanted), CHUNK_RECORDS):
            chunk = wanted[at : at + CHUNK_RECORDS]
            work = _Work(table, table.load(self._db, chunk), again=set(chunk))
            self._finish(work)

    def _apply_kind(self, origin: Origin, segment: Segment, ids: Sequence[bytes], at: Sequence[int]) -> None:
        table = origin.table
        work = _Work(table, table.load(self._db, list({segment.records[i] for i in at})))
        # One value at a time where no subject must be asked for first: what is kept, the garbage collector goes through.
        reads: Iterable[Read | None] = (self._maker.read(table, segment.shapes[i], segment.payloads[i]) for i in at)
        pembina: dict[str, str] = {}
        if table.subject_field:
            reads = list(reads)
            pembina = self._pembina_of(origin.rumpun, subjects_of(reads))
        first, before, after, again = self._maker.first, work.before, work.after, work.again
        for i, read in zip(at, reads, strict=True):
            record, parents = segment.records[i], segment.parents[i]
            if record in again:
                continue
            row = after.get(record) or before.get(record)
            if row is not None:
                row = self._overlay(origin, row, _told(segment, ids, i))
            elif read is not None and not parents:
                row = first(origin, record, ids[i], segment.policies[i], read, pembina)
            if row is None:
                again.add(record)
            else:
                after[record] = row
        self._finish(work)
        if not table.subject_field:
            self._pembina.update((record.hex(), row[PEMBINA]) for record, row in after.items())

    def _pembina_of(self, rumpun: str, subjects: set[str]) -> dict[str, str]:
        """Return the pembina of subjects by hex id; most of them stand in the same segment."""
        written = {subject: self._pembina[subject] for subject in subjects if subject in self._pembina}
        others = subjects - written.keys()
        return written | pembina_of(self._db, rumpun, others) if others else written

    def _overlay(self, origin: Origin, row: Row, told: Told) -> Row | None:
        """Return the row after a change that saw its heads, else None."""
        if told.parents != row[HEADS]:
            return None
        state = self._maker.after(origin, origin.table.to_state(row), told)
        return None if state is None else origin.table.to_row(row[0], row[1], state)

    def _finish(self, work: _Work) -> None:
        """Fold what must be folded, write the rows, and follow a new pembina down to what belongs to the record."""
        if work.again:
            kind = work.table.kind.name
            work.after.update(self._refold.rows(sorted(work.again), [kind])[kind])
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


def _told(segment: Segment, ids: Sequence[bytes], at: int) -> Told:
    return Told(
        ids[at],
        segment.hlc[at],
        segment.records[at],
        segment.parents[at],
        segment.policies[at],
        segment.shapes[at],
        segment.payloads[at],
    )
