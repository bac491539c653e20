"""The full fold of records from the ledger: for what the overlay cannot tell, for rebuild and for scrub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from selaras.core.ledger.authority import Pembina
from selaras.core.ledger.fold import fold
from selaras.core.ledger.payload import Shape, decode
from selaras.core.ledger.state import FoldChange, State
from selaras.core.ledger.stream import MITRA_PREFIX, Stream
from selaras.core.terms.kamus import rumpun_of
from selaras.store.database import Database, Row, in_chunks
from selaras.store.ledger.shapes import read_shapes
from selaras.store.registry.context import FoldContext
from selaras.store.registry.tables import KindTable, split_ids, tables

CHANGE_COLUMNS = (
    "s.node, s.epoch, s.wilayah, s.rumpun, c.id, c.hlc_ms, c.hlc_tick, c.kind, c.record,"
    " c.parents, c.policy, c.shape, c.payload"
)
CHUNK_RECORDS = 500
CHANGES_FROM = "FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"


def changes_of(db: Database, records: Sequence[bytes]) -> list[Row]:
    """Return CHANGE_COLUMNS of all changes of these records, in no promised order."""
    found: list[Row] = []
    for marks, chunk in in_chunks(records):
        found += db.rows(f"SELECT {CHANGE_COLUMNS} {CHANGES_FROM} WHERE c.record IN ({marks})", chunk)
    return found


def records_of(db: Database, table: KindTable) -> Iterator[list[bytes]]:
    """Yield the records of one kind that the ledger speaks of, in the order of their ids, a chunk at a time."""
    after = b""
    while True:
        rows = db.rows(
            "SELECT DISTINCT record FROM ledger_change WHERE kind = ? AND record > ? ORDER BY record LIMIT ?",
            (table.kind.name, after, CHUNK_RECORDS),
        )
        if not rows:
            return
        records = [bytes(row[0]) for row in rows]
        yield records
        after = records[-1]


def fold_change(row: Row, table: KindTable, context: FoldContext, shapes: Mapping[int, Shape]) -> FoldChange | None:
    """Return what the fold takes of one row of CHANGE_COLUMNS; None when it does not belong to the registry."""
    node, epoch, wilayah, rumpun, change_id, ms, tick, kind, record, parents, policy, shape, payload = row
    stream = Stream(bytes(node), bytes(epoch), wilayah, rumpun)
    if kind != table.kind.name or not context.shows(rumpun) or not context.at_home(bytes(record), stream):
        return None
    fields = {}
    if payload is not None:
        try:
            fields = table.readable(decode(shapes[shape], bytes(payload)).fields.items())
        except ValueError:
            fields = {}
    capacity = context.capacity(stream.node, rumpun, fields)
    return FoldChange(bytes(change_id), ms << 32 | tick, split_ids(bytes(parents)), capacity, policy, fields)


def subject_of(changes: Iterable[FoldChange], table: KindTable) -> str | None:
    """Return the subject that a record was bound to by its first statement (least hlc, then id)."""
    name = table.subject_field
    stating = [c for c in changes if name in c.fields and not c.parents]
    first = min(stating, key=lambda c: (c.hlc, c.id), default=None)
    return None if first is None or name is None else str(first.fields[name])


def pembina_of(db: Database, rumpun: str, subjects: Iterable[str]) -> dict[str, str]:
    """Return the pembina of enterprises or cooperatives by hex id; those not held here have the kab/kota."""
    wanted = list(dict.fromkeys(subjects))
    found = dict.fromkeys(wanted, str(Pembina.KABKOTA))
    if rumpun not in tables():
        return found
    keys = [bytes.fromhex(s) for s in wanted if len(s) == 32 and all(c in "0123456789abcdef" for c in s)]
    for marks, chunk in in_chunks(keys):
        sql = f"SELECT record, pembina FROM {tables()[rumpun].name} WHERE record IN ({marks})"
        found.update((bytes(record).hex(), pembina) for record, pembina in db.rows(sql, chunk))
    return found


def refold(
    db: Database, context: FoldContext, table: KindTable, records: Sequence[bytes]
) -> dict[bytes, tuple[str, State]]:
    """Return (home, state) of each record from all its changes in the ledger. A record without any is left out."""
    shapes = read_shapes(db)
    grouped: dict[bytes, list[Row]] = {}
    for row in changes_of(db, records):
        grouped.setdefault(bytes(row[8]), []).append(row)
    folded: dict[bytes, tuple[str, State]] = {}
    for record, rows in grouped.items():
        kept = [(row, change) for row in rows if (change := fold_change(row, table, context, shapes))]
        if kept:
            home, rumpun = kept[0][0][2], kept[0][0][3]
            folded[record] = (home, fold_record(db, context, table, rumpun, [c for _, c in kept]))
    return folded


def fold_record(db: Database, context: FoldContext, table: KindTable, rumpun: str, changes: list[FoldChange]) -> State:
    """Return the fold of one record's changes, asking the registry for its subject's pembina."""
    own = rumpun_of(table.kind.name)[0] if rumpun.startswith(MITRA_PREFIX) else rumpun
    pembina: str | None = None
    if table.subject_field is not None:
        subject = subject_of(changes, table)
        pembina = pembina_of(db, own, [subject])[subject] if subject else Pembina.KABKOTA
    return fold(changes, kind=table.kind.name, rumpun=own, policies=context.policies, subject_pembina=pembina)
