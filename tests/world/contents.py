"""What a database holds, in a form that two of them can be compared by; and whether it is sound."""

from __future__ import annotations

import hashlib
from typing import Any

from selaras.core.ledger.certificate import verify
from selaras.core.ledger.segment import prove
from selaras.core.ledger.stream import head_message
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.store.database import Database, Row
from selaras.store.ledger.queries import read_frontier, read_segment
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import read_directory
from selaras.store.registry.refold import Refold, changes_of
from selaras.store.registry.rows import RowMaker
from selaras.store.registry.tables import tables

LEDGER = {
    "changes": (
        "SELECT s.key, c.place & 1099511627775, c.id, c.hlc_ms, c.hlc_tick, c.kind, c.record, c.parents, c.as_of,"
        " c.policy, h.names, c.salt, c.payload, c.commitment FROM ledger_change c"
        " JOIN ledger_stream s ON s.id = c.place >> 40 JOIN ledger_shape h ON h.id = c.shape"
    ),
    "heads": (
        "SELECT s.key, h.place & 1099511627775, h.signature FROM ledger_head h"
        " JOIN ledger_stream s ON s.id = h.place >> 40"
    ),
    "streams": "SELECT key, node, epoch, wilayah, rumpun, seq, head, safe_seq FROM ledger_stream",
    "erasures": "SELECT id, record FROM ledger_erasure",
    "quarantine": "SELECT peer, stream, cause, first, message, segment, times FROM ledger_quarantine",
    "self": "SELECT node, epoch, hlc_ms, hlc_tick, state FROM network_self",
    "certificates": "SELECT node, issuer, signed, until, anchor FROM network_certificate",
    "revocations": "SELECT node, by, limits, reason FROM network_revocation",
    "peers": (
        "SELECT node, role, url, met_ms, equal, digest, certificates, packet_read, packet_sent FROM network_peer"
    ),
    "peer heads": (
        "SELECT p.peer, s.key, p.seq, p.head FROM network_peer_head p JOIN ledger_stream s ON s.id = p.stream"
    ),
    "publications": (
        "SELECT record, publisher, reader, kind, fields, conditions, purpose, basis, consented, ended"
        " FROM registry_publication"
    ),
    "policies": "SELECT version, since, authority, change FROM registry_policy",
}

FIRST_RECORD, LAST_RECORD = bytes(16), b"\xff" * 16


def ledger(db: Database) -> dict[str, list[Row]]:
    """Return everything but the registry, without the numbers that only this database gives."""
    return {name: _sorted(db.rows(sql)) for name, sql in LEDGER.items()}


def registry(db: Database) -> dict[str, list[Row]]:
    """Return the registry's tables, rows by record."""
    return {
        name: _sorted(db.rows(f"SELECT {','.join(table.columns)} FROM {table.name}"))
        for name, table in tables().items()
    }


def digest(db: Database) -> bytes:
    """Return a short form of all that a database holds."""
    return hashlib.sha256(repr((ledger(db), registry(db))).encode()).digest()


def assert_chains_hold(db: Database) -> None:
    """Check every change of every stream against its chain, and every kept head against its author's signature."""
    keys = {node: certificate.key for node, certificate in read_directory(db).certificates.items()}
    shapes = read_shapes(db)
    for stream, head in read_frontier(db).items():
        prev, after = stream.key, 0
        while after < head.seq:
            segment = read_segment(db, stream, after, shapes)
            assert segment is not None, f"{stream} ends at {after}, its row says {head.seq}"
            ids = prove(segment, prev)
            verify(keys[stream.node], segment.signature, head_message(stream, segment.head))
            prev, after = ids[-1], segment.head.seq
        assert prev == head.id
    counted = db.rows("SELECT COUNT(*) FROM ledger_change")[0][0]
    assert counted == sum(head.seq for head in read_frontier(db).values())


def assert_registry_is_the_fold(node: Node) -> None:
    """Check every table of the registry against the fold of the ledger, and that the quick ways to a row give the same."""
    db, context = node.db, fold_context(node.db, node.id)
    found, refold = registry(db), Refold(db, context, RowMaker(context))
    for name, table in tables().items():
        records = [bytes(r) for (r,) in db.rows("SELECT DISTINCT record FROM ledger_change WHERE kind = ?", (name,))]
        said = refold._said(changes_of(db, records), [name])[name]
        folded = {record: refold._folded(table, one) for record, one in said.items()}
        assert found[name] == _sorted(list(folded.values())), name
        assert refold.rows(records, [name]) == {name: folded}
        assert refold.run(FIRST_RECORD, LAST_RECORD, [name]) == {name: folded}


def _sorted(rows: list[Row]) -> list[Row]:
    plain = [tuple(map(_plain, row)) for row in rows]
    return sorted(plain, key=lambda row: [str(value) for value in row])


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    return int(value) if isinstance(value, bool) else value
