"""Take an import back, by new changes: what it made is deleted, what it changed is as before; what came later stays.

Nothing is ever removed from the ledger. A chunk of records is a transaction; after a crash the same order goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from selaras.core.ledger.authority import DELETION, RESTORATION, SYSTEM_FIELDS, speaks_for
from selaras.core.ledger.causality import causal_past
from selaras.core.ledger.change import NO_DATE
from selaras.core.ledger.payload import Scalar
from selaras.flows.apply_common import lock_writing
from selaras.flows.context import fold_context
from selaras.flows.node import Node, note_witness
from selaras.flows.record_changes import NewChange, append
from selaras.store.database import Row
from selaras.store.inbox.imports import PastImport, changes_of_import, forget_rows, mark_undone, read_import
from selaras.store.inbox.questions import drop_import
from selaras.store.registry.history import UNDO, Stated, history, subjects_in_use
from selaras.store.registry.refold import Refold
from selaras.store.registry.rows import RowMaker
from selaras.store.registry.tables import META, PEMBINA, tables

CHUNK_RECORDS = 500
SOURCE = "impor "  # and a number: what an undo names as the source of what it states
DELETIONS = META.index("deletions")


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What an undo did not touch, since somebody spoke after the import. fields: empty for a whole record."""

    record: bytes
    kind: str
    sheet: str
    row: int
    fields: tuple[str, ...]


@dataclass(slots=True)
class UndoReport:
    """deleted, emptied, restored: records. emptied: made by the import, where this office may not delete."""

    past: PastImport
    deleted: int = 0
    emptied: int = 0
    restored: int = 0
    changes: int = 0
    left: list[LeftAlone] = field(default_factory=list)


@dataclass
class NoSuchImport(Exception):
    """No import has this number. number: as asked."""

    number: int


@dataclass
class UndoneBefore(Exception):
    """The import was taken back already."""

    past: PastImport


def undo_import(node: Node, number: int, author: str, progress: Callable[[float], None]) -> UndoReport:
    """Take one import back and return what was done. progress: share of its records, 0 to 1.

    What it left since somebody spoke later can be taken back later on, once that is taken back too.
    Raises NoSuchImport, UndoneBefore (nothing is left of it), NodeMayNotWrite.
    """
    past = read_import(node.db, number)
    if past is None:
        raise NoSuchImport(number)
    own: dict[str, dict[bytes, set[bytes]]] = {}
    for record, kind, change in changes_of_import(node.db, number):
        own.setdefault(kind, {}).setdefault(record, set()).add(change)
    report, done, count = UndoReport(past), 0, sum(map(len, own.values()))
    for kind in sorted(
        own, key=lambda kind: tables()[kind].subject_field is None
    ):  # reports before what they report on
        records = sorted(own[kind])
        for at in range(0, len(records), CHUNK_RECORDS):
            chunk = {record: own[kind][record] for record in records[at : at + CHUNK_RECORDS]}
            _undo_chunk(node, kind, chunk, author, report)
            done += len(chunk)
            progress(done / count)
    with node.db.transaction():
        mark_undone(node.db, number, node.wall_ms())
        drop_import(node.db, number, _gone(node, own), node.wall_ms())
    note_witness(node)
    if past.undone_ms is not None and not (report.changes or report.left):
        raise UndoneBefore(past)
    return report


def _gone(node: Node, own: Mapping[str, Mapping[bytes, set[bytes]]]) -> list[bytes]:
    """Return the records of an import that are deleted or empty now: nothing is asked about them any more."""
    gone: list[bytes] = []
    for kind, records in own.items():
        for record, row in tables()[kind].load(node.db, sorted(records)).items():
            if row[DELETIONS] or all(value is None for value in row[len(META) :]):
                gone.append(record)
    return gone


def _undo_chunk(node: Node, kind: str, chunk: Mapping[bytes, set[bytes]], author: str, report: UndoReport) -> None:
    with node.db.transaction():
        homes = {said.wilayah for said in history(node.db, sorted(chunk))}
        lock_writing(node.db, homes, {kind})
        undoer = _Undoer(node, kind, author, report, subjects_in_use(node.db, sorted(chunk)))
        said: dict[bytes, list[Stated]] = {}
        for stated in history(node.db, sorted(chunk)):
            said.setdefault(stated.record, []).append(stated)
        rows = tables()[kind].load(node.db, sorted(chunk))
        changes = [
            change
            for record, ids in chunk.items()
            if record in rows
            for change in undoer.undo(said[record], ids, rows[record][PEMBINA])
        ]
        append(node, changes)
        report.changes += len(changes)
        left = {one.record for one in report.left if not one.fields}
        forget_rows(node.db, report.past.id, (chunk.keys() - left) | _subjects(kind, rows.values()))


def _subjects(kind: str, rows: Iterable[Row]) -> set[bytes]:
    """Return the records that reports, loans or managers belong to: a row that said both is remembered under its subject."""
    table = tables()[kind]
    if table.subject_field is None:
        return set()
    at = table.columns.index(table.subject_field)
    return {bytes.fromhex(str(row[at])) for row in rows if row[at]}


