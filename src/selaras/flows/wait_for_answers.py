"""Keeps what an import asks, and the rows that wait for the answers, in the transaction that states the rest of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from selaras.core.intake.draft import Question
from selaras.core.intake.identity import YEAR_FIELD, digest
from selaras.core.intake.sheet import SheetLayout, layout_from_json, layout_to_json
from selaras.core.ledger.record import report_record
from selaras.core.terms.canonical import Cell
from selaras.flows.find_doubles import LikelyDouble
from selaras.flows.record_changes import NewChange
from selaras.store.database import Database
from selaras.store.inbox.questions import (
    NewQuestion,
    WaitingRow,
    WaitingSheet,
    close_question,
    drop_waiting,
    has_waiting,
    keep_questions,
    keep_waiting,
    open_of_records,
)

AMOUNT_CODE = "rupiah_lompatan"


@dataclass(frozen=True, slots=True)
class AskingRow:
    """A row of which something waits. record: where its other values stand, None when nothing of it is stated yet.

    headings: keys of the questions about headings that have a cell in it.
    """

    number: int
    cells: Sequence[Cell]
    record: bytes | None
    questions: tuple[Question, ...]
    headings: tuple[bytes, ...]


@dataclass(slots=True)
class Asker:
    """Asks for one sheet after another. asked: all questions of this import, by key.

    had_waiting: whether rows of this sheet wait since an earlier import.
    """

    db: Database
    file: str
    as_of: int
    author: str
    wall_ms: int
    asked: dict[bytes, Question] = field(default_factory=dict)
    had_waiting: bool = False
    _layout: SheetLayout | None = None
    _sheet: WaitingSheet | None = None
    _headings: list[NewQuestion] = field(default_factory=list)

    def begin(self, layout: SheetLayout, questions: Sequence[Question]) -> None:
        """Name the sheet that the next rows stand in, and what its headings ask."""
        key = digest([self.file, layout.sheet, layout.key])
        self._layout = layout
        self._sheet = WaitingSheet(
            key, self.file, orjson.dumps(layout_to_json(layout)).decode(), self.as_of, self.author
        )
        self.had_waiting = has_waiting(self.db, key)
        self._headings = [NewQuestion(question, self.file, layout.key) for question in questions]
        self.asked.update({question.key: question for question in questions})

    def note(self, rows: Sequence[AskingRow], doubles: Sequence[LikelyDouble]) -> None:
        """Count what is asked, whether or not it is kept."""
        self.asked.update({q.key: q for row in rows for q in row.questions})
        self.asked.update({double.question.key: double.question for double in doubles})

    def keep(
        self,
        number: int,
        done: Sequence[tuple[int, Sequence[Cell]]],
        stated: tuple[Sequence[bytes], Sequence[NewChange]],
        rows: Sequence[AskingRow],
        doubles: Sequence[LikelyDouble],
    ) -> None:
        """Keep questions and waiting rows. number: of the import. done: all rows of the chunk. stated: the records
        that they are about, and what is stated of them now.
        """
        assert self._layout is not None, "a row stands in a sheet"
        assert self._sheet is not None
        if self.had_waiting:
            drop_waiting(self.db, [self._row_key(number, cells) for number, cells in done], self.wall_ms)
        self._close_overtaken(*stated)
        new = [NewQuestion(q, self.file, self._layout.key, row.record) for row in rows for q in row.questions]
        new += [NewQuestion(d.question, self.file, self._layout.key, d.record, d.other) for d in doubles]
        headings, self._headings = self._headings, []
        keep_questions(self.db, [*headings, *new], self.wall_ms)
        if rows:
            keep_waiting(self.db, number, self._sheet, [self._waiting(row, self._sheet.key) for row in rows])

    def _close_overtaken(self, records: Sequence[bytes], changes: Sequence[NewChange]) -> None:
        """Close questions about amounts that this very chunk states: the clerk has mended the row."""
        said = {change.record: change.fields for change in changes if change.kind in YEAR_FIELD}
        for question in open_of_records(self.db, AMOUNT_CODE, records) if said else ():
            kind, _, name = question.field.partition(".")
            assert question.record is not None, "it was found by its record"
            if name in said.get(report_record(question.record, kind, question.about[2]), {}):
                close_question(self.db, question.key, self.wall_ms)

    def _waiting(self, row: AskingRow, sheet: bytes) -> WaitingRow:
        keys = tuple(dict.fromkeys((*(q.key for q in row.questions), *row.headings)))
        return WaitingRow(
            self._row_key(row.number, row.cells), sheet, row.number, cells_to_json(row.cells), row.record, keys
        )

    def _row_key(self, number: int, cells: Sequence[Cell]) -> bytes:
        assert self._sheet is not None, "a row stands in a sheet"
        return digest([self._sheet.key.hex(), number, cells_to_json(cells)])


def cells_to_json(cells: Sequence[Cell]) -> str:
    """Return a row as text; a date is a list of one ISO text, as it comes from the reader process."""
    return orjson.dumps(
        [[cell.isoformat()[:10]] if isinstance(cell, dt.date) else cell for cell in cells], default=str
    ).decode()


def cells_from_json(text: str) -> list[Cell]:
    """Return the row that cells_to_json wrote."""
    return [dt.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in orjson.loads(text)]


def layout_of(sheet: WaitingSheet) -> SheetLayout:
    """Return the layout of a sheet that waits."""
    return layout_from_json(orjson.loads(sheet.layout))
