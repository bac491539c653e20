"""Everything that was said of one record, newest first: who, when, what."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.ledger.payload import Scalar, decode
from selaras.store.database import Database
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import read_directory


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. at: milliseconds since 1970 by its author's clock; fields: empty when it was erased."""

    office: str
    author: str
    reason: str
    at: int
    fields: dict[str, Scalar]


def statements(db: Database, record: bytes) -> list[Said]:
    """Return the statements about a record, newest first."""
    shapes, names = read_shapes(db), read_directory(db).certificates
    found: list[Said] = []
    for node, ms, shape, payload in db.rows(
        "SELECT s.node, c.hlc_ms, c.shape, c.payload FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"
        " WHERE c.record = ? ORDER BY c.hlc_ms DESC, c.hlc_tick DESC, c.id DESC",
        (record,),
    ):
        office = names[bytes(node)].name if bytes(node) in names else bytes(node).hex()[:8]
        if payload is None:
            found.append(Said(office, "", "dimusnahkan", ms, {}))
            continue
        said = decode(shapes[shape], bytes(payload))
        found.append(Said(office, said.author, said.reason, ms, dict(said.fields)))
    return found
