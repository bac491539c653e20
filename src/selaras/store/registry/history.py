"""What was said of records, with the day it was seen and where it stands: for what an import may replace, and for taking one back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selaras.core.ledger.change import NO_DATE
from selaras.core.ledger.payload import Scalar, Source, decode
from selaras.store.database import Database, Row, in_chunks
from selaras.store.ledger.shapes import read_shapes
from selaras.store.registry.refold import CHANGE_COLUMNS, CHANGES_FROM
from selaras.store.registry.tables import tables

_DAY_MS = 86_400_000
Dates = dict[tuple[bytes, str, Scalar], int]


@dataclass(frozen=True, slots=True)
class Stated:
    """One change of one record. row: CHANGE_COLUMNS, for the fold.

    as_of: the day its facts were seen, in days since 1970-01-01; when none was named, the day it was said.
    """

    row: Row
    id: bytes
    record: bytes
    as_of: int
    wilayah: str
    rumpun: str
    reason: str
    source: Source | None
    fields: dict[str, Scalar]


def history(db: Database, records: Sequence[bytes]) -> Iterator[Stated]:
    """Yield the changes of records, oldest first by their authors' clocks; erased ones say nothing."""
    shapes = read_shapes(db)
    for marks, chunk in in_chunks(records):
        rows = db.rows(
            f"SELECT {CHANGE_COLUMNS}, c.as_of {CHANGES_FROM} WHERE c.record IN ({marks})"
            " ORDER BY c.hlc_ms, c.hlc_tick, c.id",
            chunk,
        )
        for *row, as_of in rows:
            _, _, wilayah, rumpun, change, ms, _, _, record, _, _, shape, payload = row
            fields: dict[str, Scalar] = {}
            reason, source = "", None
            if payload is not None:
                said = decode(shapes[shape], bytes(payload))
                fields, reason, source = dict(said.fields), said.reason, said.source
            day = ms // _DAY_MS if as_of == NO_DATE else as_of
            yield Stated(tuple(row), bytes(change), bytes(record), day, wilayah, rumpun, reason, source, fields)


def seen_on(db: Database, records: Sequence[bytes]) -> Dates:
    """Return the last day on which each value of these records was seen, in days since 1970-01-01."""
    dates: Dates = {}
    for said in history(db, records):
        for name, value in said.fields.items():
            key = (said.record, name, value)
            dates[key] = max(dates.get(key, said.as_of), said.as_of)
    return dates


def subjects_in_use(db: Database, records: Sequence[bytes]) -> set[bytes]:
    """Return those of the records that a report, a loan or a manager which is not deleted belongs to."""
    used: set[bytes] = set()
    for table in tables().values():
        if table.subject_field is None:
            continue
        for marks, chunk in in_chunks([record.hex() for record in records]):
            rows = db.rows(
                f"SELECT DISTINCT {table.subject_field} FROM {table.name}"
                f" WHERE {table.subject_field} IN ({marks}) AND deletions IS NULL",
                chunk,
            )
            used.update(bytes.fromhex(subject) for (subject,) in rows)
    return used
