"""What was said of records, with the day it was seen and where it stands: for what an import may replace, and for taking one back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selaras.core.ledger.change import NO_DATE
from selaras.core.ledger.payload import Scalar, Source, decode
from selaras.store.database import Database, in_chunks
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import SEQ_BITS
from selaras.store.registry.tables import split_ids, tables

_DAY_MS = 86_400_000
Dates = dict[tuple[bytes, str, Scalar], int]  # the last day on which a value of a record was seen, since 1970-01-01
Told = dict[tuple[bytes, str], set[tuple[Source, Scalar]]]  # what rows of files said of a field, and no undo took back
Last = dict[
    tuple[bytes, str, Scalar], tuple[int, Source | None]
]  # which change in their order said a value last, and its row
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Stated:
    """One change of one record.

    as_of: the day its facts were seen, in days since 1970-01-01; when none was named, the day it was said.
    fields: empty once erased. reason: why it was said.
    """

    id: bytes
    record: bytes
    hlc: int
    parents: tuple[bytes, ...]
    as_of: int
    wilayah: str
    rumpun: str
    source: Source | None
    fields: Mapping[str, Scalar]
    reason: str


def history(db: Database, records: Sequence[bytes]) -> Iterator[Stated]:
    """Yield the changes of records, oldest first by their authors' clocks."""
    shapes = read_shapes(db)
    for marks, chunk in in_chunks(records):
        rows = db.rows(
            "SELECT c.id, c.record, c.hlc_ms, c.hlc_tick, c.parents, c.as_of, c.shape, c.payload, s.wilayah, s.rumpun"
            f" FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> {SEQ_BITS}"
            f" WHERE c.record IN ({marks}) ORDER BY c.hlc_ms, c.hlc_tick, c.id",
            chunk,
        )
        for change, record, ms, tick, parents, as_of, shape, payload, wilayah, rumpun in rows:
            said = None if payload is None else decode(shapes[shape], bytes(payload))
            yield Stated(
                bytes(change),
                bytes(record),
                ms << 32 | tick,
                split_ids(bytes(parents)),
                ms // _DAY_MS if as_of == NO_DATE else as_of,
                wilayah,
                rumpun,
                said.source if said else None,
                said.fields if said else {},
                said.reason if said else "",
            )


def said_before(db: Database, records: Sequence[bytes]) -> tuple[Dates, Told, Last]:
    """Return when the values of these records were seen, which rows of files said them, and what said each last."""
    dates, told, last = Dates(), Told(), Last()
    for at, said in enumerate(history(db, records)):
        for name, value in said.fields.items():
            key = (said.record, name, value)
            dates[key] = max(dates.get(key, said.as_of), said.as_of)
            last[key] = at, said.source
            if said.source is not None:
                told.setdefault((said.record, name), set()).add((said.source, value))
            if said.reason == UNDO:
                told.pop((said.record, name), None)
    return dates, told, last


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
