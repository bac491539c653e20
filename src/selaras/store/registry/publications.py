"""Standing publications: who gives which fields of which records to whom, and what for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from selaras.core.ledger.stream import covers
from selaras.store.database import Database, in_chunks
from selaras.store.ledger.write import SEQ_BITS, place
from selaras.store.registry.tables import KindTable

COLUMNS = "record, publisher, reader, kind, fields, conditions, purpose, basis, consented, ended"
WILAYAH = "wilayah"  # the condition that takes in everything below an area; other ones ask for an equal value
CHUNK_RECORDS = 500


@dataclass(frozen=True, slots=True)
class Publication:
    """One standing publication. record: its own id; conditions: (field, value), all of which a record must meet."""

    record: bytes
    publisher: bytes
    reader: bytes
    kind: str
    fields: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    purpose: str
    basis: str
    consented: bool
    ended: bool = False

    def takes(self, home: str, values: Mapping[str, object]) -> bool:
        """Return whether a record is meant. home: the wilayah it is bound to; inside of it the record's own field decides."""
        for name, wanted in self.conditions:
            value = values.get(name)
            if name == WILAYAH:
                if not covers(wanted, str(value) if value and covers(home, wanted) else home):
                    return False
            elif str(value) != wanted:
                return False
        return True


def keep_publication(db: Database, publication: Publication) -> None:
    """Note a publication, or its end, after which what it gave is to be taken back yet. It never begins again."""
    p = publication
    conditions = "|".join(f"{name}={value}" for name, value in p.conditions)
    said = (p.record, p.publisher, p.reader, p.kind, "|".join(p.fields), conditions, p.purpose, p.basis)
    db.execute(
        f"INSERT INTO registry_publication ({COLUMNS}, done) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')"
        " ON CONFLICT (record, publisher) DO UPDATE SET"
        " done = CASE WHEN excluded.ended THEN '' ELSE registry_publication.done END,"
        " ended = CASE WHEN excluded.ended THEN excluded.ended ELSE registry_publication.ended END",
        (*said, p.consented, p.ended),
    )


def read_publications(db: Database, publisher: bytes | None = None) -> list[Publication]:
    """Return the publications held here, or those of one publisher, in the order in which they began."""
    where, params = ("", ()) if publisher is None else (" WHERE publisher = ?", (publisher,))
    rows = db.rows(f"SELECT {COLUMNS} FROM registry_publication{where} ORDER BY record, publisher", params)
    return [
        Publication(
            bytes(record),
            bytes(by),
            bytes(to),
            kind,
            tuple(fields.split("|")),
            tuple(_condition(part) for part in conditions.split("|") if part),
            purpose,
            basis,
            bool(consented),
            bool(ended),
        )
        for record, by, to, kind, fields, conditions, purpose, basis, consented, ended in rows
    ]


def read_done(db: Database, publication: Publication) -> dict[int, int]:
    """Return how far a publication of this node was restated, by stream number; empty for one that was not yet."""
    key = (publication.record, publication.publisher)
    rows = db.rows("SELECT done FROM registry_publication WHERE record = ? AND publisher = ?", key)
    return {int(number): seq for number, seq in orjson.loads(rows[0][0] or "{}").items()} if rows else {}


def write_done(db: Database, publications: Sequence[Publication], done: Mapping[int, int]) -> None:
    """Remember how far these were restated."""
    text = orjson.dumps({str(number): seq for number, seq in sorted(done.items())}).decode()
    db.executemany(
        "UPDATE registry_publication SET done = ? WHERE record = ? AND publisher = ?",
        [(text, p.record, p.publisher) for p in publications],
    )


def source_heads(db: Database, rumpun: Sequence[str]) -> dict[int, int]:
    """Return how far each stream of these rumpun is held, by its number."""
    marks = ",".join("?" * len(rumpun))
    sql = f"SELECT id, seq FROM ledger_stream WHERE rumpun IN ({marks}) AND seq > 0 ORDER BY id"
    return dict(db.rows(sql, tuple(rumpun)))


def changed_since(
    db: Database, kind: str, before: Mapping[int, int], heads: Mapping[int, int]
) -> Iterator[tuple[bytes, int, bytes | None]]:
    """Yield (record, field list, payload) of the changes of a kind that came into these streams since."""
    for number, seq in heads.items():
        after = before.get(number, 0)
        if seq > after:
            rows = db.rows(
                "SELECT record, shape, payload FROM ledger_change WHERE place > ? AND place <= ? AND kind = ?"
                " ORDER BY place",
                (place(number, after), place(number, seq), kind),
            )
            yield from ((bytes(record), shape, payload) for record, shape, payload in rows)


def all_records(db: Database, table: KindTable) -> Iterator[list[bytes]]:
    """Yield the records of a table, deleted ones too, in the order of their ids, a chunk at a time."""
    after = b""
    while rows := db.rows(
        f"SELECT record FROM {table.name} WHERE record > ? ORDER BY record LIMIT ?", (after, CHUNK_RECORDS)
    ):
        yield [bytes(record) for (record,) in rows]
        after = bytes(rows[-1][0])


def belonging_to(db: Database, table: KindTable, subjects: Sequence[str]) -> list[bytes]:
    """Return the records of a kind that report on these subjects (hex ids)."""
    found: list[bytes] = []
    for marks, chunk in in_chunks(subjects):
        sql = f"SELECT record FROM {table.name} WHERE {table.subject_field} IN ({marks}) ORDER BY record"
        found += [bytes(record) for (record,) in db.rows(sql, chunk)]
    return found


def said_in(db: Database, records: Sequence[bytes]) -> list[tuple[int, bytes, int, bytes, int, bytes | None]]:
    """Return (stream number, id, hlc, record, field list, payload) of all changes of these records, oldest first."""
    found: list[tuple[int, bytes, int, bytes, int, bytes | None]] = []
    for marks, chunk in in_chunks(records):
        rows = db.rows(
            "SELECT place, id, hlc_ms, hlc_tick, record, shape, payload FROM ledger_change"
            f" WHERE record IN ({marks}) ORDER BY hlc_ms, hlc_tick, id",
            chunk,
        )
        found += [
            (at >> SEQ_BITS, bytes(change), ms << 32 | tick, bytes(record), shape, payload)
            for at, change, ms, tick, record, shape, payload in rows
        ]
    return found


def _condition(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