class _Undoer:
    """Finds what takes back what an import said of records of one kind. in_use: subjects that must stay."""

    def __init__(self, node: Node, kind: str, author: str, report: UndoReport, in_use: set[bytes]) -> None:
        self.node, self.author, self.report, self.in_use = node, author, report, in_use
        self.table = tables()[kind]
        self.source = (f"{SOURCE}{report.past.id}", "", 0)
        self.gone: dict[str, set[bytes]] = {}
        self.context = fold_context(node.db, node.id)
        self.refold = Refold(node.db, self.context, RowMaker(self.context))

    def undo(self, said: Sequence[Stated], own: set[bytes], pembina: str) -> list[NewChange]:
        """Return the changes for one record. own: the ids of the import's changes about it."""
        mine = [one for one in said if one.id in own and one.source and one.source[0] == self.report.past.file]
        ours = [
            one for one in said if one.source == self.source
        ]  # by this undo, before a crash or before what came later went
        others = [one for one in said if one not in mine and one not in ours]
        if not mine or any(DELETION in one.fields for one in ours):
            return []  # erased since, or gone already
        past = causal_past(said)
        before = [one for one in others if any(past.saw(i.id, one.id) for i in mine)]
        later = [one for one in others if one not in before]
        done = {name for one in ours for name in one.fields}
        names = [name for name in _facts(mine) if name not in done]
        moved = self._said_since(later)
        if not before:
            return self._remove(mine, moved, pembina) if names else []
        changes = self._restore(mine, names, moved, [*later, *ours], before)
        if any(RESTORATION in one.fields for one in mine):  # it brought back what an earlier undo had deleted
            changes += self._remove(mine, moved, pembina)
        return changes

    def _said_since(self, later: Sequence[Stated]) -> set[str]:
        """Return the fields that later changes state; what an import said that was taken back since counts no more."""
        gone: set[bytes] = set()
        for source in {one.source for one in later if one.reason == UNDO and one.source}:
            gone |= self._changes_of(source[0])
        return {name for one in later if one.reason != UNDO and one.id not in gone for name in one.fields}

    def _changes_of(self, source: str) -> set[bytes]:
        """Return the changes of an import that was taken back. source: as its undo names it."""
        if source not in self.gone:
            number = int(source.removeprefix(SOURCE))
            self.gone[source] = {change for _, _, change in changes_of_import(self.node.db, number)}
        return self.gone[source]

    def _remove(self, mine: Sequence[Stated], moved: set[str], pembina: str) -> list[NewChange]:
        """Return what takes a record away that is here by this import, nothing where somebody spoke of it later or uses it."""
        if moved or mine[0].record in self.in_use:
            self._leave(mine[0], ())
            return []
        return [self._withdraw(mine, pembina)]

    def _withdraw(self, mine: Sequence[Stated], pembina: str) -> NewChange:
        """Return the deletion of a record that the import made; where this office may not delete, it unsays all it said."""
        first = mine[0]
        capacity = self.context.capacity(self.node.id, first.rumpun, {})
        if speaks_for(capacity, pembina, first.rumpun):
            self.report.deleted += 1
            return self._change(first, {DELETION: f"impor {self.report.past.id} ditarik kembali"}, NO_DATE)
        self.report.emptied += 1
        return self._change(first, dict.fromkeys(_facts(mine)), NO_DATE)

    def _restore(
        self,
        mine: Sequence[Stated],
        names: Sequence[str],
        moved: set[str],
        later: Sequence[Stated],
        before: Sequence[Stated],
    ) -> list[NewChange]:
        """Return the changes that state the values of before the import again, each with the day it was seen."""
        if kept := tuple(name for name in names if name in moved):
            self._leave(mine[0], kept)
        record, kind, since = mine[0].record, self.table.kind.name, {one.id for one in (*mine, *later)}
        values = self.table.to_state(self.refold.rows([record], [kind], since)[kind][record]).values
        by_day: dict[int, dict[str, Scalar]] = {}
        for name in names:
            if name not in moved:
                value = values.get(name)
                days = [one.as_of for one in before if name in one.fields and one.fields[name] == value]
                by_day.setdefault(max(days, default=mine[0].as_of), {})[name] = value
        self.report.restored += bool(by_day)
        return [self._change(mine[0], fields, day) for day, fields in sorted(by_day.items())]

    def _change(self, first: Stated, fields: Mapping[str, Scalar], day: int) -> NewChange:
        kind = self.table.kind.name
        return NewChange(first.wilayah, first.rumpun, kind, first.record, fields, self.author, UNDO, day, self.source)

    def _leave(self, first: Stated, fields: tuple[str, ...]) -> None:
        assert first.source is not None, "an import names the row"
        _, sheet, row = first.source
        self.report.left.append(LeftAlone(first.record, self.table.kind.name, sheet, row, fields))


def _facts(said: Sequence[Stated]) -> list[str]:
    """Return the fields that changes state, those that steer the record left out."""
    return list(dict.fromkeys(name for one in said for name in one.fields if name not in SYSTEM_FIELDS))
