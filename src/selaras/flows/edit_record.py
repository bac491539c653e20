"""State what somebody typed into a form: of a record that they saw as it is now, or of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record
from selaras.core.terms.kamus import rumpun_of
from selaras.flows.held_record import ActRefused, held_record, may_speak
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.registry.tables import tables

REASON = "edit"


@dataclass
class RecordMoved(Exception):
    """Somebody stated something about the record after the form was filled; nothing was written. heads: those of now."""

    heads: tuple[bytes, ...]


def edit_record(
    node: Node, record: bytes, fields: Mapping[str, Scalar], seen: tuple[bytes, ...], *, author: str
) -> None:
    """State new values of fields of one record. seen: the record's heads when its form was filled.

    Raises RecordMoved, ActRefused, NodeMayNotWrite.
    """
    held = held_record(node, record)
    if held.state.heads != seen:
        raise RecordMoved(held.state.heads)
    record_changes(node, [held.change(fields, author, REASON, parents=seen)])


@dataclass
class AlreadyThere(Exception):
    """The subject has a report of that year, maybe a deleted one; nothing was written. record: its id."""

    record: bytes


def add_record(node: Node, kind: str, home: str, fields: Mapping[str, Scalar], *, author: str) -> bytes:
    """State a new record bound to a kab/kota and return its id. Raises ActRefused, NodeMayNotWrite."""
    rumpun = rumpun_of(kind)[0]
    if not may_speak(node, tables()[kind], home, rumpun):
        raise ActRefused(f"Kantor ini tidak dapat mencatat {kind} di wilayah {home}.")
    record = next(new_records(node.wall_ms(), node.random(6), home, rumpun))
    record_changes(node, [NewChange(home, rumpun, kind, record, fields, author, REASON)])
    return record


def add_belonging(node: Node, kind: str, subject: bytes, fields: Mapping[str, Scalar], *, author: str) -> bytes:
    """State a new report, loan or manager of an enterprise or a cooperative and return its id.

    A report that another office states of the same year meanwhile stands beside this one as a rival.
    Raises AlreadyThere, ActRefused, NodeMayNotWrite.
    """
    held, table = held_record(node, subject), tables()[kind]
    if held.state.deletions:
        raise ActRefused("Catatan yang dihapus tidak ditambah. Batalkan penghapusannya lebih dahulu.")
    if held.rumpun is None:
        raise ActRefused("Catatan ini salinan terbitan kantor lain, jadi tidak bisa ditambah di sini.")
    year = YEAR_FIELD.get(kind)
    if year:
        record = report_record(subject, kind, str(fields[year]))
        if table.load(node.db, [record]):
            raise AlreadyThere(record)
    else:
        record = next(new_records(node.wall_ms(), node.random(6), held.home, held.rumpun))
    said = {
        **{name: value for name, value in fields.items() if value is not None},
        str(table.subject_field): subject.hex(),
    }
    record_changes(node, [NewChange(held.home, held.rumpun, kind, record, said, author, REASON, parents=())])
    return record
