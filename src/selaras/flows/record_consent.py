"""An owner's consent that fields of a record reach one reader: a change in the record's own stream, as is its withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selaras.core.ledger.authority import Level
from selaras.core.ledger.causality import causal_past, latest
from selaras.core.ledger.payload import decode
from selaras.core.ledger.record import report_record
from selaras.core.ledger.state import FoldChange
from selaras.flows.apply_common import YES
from selaras.flows.held_record import ActRefused, held_record
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database
from selaras.store.ledger.shapes import read_shapes
from selaras.store.registry.context import NOBODY
from selaras.store.registry.refold import changes_of
from selaras.store.registry.tables import split_ids

CONSENT_KIND = "persetujuan"
NO = "tidak"


def record_consent(  # noqa: PLR0913 # who lets whom see what, on what evidence
    node: Node, record: bytes, reader: bytes, fields: Sequence[str], *, given: bool, evidence: str, author: str
) -> bytes:
    """State that the owner of a record agrees, or agrees no more; return the change.

    evidence: where the signed form is found; no copy of it. Raises ActRefused, NodeMayNotWrite.
    """
    held = held_record(node, record)
    if node.identity.level is Level.MITRA or held.rumpun is None:
        raise ActRefused("Persetujuan dicatat oleh kantor pembina yang memegang catatan ini, bukan oleh penerimanya.")
    if held.table.subject_field is not None:
        raise ActRefused("Persetujuan dicatat pada usaha atau koperasinya, dan berlaku untuk laporannya juga.")
    said = {
        "catatan": record.hex(),
        "penerima": reader.hex(),
        "kolom": "|".join(sorted(fields)),
        "bukti": evidence,
        "berlaku": YES if given else NO,
    }
    change = NewChange(held.home, held.rumpun, CONSENT_KIND, consent_record(record, reader), said, author, CONSENT_KIND)
    return record_changes(node, [change])[0]


def consent_record(subject: bytes, reader: bytes) -> bytes:
    """Return the id of the record in which consents of one owner to one reader stand, wherever they are noted."""
    return report_record(subject, CONSENT_KIND, reader.hex())


def consents(db: Database, subjects: Sequence[bytes], reader: bytes) -> Mapping[bytes, frozenset[str]]:
    """Return the fields that each owner agrees to. Of statements that did not see each other, the narrowest counts."""
    by_id = {consent_record(subject, reader): subject for subject in subjects}
    shapes = read_shapes(db)
    said: dict[bytes, list[FoldChange]] = {}
    for _, change, ms, tick, kind, record, parents, policy, shape, payload in changes_of(db, sorted(by_id)):
        if kind == CONSENT_KIND:
            fields = decode(shapes[shape], bytes(payload)).fields if payload is not None else {}
            told = FoldChange(bytes(change), ms << 32 | tick, split_ids(bytes(parents)), NOBODY, policy, fields)
            said.setdefault(by_id[bytes(record)], []).append(told)
    return {subject: _agreed(latest(changes, causal_past(changes))) for subject, changes in said.items()}


def _agreed(standing: Sequence[FoldChange]) -> frozenset[str]:
    sets = [
        frozenset(str(change.fields.get("kolom")).split("|")) if change.fields.get("berlaku") == YES else frozenset()
        for change in standing
    ]
    return frozenset.intersection(*sets)
