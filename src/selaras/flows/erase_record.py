"""Lawful erasure: what a record's changes said is dropped at every node; that they were made, and the chains, stay.

A change is erased whole. What else it said and still counts is stated again by the erasing office, beside everything that others said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selaras.core.ledger.authority import ACT_REASON, DELETION, ERASURE, SYSTEM_FIELDS
from selaras.core.ledger.payload import Scalar, Statement, decode
from selaras.core.ledger.stream import Stream, read_publication
from selaras.flows.apply_common import ERASE_REASON, YES
from selaras.flows.held_record import ActRefused, HeldRecord, held_record, require_pembina
from selaras.flows.node import Node, note_witness
from selaras.flows.record_changes import NewChange, append
from selaras.flows.record_consent import CONSENT_KIND, consent_record
from selaras.flows.settle_field import may_settle
from selaras.store.ledger.queries import read_streams
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import read_directory
from selaras.store.registry.publications import belonging_to, said_in
from selaras.store.registry.tables import tables

IDS_MAX = 400  # changes that one erasure names, so that it fits into a payload
STAYS = "kredit"  # what a bank stated of its loan is for the bank to answer


@dataclass(slots=True)
class Erased:
    """changes: how many statements were erased. lost: fields whose other statements nobody here may repeat.

    records: hex ids of all records that were erased, reports and managers of the enterprise too. loans: those that were not.
    """

    changes: int = 0
    records: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    loans: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    id: bytes
    stream: Stream
    said: Statement


def erase_record(node: Node, record: bytes, fields: Sequence[str], *, author: str, reason: str) -> Erased:
    """Erase some fields of a record, or with none named the record and what belongs to it, which is then deleted too.

    All in one transaction. Copies that this office published are erased by the next restatement, those of other
    publishers by theirs. Raises ActRefused, NodeMayNotWrite.
    """
    held = held_record(node, record)
    require_pembina(node, held, "memusnahkan isinya")
    if unknown := [name for name in fields if name not in held.table.names]:
        raise ActRefused(f"Kolom {', '.join(unknown)} tidak ada pada {held.table.kind.name}.")
    if not fields and held.table.kind.name == "koperasi":
        raise ActRefused("Koperasi adalah badan hukum. Musnahkan kolom pribadinya, misalnya --field ketua.")
    done = Erased()
    with node.db.transaction():
        if fields:
            _erase_fields(node, held, fields, author, reason, done)
        else:
            _erase_whole(node, held, author, reason, done)
    note_witness(node)
    return done


def _erase_fields(node: Node, held: HeldRecord, fields: Sequence[str], author: str, reason: str, done: Erased) -> None:
    telling = [told for told in _told(node, held.id) if any(told.said.fields.get(name) is not None for name in fields)]
    if not telling:
        raise ActRefused("Tidak ada yang perlu dimusnahkan: kolom itu tidak pernah diisi, atau sudah dimusnahkan.")
    for told in telling:
        _restate(node, held, told, fields, done)
    _state_erasure(node, held.change({ACT_REASON: reason}, author, ERASE_REASON), [t.id for t in telling], done)


def _restate(node: Node, held: HeldRecord, told: _Told, erased: Sequence[str], done: Erased) -> None:
    """State again, having seen only the change that goes, what it said of other fields and still stands."""
    kept: dict[str, Scalar] = {}
    for name, value in told.said.fields.items():
        if name in erased or name in SYSTEM_FIELDS or not _stands(held, name, value, told.id):
            continue
        if told.stream.node == node.id or may_settle(node, held, name):
            kept[name] = value
        elif name not in done.lost:
            done.lost.append(name)
    if kept:
        said = told.said
        change = held.change(kept, said.author, said.reason, parents=(told.id,))
        append(node, [change])


def _stands(held: HeldRecord, name: str, value: Scalar, change: bytes) -> bool:
    """Return whether a value is in force, or stands against one that is. An unauthorised proposal is not ours to repeat."""
    rivals = held.state.rivals.get(name, ())
    return name in held.state.values and (held.state.values[name] == value or (value, change) in rivals)


def _erase_whole(node: Node, held: HeldRecord, author: str, reason: str, done: Erased) -> None:
    """Erase and delete a record, what reports on it, and the consents of its owner."""
    for table in tables().values():
        if table.subject_field is None or held.table.subject_field is not None:
            continue
        belonging = belonging_to(node.db, table, [held.id.hex()])
        if table.kind.name == STAYS:
            done.loans = len(belonging)
            continue
        for record in belonging:
            _erase_one(node, held_record(node, record), author, reason, done)
    for reader in read_directory(node.db).certificates:
        consent = consent_record(held.id, reader)
        if telling := _told(node, consent):
            said = {ACT_REASON: reason}
            change = NewChange(held.home, str(held.rumpun), CONSENT_KIND, consent, said, author, ERASE_REASON)
            _state_erasure(node, change, [told.id for told in telling], done)
    _erase_one(node, held, author, reason, done)


def _erase_one(node: Node, held: HeldRecord, author: str, reason: str, done: Erased) -> None:
    ids = [told.id for told in _told(node, held.id)]
    fields: Mapping[str, Scalar] = {ACT_REASON: reason} if held.state.deletions else {DELETION: YES, ACT_REASON: reason}
    done.records.append(held.id.hex())
    _state_erasure(node, held.change(fields, author, ERASE_REASON), ids, done)


def _state_erasure(node: Node, change: NewChange, ids: Sequence[bytes], done: Erased) -> None:
    done.changes += len(ids)
    if change.record.hex() not in done.records and change.kind != CONSENT_KIND:
        done.records.append(change.record.hex())
    for at in range(0, max(len(ids), 1), IDS_MAX):
        named = "|".join(i.hex() for i in ids[at : at + IDS_MAX])
        append(node, [_with(change, {**change.fields, ERASURE: named})])


def _with(change: NewChange, fields: Mapping[str, Scalar]) -> NewChange:
    return NewChange(change.wilayah, change.rumpun, change.kind, change.record, fields, change.author, change.reason)


def _told(node: Node, record: bytes) -> list[_Told]:
    """Return the changes of a record that state facts and are not erased, oldest first; publications are their publishers' to erase."""
    streams, shapes = read_streams(node.db), read_shapes(node.db)
    found: list[_Told] = []
    for number, change, _, _, shape, payload in said_in(node.db, [record]):
        if payload is None or read_publication(streams[number].rumpun) is not None:
            continue
        said = decode(shapes[shape], bytes(payload))
        if any(name not in SYSTEM_FIELDS for name in said.fields):
            found.append(_Told(change, streams[number], said))
    return found
