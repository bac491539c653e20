"""Bring what was published to a reader in line with the registry: state what changed, take back what is published no more.

All publications of one kind to one reader are restated together: a record's copy holds what any of them gives. What is taken back
is erased at the reader too, and so is a copy of what was lawfully erased here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from selaras import data
from selaras.core.ledger.authority import DELETION, ERASURE, RESTORATION, SYSTEM_FIELDS, VOUCHED
from selaras.core.ledger.certificate import Certificate
from selaras.core.ledger.consent import needs_consent
from selaras.core.ledger.payload import Scalar, decode
from selaras.core.ledger.record import rumpun_of_record
from selaras.core.ledger.state import State
from selaras.core.ledger.stream import publication_rumpun
from selaras.core.terms.kamus import rumpun_of
from selaras.flows.apply_common import ERASE_REASON, YES
from selaras.flows.held_record import may_speak
from selaras.flows.node import Node, NodeMayNotWrite, note_witness
from selaras.flows.record_changes import NewChange, append
from selaras.flows.record_consent import CONSENT_KIND, consents
from selaras.store.database import Database
from selaras.store.ledger.queries import read_streams
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import read_directory
from selaras.store.registry.publications import (
    CHUNK_RECORDS,
    Publication,
    all_records,
    belonging_to,
    changed_since,
    read_done,
    read_publications,
    said_in,
    source_heads,
    write_done,
)
from selaras.store.registry.tables import META, KindTable, tables

AUTHOR, REASON = "selaras", "publish"
IDS_MAX = 400  # changes that one erasure names, so that it fits into a payload
Told = dict[str, tuple[Scalar, bool]]  # field → (value, verified)


@dataclass(slots=True)
class Restated:
    """What was done, in records. withheld: those of which a field was kept back for want of consent."""

    stated: int = 0
    withdrawn: int = 0
    withheld: int = 0


@dataclass(slots=True)
class _Copy:
    """What the reader holds of one record.

    told: what its copy shows. alive, said: the changes whose contents it still has, and all that they say, superseded or not.
    last: the change that the next one must have seen. deletion: the one in force. source_erased: something was erased here.
    """

    told: Told = field(default_factory=dict)
    alive: list[bytes] = field(default_factory=list)
    said: set[tuple[str, Scalar]] = field(default_factory=set)
    last: bytes | None = None
    deletion: bytes | None = None
    source_erased: bool = False


def restate_in_passing(node: Node) -> Restated:
    """Restate before others get what this node holds. A copy or a revoked node publishes nothing; whoever exchanges with it says so."""
    try:
        return restate_all(node, lambda _: None)
    except NodeMayNotWrite:
        return Restated()


def restate_all(node: Node, progress: Callable[[int], None]) -> Restated:
    """Restate every publication of this node of which something may have changed. Raises NodeMayNotWrite."""
    total = Restated()
    own = read_publications(node.db, node.id)
    for reader, kind in dict.fromkeys((p.reader, p.kind) for p in own):
        group = [p for p in own if (p.reader, p.kind) == (reader, kind)]
        if any(not p.ended or not read_done(node.db, p) for p in group):
            done = restate(node, reader, kind, progress)
            total.stated += done.stated
            total.withdrawn += done.withdrawn
            total.withheld += done.withheld
    return total


def restate(node: Node, reader: bytes, kind: str, progress: Callable[[int], None]) -> Restated:
    """Restate all publications of one kind to one reader, in transactions of some hundred records. Raises NodeMayNotWrite."""
    db, table = node.db, tables()[kind]
    group = [p for p in read_publications(db, node.id) if (p.reader, p.kind) == (reader, kind)]
    heads = source_heads(db, rumpun_of(kind))
    before = [read_done(db, publication) for publication in group]
    if all(done == heads for done in before) and heads:
        return Restated()
    chunks = _changed(db, table, before[0], heads) if all(before) else all_records(db, table)
    worker = _Worker(node, table, read_directory(db).certificates[reader], [p for p in group if not p.ended])
    looked = 0
    for records in chunks:
        with db.transaction():
            db.lock(["penerbitan"])  # before all others: two who restate at once would contradict each other
            worker.restate(records)
        note_witness(node)
        looked += len(records)
        progress(looked)
    with db.transaction():
        write_done(db, group, heads)
    return worker.result


def _changed(
    db: Database, table: KindTable, before: Mapping[int, int], heads: Mapping[int, int]
) -> Iterator[list[bytes]]:
    """Yield the records of a kind that changed, or whose owners' consent did."""
    found = {record for record, _, _ in changed_since(db, table.kind.name, before, heads)}
    shapes = read_shapes(db)
    owners = {
        str(decode(shapes[shape], bytes(payload)).fields.get("catatan"))
        for _, shape, payload in changed_since(db, CONSENT_KIND, before, heads)
        if payload is not None
    }
    if table.subject_field is not None:
        found |= {*belonging_to(db, table, sorted(owners))}
    else:
        found |= {bytes.fromhex(owner) for owner in owners if len(owner) == 32}
    ordered = sorted(found)
    yield from (ordered[at : at + CHUNK_RECORDS] for at in range(0, len(ordered), CHUNK_RECORDS))


