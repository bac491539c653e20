"""Questions to the registry: one record, a whole kind for a file, and everything that was said of one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selaras.core.ledger.payload import Scalar, Source, decode
from selaras.core.ledger.state import Other, State
from selaras.core.ledger.stream import NATION
from selaras.store.database import READ_ROWS, Database, Row
from selaras.store.ledger.shapes import read_shapes
from selaras.store.registry.tables import META, KindTable, tables

NAME_FIELD = {"usaha": "nama_usaha", "koperasi": "nama_koperasi"}  # the kinds that have a list
ERASED = "dimusnahkan"  # the reason that stands where a statement was lawfully erased


def live_rows(db: Database, table: KindTable) -> Iterator[list[tuple[bytes, Row]]]:
    """Yield (record, row) of a kind's records that are not deleted, a chunk at a time, in the order of their ids."""
    columns, after = ",".join(table.columns), b""
    sql = f"SELECT {columns} FROM {table.name} WHERE record > ? AND deletions IS NULL ORDER BY record LIMIT ?"
    while rows := db.rows(sql, (after, READ_ROWS)):
        yield [(bytes(row[0]), row) for row in rows]
        after = bytes(rows[-1][0])


@dataclass(frozen=True, slots=True)
class Exported:
    """One record as `export` promises it. fields: those that were ever stated, null when they were emptied."""

    id: str
    kind: str
    wilayah: str
    fields: dict[str, Scalar]
    unverified: list[str]
    rivals: list[dict[str, Scalar]]
    proposals: list[dict[str, Scalar]]


def export_records(db: Database, kind: str) -> Iterator[Exported]:
    """Yield the records of one kind that are not deleted, in the order of their ids. Raises KeyError for no kind."""
    table = tables()[kind]
    columns = ",".join(table.columns)
    for row in db.stream(f"SELECT {columns} FROM {table.name} WHERE deletions IS NULL ORDER BY record"):
        yield _exported(table, row)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about a record. at: milliseconds since 1970 by its author's clock; fields: empty once erased."""

    id: bytes
    node: bytes
    author: str
    reason: str
    at: int
    fields: dict[str, Scalar]
    source: Source | None = None


def statements(db: Database, record: bytes) -> list[Said]:
    """Return everything that was said of a record, newest first by the authors' clocks."""
    shapes = read_shapes(db)
    rows = db.rows(
        "SELECT c.id, s.node, c.hlc_ms, c.shape, c.payload FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"
        " WHERE c.record = ? ORDER BY c.hlc_ms DESC, c.hlc_tick DESC, c.id DESC",
        (record,),
    )
    found: list[Said] = []
    for change, node, at, shape, payload in rows:
        if payload is None:
            found.append(Said(bytes(change), bytes(node), "", ERASED, at, {}))
        else:
            said = decode(shapes[shape], bytes(payload))
            fields = dict(said.fields)
            found.append(Said(bytes(change), bytes(node), said.author, said.reason, at, fields, said.source))
    return found


def read_record(db: Database, kind: str, record: bytes) -> tuple[str, State] | None:
    """Return the wilayah that a record is bound to and its state; None for none of this kind. Raises KeyError for no kind."""
    table = tables()[kind]
    row = table.load(db, [record]).get(record)
    return None if row is None else (str(row[META.index("wilayah_induk")]), table.to_state(row))


def read_belonging(db: Database, kind: str, subject: bytes) -> list[tuple[bytes, State]]:
    """Return the records of a kind that belong to a subject, deleted ones too, newest first."""
    table = tables()[kind]
    rows = db.rows(
        f"SELECT {','.join(table.columns)} FROM {table.name} WHERE {table.subject_field} = ? ORDER BY record DESC",
        (subject.hex(),),
    )
    return [(bytes(row[0]), table.to_state(row)) for row in rows]


def deleted_records(db: Database, kind: str, within: str, limit: int) -> list[tuple[bytes, str, str]]:
    """Return (record, name, area) of deleted records of a kind with a list, within an area, the latest records first."""
    area = "COALESCE(wilayah, wilayah_induk)"
    where, places = ("", ()) if within == NATION else (f" AND ({area} = ? OR {area} LIKE ?)", (within, f"{within}.%"))
    rows = db.rows(
        f"SELECT record, {NAME_FIELD[kind]}, {area} FROM {tables()[kind].name}"
        f" WHERE deletions IS NOT NULL{where} ORDER BY record DESC LIMIT ?",
        (*places, limit),
    )
    return [(bytes(record), str(name or ""), str(place)) for record, name, place in rows]


def _exported(table: KindTable, row: Row) -> Exported:
    state = table.to_state(row)
    return Exported(
        bytes(row[0]).hex(),
        table.kind.name,
        str(row[META.index("wilayah_induk")]),
        state.values,
        sorted(state.unverified),
        _others(state.rivals),
        _others(state.proposals),
    )


def _others(others: dict[str, tuple[Other, ...]]) -> list[dict[str, Scalar]]:
    return [
        {"field": name, "value": value, "change": change.hex()}
        for name, found in sorted(others.items())
        for value, change in found
    ]


def sample_records(db: Database, kind: str, after: bytes, limit: int) -> list[bytes]:
    """Return ids of one kind from a point on, deleted records too."""
    sql = f"SELECT record FROM {tables()[kind].name} WHERE record >= ? ORDER BY record LIMIT ?"
    return [bytes(record) for (record,) in db.rows(sql, (after, limit))]
