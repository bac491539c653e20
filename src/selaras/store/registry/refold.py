"""Records folded again from the ledger: for what an overlay cannot tell, for rebuild and for scrub."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from selaras.core.ledger.authority import Pembina
from selaras.core.ledger.fold import fold
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.record import TAG_BYTES
from selaras.core.ledger.state import FoldChange
from selaras.core.ledger.stream import Stream
from selaras.store.database import Database, Row, in_chunks
from selaras.store.ledger.queries import read_streams
from selaras.store.ledger.shapes import read_shapes
from selaras.store.ledger.write import SEQ_BITS
from selaras.store.registry.context import FoldContext
from selaras.store.registry.rows import Origin, Read, RowMaker, Told, subjects_of
from selaras.store.registry.tables import KindTable, tables

CHANGE_COLUMNS = "place, id, hlc_ms, hlc_tick, kind, record, parents, policy, shape, payload"
CHUNK_RECORDS = 500  # what is made of more falls out of the processor's cache: 2,000 cost a quarter more
Said = tuple[Origin, Told]


def changes_of(db: Database, records: Sequence[bytes]) -> list[Row]:
    """Return CHANGE_COLUMNS of all changes of these records, in no promised order."""
    found: list[Row] = []
    for marks, chunk in in_chunks(records):
        found += db.rows(f"SELECT {CHANGE_COLUMNS} FROM ledger_change WHERE record IN ({marks})", chunk)
    return found


def changes_between(db: Database, first: bytes, last: bytes) -> list[Row]:
    """Return CHANGE_COLUMNS of all changes of the records from one to another, in no promised order."""
    return db.rows(f"SELECT {CHANGE_COLUMNS} FROM ledger_change WHERE record >= ? AND record <= ?", (first, last))


def records_of(db: Database) -> Iterator[list[bytes]]:
    """Yield the records that the ledger speaks of, in the order of their ids, a chunk at a time."""
    after = b""
    while True:
        rows = db.rows(
            "SELECT DISTINCT record FROM ledger_change WHERE record > ? ORDER BY record LIMIT ?", (after, CHUNK_RECORDS)
        )
        if not rows:
            return
        records = [bytes(record) for (record,) in rows]
        yield records
        after = records[-1]


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


class Refold:
    """Makes the rows of records from all their changes in the ledger. Lives as long as its context holds."""

    def __init__(self, db: Database, context: FoldContext, maker: RowMaker) -> None:
        self._db, self._context, self._maker = db, context, maker
        self._streams: dict[int, Stream] = {}
        self._shapes: dict[int, Shape] = {}

    def rows(
        self, records: Sequence[bytes], kinds: Collection[str], without: AbstractSet[bytes] = frozenset()
    ) -> dict[str, dict[bytes, Row]]:
        """Return the rows of these records by kind; a record that no change of the kind speaks of is left out.

        without: ids of changes to pass over, for what would stand if they had not been said.
        Raises LookupError for a change whose stream or field list is not there.
        """
        return self._made([row for row in changes_of(self._db, records) if row[1] not in without], kinds)

    def run(self, first: bytes, last: bytes, kinds: Collection[str]) -> dict[str, dict[bytes, Row]]:
        """Return as `rows` those of all records from one to another, which are read faster than named ones."""
        return self._made(changes_between(self._db, first, last), kinds)

    def _made(self, changes: Iterable[Row], kinds: Collection[str]) -> dict[str, dict[bytes, Row]]:
        return {kind: self._rows(tables()[kind], said) for kind, said in self._said(changes, kinds).items()}

    def _rows(self, table: KindTable, said: dict[bytes, list[Said]]) -> dict[bytes, Row]:
        read = {record: self._maker.read(table, one[0][1].shape, one[0][1].payload) for record, one in said.items()}
        rumpun = {one[0][0].rumpun for one in said.values()} if table.subject_field else ()
        pembina = {name: pembina_of(self._db, name, subjects_of(read.values())) for name in rumpun}
        return {
            record: self._chain(table, one, read[record], pembina.get(one[0][0].rumpun, {})) or self._folded(table, one)
            for record, one in said.items()
        }

    def _said(self, changes: Iterable[Row], kinds: Collection[str]) -> dict[str, dict[bytes, list[Said]]]:
        """Return what the registry shows of these changes by kind and record, a first statement in front."""
        said: dict[str, dict[bytes, list[Said]]] = {kind: {} for kind in kinds}
        origins: dict[tuple[int, str], Origin | None] = {}
        for place, change_id, ms, tick, kind, record, parents, policy, shape, payload in changes:
            key = (place >> SEQ_BITS, kind)
            if key not in origins:
                origins[key] = self._maker.origin(self._stream(key[0]), kind) if kind in said else None
            origin = origins[key]
            if origin is None or record[-TAG_BYTES:] != origin.tag:
                continue
            told = Told(change_id, ms << 32 | tick, record, parents, policy, self._shape(shape), payload)
            one = said[kind].get(record)
            if one is None:
                said[kind][record] = [(origin, told)]
                continue
            one.append((origin, told))
            if not parents:
                one[0], one[-1] = one[-1], one[0]
        return said

    def _chain(self, table: KindTable, said: list[Said], read: Read | None, pembina: dict[str, str]) -> Row | None:
        """Return the row of a record whose changes each saw exactly the one before, None when they do not."""
        begun, one = said[0]
        if read is None or one.parents:
            return None
        row = self._maker.first(begun, one.record, one.id, one.policy, read, pembina)
        if row is None or len(said) == 1:
            return row
        following = {told.parents: (origin, told) for origin, told in said[1:]}
        if len(following) < len(said) - 1:
            return None
        state, home = table.to_state(row), begun.stream.wilayah
        while following:
            origin, told = following.pop(state.heads[0], (None, None))
            after = None if origin is None or told is None else self._maker.after(origin, state, told)
            if after is None:
                return None
            state = after
        return table.to_row(row[0], home, state)

    def _folded(self, table: KindTable, said: list[Said]) -> Row:
        """Return the row by the whole fold."""
        origin, first = said[0]
        changes = [self._maker.fold_change(origin, told) for origin, told in said]
        pembina: str | None = None
        if table.subject_field is not None:
            subject = _subject_of(changes, table.subject_field)
            pembina = pembina_of(self._db, origin.rumpun, [subject])[subject] if subject else Pembina.KABKOTA
        policies = self._context.policies
        state = fold(changes, kind=table.kind.name, rumpun=origin.rumpun, policies=policies, subject_pembina=pembina)
        return table.to_row(first.record, origin.stream.wilayah, state)

    def _stream(self, number: int) -> Stream:
        if number not in self._streams:
            self._streams = read_streams(self._db)
        return self._streams[number]

    def _shape(self, number: int) -> Shape:
        if number not in self._shapes:
            self._shapes = read_shapes(self._db)
        return self._shapes[number]


def _subject_of(changes: Iterable[FoldChange], name: str) -> str | None:
    """Return the subject that a record was bound to by its first statement (least hlc, then id)."""
    stating = [c for c in changes if name in c.fields and not c.parents]
    first = min(stating, key=lambda c: (c.hlc, c.id), default=None)
    return None if first is None else str(first.fields[name])