class _Worker:
    """Compares records with their copies and states the difference."""

    def __init__(self, node: Node, table: KindTable, reader: Certificate, active: Sequence[Publication]) -> None:
        self.result = Restated()
        self._node, self._table, self._reader, self._active = node, table, reader, active
        kind = table.kind.name
        private = {f.name for f in data.kamus().kind(kind).fields if needs_consent(f.privacy, reader.level)}
        self._private = frozenset(private)

    def restate(self, records: Sequence[bytes]) -> None:
        """State what changed of these records. Inside a transaction."""
        rows = self._table.load(self._node.db, records)
        states = {record: self._table.to_state(row) for record, row in rows.items()}
        homes = {record: str(row[META.index("wilayah_induk")]) for record, row in rows.items()}
        agreed = self._agreed(states) if self._private else {}
        copies = self._copies(records)
        changes: list[NewChange] = []
        for record, state in states.items():
            home, copy = homes[record], copies.get(record, _Copy())
            rumpun = rumpun_of_record(record, home, rumpun_of(self._table.kind.name))
            if rumpun is None or not may_speak(self._node, self._table, home, rumpun):
                continue
            wanted = {} if self._reader.holds(home, rumpun) else self._wanted(home, state, agreed.get(record))
            if said := _difference(wanted, copy):
                changes.append(self._change(record, home, rumpun, copy, said))
                self.result.stated += bool(wanted)
                self.result.withdrawn += not wanted
        if changes:
            append(self._node, changes)

    def _agreed(self, states: Mapping[bytes, State]) -> dict[bytes, frozenset[str]]:
        """Return what the owner of each record agrees to; a report's owner is its subject's."""
        name = self._table.subject_field
        owners = {record: _owner(record, state, name) for record, state in states.items()}
        by_owner = consents(self._node.db, sorted({*owners.values()}), self._reader.node)
        return {record: by_owner.get(owner, frozenset()) for record, owner in owners.items()}

    def _wanted(self, home: str, state: State, agreed: frozenset[str] | None) -> Told:
        """Return what the reader should hold of a record: all that any publication gives, without what its owner keeps back."""
        if state.deletions:
            return {}
        names = {n for p in self._active if p.takes(home, state.values) for n in p.fields if n in state.values}
        kept_back = (names & self._private) - (agreed or frozenset())
        self.result.withheld += bool(kept_back)
        names -= kept_back
        return {name: (state.values[name], name in state.verified) for name in self._table.names if name in names}

    def _copies(self, records: Sequence[bytes]) -> dict[bytes, _Copy]:
        """Return what was published of these records, from the ledger."""
        db, copies = self._node.db, dict[bytes, _Copy]()
        streams, shapes = read_streams(db), read_shapes(db)
        for number, change, _, record, shape, payload in said_in(db, records):
            stream, copy = streams[number], copies.setdefault(record, _Copy())
            if stream.rumpun in rumpun_of(self._table.kind.name):
                copy.source_erased |= payload is None
            elif stream.node == self._node.id and stream.rumpun == publication_rumpun(
                self._reader.node, stream.rumpun.rpartition("/")[2]
            ):
                _tell(copy, change, decode(shapes[shape], bytes(payload)).fields if payload is not None else None)
        return copies

    def _change(self, record: bytes, home: str, rumpun: str, copy: _Copy, said: Mapping[str, Scalar]) -> NewChange:
        return NewChange(
            home,
            publication_rumpun(self._reader.node, rumpun),
            self._table.kind.name,
            record,
            said,
            AUTHOR,
            ERASE_REASON if ERASURE in said else REASON,
            parents=(copy.last,) if copy.last else (),
        )


def _owner(record: bytes, state: State, subject_field: str | None) -> bytes:
    named = str(state.values.get(subject_field) or "") if subject_field else ""
    return bytes.fromhex(named) if len(named) == 32 else record


def _tell(copy: _Copy, change: bytes, fields: Mapping[str, Scalar] | None) -> None:
    """Follow one published change, oldest first."""
    copy.last = change
    if fields is None:
        return
    if DELETION in fields:
        copy.deletion = change
    if fields.get(RESTORATION) == (copy.deletion or b"").hex():
        copy.deletion = None
    sure = str(fields.get(VOUCHED) or "").split("|")
    told = {name: (value, name in sure) for name, value in fields.items() if name not in SYSTEM_FIELDS}
    if told:
        copy.alive.append(change)
        copy.told.update(told)
        copy.said |= {(name, value) for name, (value, _) in told.items()}


def _difference(wanted: Told, copy: _Copy) -> dict[str, Scalar]:
    """Return what to state so that the copy becomes what is wanted, nothing when it is."""
    changed = {name: told for name, told in wanted.items() if copy.told.get(name) != told}
    too_much = copy.told.keys() - wanted.keys()
    purge = bool(too_much) or (
        copy.source_erased and bool(copy.said - {(n, value) for n, (value, _) in wanted.items()})
    )
    if not changed and not purge and (copy.deletion is None or not wanted):
        return {}
    said: dict[str, Scalar] = {}
    if purge:
        changed = wanted
        said[ERASURE] = "|".join(change.hex() for change in copy.alive[:IDS_MAX])
    if not wanted:
        return {**said, DELETION: YES}
    if copy.deletion is not None:
        changed, said[RESTORATION] = wanted, copy.deletion.hex()
    said |= {name: value for name, (value, _) in changed.items()}
    said[VOUCHED] = "|".join(name for name, (_, sure) in changed.items() if sure)
    return said
