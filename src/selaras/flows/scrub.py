"""Check everything that a node holds: every hash, every signed head, and every row against the fold."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from selaras.core.ledger.certificate import BadCertificate, verify
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.segment import BrokenSegment, prove
from selaras.core.ledger.stream import Head, Stream, head_message
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.store.ledger.queries import count_changes, read_frontier, read_id, read_ids, read_segment, read_signatures
from selaras.store.ledger.shapes import read_shapes, shapes_are_sound
from selaras.store.network.queries import Directory, read_directory
from selaras.store.registry.refold import records_of, refold
from selaras.store.registry.tables import KindTable, tables

Progress = Callable[[int], None]


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
    """Hash every change again up to its author's signed heads, and fold every record again beside its row.

    With damaged field lists no change can be read, so all of them count as bad. progress: changes and rows so far.
    """
    found, directory, frontier = Scrubbed(), read_directory(node.db), read_frontier(node.db)
    held = count_changes(node.db)
    if not shapes_are_sound(node.db):
        found.changes = found.bad_changes = held
        return found
    for stream, head in frontier.items():
        _scrub_stream(node, directory, stream, head, found)
        progress(found.changes)
    found.bad_changes += max(held - found.changes, 0)
    for table in tables().values():
        _scrub_table(node, table, found, progress)
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
    """Return how far the next changes of a stream are proven by signed heads. Raises BrokenSegment, BadCertificate."""
    prev = read_id(node.db, stream, after)
    segment = read_segment(node.db, stream, after, shapes)
    if segment is None or prev is None:
        raise BrokenSegment("changes are missing")
    ids = prove(segment, prev)
    if ids != read_ids(node.db, stream, after, segment.head.seq):
        raise BrokenSegment("an id was changed")
    key = directory.certificates[stream.node].key
    for seq, signature in read_signatures(node.db, stream, after, segment.head.seq):
        verify(key, signature, head_message(stream, Head(seq, ids[seq - segment.first])))
    return segment.head.seq


def _scrub_table(node: Node, table: KindTable, found: Scrubbed, progress: Progress) -> None:
    """Compare a table with the fold, a chunk at a time, in which writers wait; rows that no change speaks of are bad too."""
    context, present = fold_context(node.db, node.id), 0
    for records in records_of(node.db, table):
        with node.db.transaction():
            node.db.lock(["registry"])
            rows = table.load(node.db, records)
            try:
                folded = refold(node.db, context, table, records)
            except LookupError:  # a change that names no field list; its stream is told already
                folded = {}
                found.bad_rows += len(rows)
                present += len(rows)
        for record, (home, state) in folded.items():
            found.rows += 1
            present += record in rows
            if rows.get(record) != table.to_row(record, home, state):
                found.bad_rows += 1
                found.records.append(record.hex())
        progress(found.changes + found.rows)
    found.bad_rows += max(table.count(node.db) - present, 0)
