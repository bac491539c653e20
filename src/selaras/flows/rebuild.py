"""Make the registry anew from the ledger, and check both against each other."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from selaras.core.ledger.certificate import BadCertificate, verify
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.segment import BrokenSegment, prove
from selaras.core.ledger.stream import Head, Stream, head_message
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.store.ledger.queries import read_frontier, read_id, read_segment
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import Directory, read_directory
from selaras.store.registry.projection import Projection
from selaras.store.registry.refold import refold
from selaras.store.registry.tables import KindTable, tables

CHUNK_RECORDS = 500
Progress = Callable[[int], None]


def rebuild(node: Node, progress: Progress) -> int:
    """Empty the registry tables and fold every record again; return how many rows there are now.

    One transaction: a crash leaves the old tables. progress: records folded so far.
    """
    done = 0
    with node.db.transaction():
        node.db.lock(["registry"])
        projection = Projection(node.db, fold_context(node.db, node.id))
        for table in tables().values():
            node.db.execute(f"DELETE FROM {table.name}")  # noqa: S608 # the name comes from the kamus
        for table in tables().values():
            for records in _records(node, table):
                projection.fold_again(table, records)
                done += len(records)
                progress(done)
    return done


@dataclass(slots=True)
class Scrubbed:
    """What a scrub found. places: (stream, first bad sequence number); records: hex ids of rows that are not the fold."""

    changes: int = 0
    bad_changes: int = 0
    rows: int = 0
    bad_rows: int = 0
    places: list[tuple[Stream, int]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)


def scrub(node: Node, progress: Progress) -> Scrubbed:
    """Hash every change again up to its author's signed head, and fold every record again beside its row."""
    found, directory = Scrubbed(), read_directory(node.db)
    for stream, head in read_frontier(node.db).items():
        _scrub_stream(node, directory, stream, head, found)
        progress(found.changes)
    context = fold_context(node.db, node.id)
    for table in tables().values():
        for records in _records(node, table):
            rows = table.load(node.db, records)
            folded = refold(node.db, context, table, records)
            for record, (home, state) in folded.items():
                found.rows += 1
                if rows.get(record) != table.to_row(record, home, state):
                    found.bad_rows += 1
                    found.records.append(record.hex())
            progress(found.changes + found.rows)
    return found


def _scrub_stream(node: Node, directory: Directory, stream: Stream, head: Head, found: Scrubbed) -> None:
    """Count a stream's changes; from the first segment that does not prove on, none of them is sure."""
    shapes, at, last = read_shapes(node.db), 0, head.seq
    found.changes += last
    while at < last:
        try:
            at = _proven(node, directory, stream, at, shapes)
        except (BadCertificate, LookupError, ValueError, struct.error):
            found.bad_changes += last - at
            found.places.append((stream, at + 1))
            return
    if read_id(node.db, stream, last) != head.id:
        found.bad_changes += 1
        found.places.append((stream, last))


def _proven(node: Node, directory: Directory, stream: Stream, after: int, shapes: Mapping[int, Shape]) -> int:
    """Return how far the next changes of a stream are proven by a signed head. Raises BrokenSegment, BadCertificate."""
    prev = read_id(node.db, stream, after)
    segment = read_segment(node.db, stream, after, shapes)
    if segment is None or prev is None:
        raise BrokenSegment("changes are missing")
    if prove(segment, prev) != _stored_ids(node, stream, after, segment.head.seq):
        raise BrokenSegment("an id was changed")
    verify(directory.certificates[stream.node].key, segment.signature, head_message(stream, segment.head))
    return segment.head.seq


def _stored_ids(node: Node, stream: Stream, after: int, last: int) -> list[bytes]:
    rows = node.db.rows(
        "SELECT c.id FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"
        " WHERE s.key = ? AND c.place > (s.id << 40) + ? AND c.place <= (s.id << 40) + ? ORDER BY c.place",
        (stream.key, after, last),
    )
    return [bytes(row[0]) for row in rows]


def _records(node: Node, table: KindTable) -> Iterator[list[bytes]]:
    """Yield the records of one kind that the ledger speaks of, in chunks."""
    after = b""
    while True:
        rows = node.db.rows(
            "SELECT DISTINCT record FROM ledger_change WHERE kind = ? AND record > ? ORDER BY record LIMIT ?",
            (table.kind.name, after, CHUNK_RECORDS),
        )
        if not rows:
            return
        records = [bytes(row[0]) for row in rows]
        yield records
        after = records[-1]
