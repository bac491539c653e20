"""What a lake holds of the registry: the rows of one kind and area, and a mark that changes when they may have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from selaras.store.database import Database
from selaras.store.ledger.queries import read_frontier
from selaras.store.registry.tables import KindTable

FORMAT = "selaras danau 1"  # another form of the files makes every part anew


def lake_columns(table: KindTable) -> dict[str, type]:
    """Return the columns of a kind's files and their types. record is hexadecimal."""
    return {"record": str, "wilayah_induk": str, **dict(zip(table.names, table.types, strict=True))}


def area_marks(db: Database) -> dict[str, str]:
    """Return a digest of everything that the records of an area were folded from, by area."""
    policies = db.rows("SELECT COUNT(*), COALESCE(MAX(version), 0) FROM registry_policy")[0]
    revoked = db.rows("SELECT COUNT(*) FROM network_revocation")[0][0]
    common = f"{FORMAT} {policies} {revoked}".encode()
    by_area: dict[str, bytearray] = {}
    for stream, head in sorted(read_frontier(db).items(), key=lambda item: item[0].key):
        by_area.setdefault(stream.wilayah, bytearray(common)).extend(stream.key + head.seq.to_bytes(8, "big") + head.id)
    return {area: hashlib.sha256(told).hexdigest() for area, told in by_area.items()}


def areas(db: Database, table: KindTable) -> list[str]:
    """Return the areas that records of a kind are bound to."""
    rows = db.rows(f"SELECT DISTINCT wilayah_induk FROM {table.name} WHERE deletions IS NULL ORDER BY wilayah_induk")
    return [str(row[0]) for row in rows]


def area_rows(db: Database, table: KindTable, area: str) -> Iterator[Sequence[object]]:
    """Yield the rows of one kind and area in the order of lake_columns, flat in memory."""
    columns = ", ".join(["record", "wilayah_induk", *table.names])
    sql = f"SELECT {columns} FROM {table.name} WHERE wilayah_induk = ? AND deletions IS NULL ORDER BY record"
    for record, *values in db.stream(sql, (area,)):
        yield [bytes(record).hex(), *values]
