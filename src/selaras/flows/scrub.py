"""Check everything that a node holds: every hash, every signed head, and every row against the fold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from selaras.core.ledger.payload import Shape
from selaras.core.ledger.stream import Stream
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.flows.prove_stream import proven_to
from selaras.store.ledger.damage import (
    BESIDE,
    Damage,
    StreamRow,
    count_strays,
    count_stream,
    keep_damage,
    read_stream_rows,
    safe_is_told,
)
from selaras.store.ledger.queries import count_changes, read_id
from selaras.store.ledger.shapes import read_shapes, shapes_are_sound
from selaras.store.network.queries import Directory, damaged_certificates, read_directory
from selaras.store.registry.refold import Refold, records_of
from selaras.store.registry.rows import RowMaker
from selaras.store.registry.tables import tables

Progress = Callable[[int], None]


@dataclass(slots=True)
class Scrubbed:
    """What a scrub found.

    places: (stream, first sequence number that is not sure); records: hex ids of rows that are not the fold;
    certificates: hex ids of the nodes whose certificate is not what was kept;
    file: what is wrong with the database file itself, in its own words; indexes: that it was only that, and is mended.
    """

    changes: int = 0
    bad_changes: int = 0
    rows: int = 0
    bad_rows: int = 0
    places: list[tuple[Stream, int]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)
    file: str = ""
    indexes: bool = False
    damage: list[Damage] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """How many things are damaged."""
        return self.bad_changes + self.bad_rows + len(self.certificates)

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.bad


def scrub(node: Node, progress: Progress) -> Scrubbed:
    """Hash every change again up to its author's signed heads, and fold every record again beside its row.

    What is found is kept until a sync mends it, except that damaged indexes are made anew at once: they say nothing of their
    own. With damaged field lists or a damaged file nothing can be read surely, so all changes count as bad. progress:
    changes and rows so far.
    """
    found, db = Scrubbed(file=node.db.file_fault()), node.db
    if found.file:
        db.mend_indexes()
        found.indexes = not db.file_fault()
        if not found.indexes:
            found.bad_changes = 1
            return found
    found.certificates = [about.hex() for about, _, _ in damaged_certificates(db)]
    with db.unreadable_text():
        found.changes = count_changes(db)
        if shapes_are_sound(db):
            _scrub_ledger(node, found, progress)
        else:
            found.bad_changes = max(found.changes, 1)
        _scrub_registry(node, found, progress)
    if not found.sound and not found.places:
        found.damage.append(Damage(BESIDE, 1, node.wall_ms()))
    with db.transaction():
        keep_damage(db, found.damage)
    return found


def _scrub_ledger(node: Node, found: Scrubbed, progress: Progress) -> None:
    directory, shapes, done = read_directory(node.db), read_shapes(node.db), 0
    for row in read_stream_rows(node.db):
        bad, first = _scrub_stream(node, directory, row, shapes)
        if bad:
            found.bad_changes += bad
            found.places.append((row.stream, first))
            found.damage.append(Damage(row.number, first, node.wall_ms()))
        done += row.last
        progress(done)
    strays = count_strays(node.db)
    if strays and not found.bad_changes:
        found.bad_changes = strays


def _scrub_stream(node: Node, directory: Directory, row: StreamRow, shapes: Mapping[int, Shape]) -> tuple[int, int]:
    """Return (bad changes, the first place that is not sure) of a stream. From what does not prove on, nothing is sure."""
    db, stream = node.db, row.stream
    if stream.key != row.key:
        return max(count_stream(db, row.number, 0), 1), 1
    proven = proven_to(db, directory, stream, 0, max(row.seq, row.last), shapes)
    if proven < max(row.seq, row.last):
        return max(count_stream(db, row.number, proven), 1), proven + 1
    if row.seq != row.last or row.head != read_id(db, stream, row.last):
        return 1, max(row.last, 1)
    return (0, 0) if safe_is_told(db, row.number) else (1, max(row.safe_seq, 1))


def _scrub_registry(node: Node, found: Scrubbed, progress: Progress) -> None:
    """Compare the tables with the fold, a chunk at a time, in which writers wait; rows that no change speaks of are bad too."""
    db, context = node.db, fold_context(node.db, node.id)
    refold, present = Refold(db, context, RowMaker(context)), 0
    for records in records_of(db):
        with db.transaction():
            db.lock(["registry"])
            try:
                folded = refold.run(records[0], records[-1], tables())
            except LookupError:  # a change that names no field list; its stream is told already
                folded = {}
            shown = {kind: table.load_run(db, records[0], records[-1]) for kind, table in tables().items()}
        for kind, rows in shown.items():
            present += len(rows)
            should = folded.get(kind, {})
            found.rows += len(should)
            found.records += [record.hex() for record, row in should.items() if rows.get(record) != row]
            found.records += [record.hex() for record in rows.keys() - should.keys()]
        progress(found.changes + found.rows)
    strays = sum(table.count(db) for table in tables().values()) - present
    found.bad_rows = len(found.records) + strays
