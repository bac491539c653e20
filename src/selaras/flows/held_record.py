"""One record as this office holds it: where every act on a record begins, and the refusal of one that is not its to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.core.ledger.authority import Level, Pembina, speaks_for
from selaras.core.ledger.certificate import MITRA_KINDS, MITRA_RUMPUN
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import rumpun_of_record
from selaras.core.ledger.state import State
from selaras.core.ledger.stream import covers
from selaras.core.terms.kamus import rumpun_of
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange
from selaras.store.registry.tables import META, KindTable, tables

PEMBINA_WORDS = {Pembina.KABKOTA: "kabupaten/kota", Pembina.PROVINSI: "provinsi", Pembina.PUSAT: "kementerian"}


@dataclass
class ActRefused(Exception):
    """The act was not done, and nothing was written. message: Indonesian, with the way out."""

    message: str


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """home: the wilayah that it is bound to. rumpun: None when this office may say nothing about it, as of a published copy."""

    table: KindTable
    id: bytes
    home: str
    rumpun: str | None
    state: State

    def change(
        self,
        fields: Mapping[str, Scalar],
        author: str,
        reason: str,
        parents: tuple[bytes, ...] | None = None,
    ) -> NewChange:
        """Return a statement about this record. Raises ActRefused where the office may make none."""
        if self.rumpun is None:
            raise ActRefused("Catatan ini salinan terbitan kantor lain, jadi tidak bisa diubah di sini.")
        kind = self.table.kind.name
        return NewChange(self.home, self.rumpun, kind, self.id, fields, author, reason, parents=parents)


def held_record(node: Node, record: bytes) -> HeldRecord:
    """Return the record with this id. Raises ActRefused when this office holds none."""
    for table in tables().values():
        row = table.load(node.db, [record]).get(record)
        if row is not None:
            home = str(row[META.index("wilayah_induk")])
            rumpun = rumpun_of_record(record, home, rumpun_of(table.kind.name))
            return HeldRecord(
                table, record, home, rumpun if may_speak(node, table, home, rumpun) else None, table.to_state(row)
            )
    raise ActRefused(f"Catatan {record.hex()} tidak ada di kantor ini. Lihat nomornya dengan «selaras export».")


def may_speak(node: Node, table: KindTable, home: str, rumpun: str | None) -> bool:
    """Return whether this office may state anything at all about such a record; other nodes judge by the same."""
    identity = node.identity
    if not covers(identity.wilayah, home):
        return False
    if identity.level is Level.MITRA:
        return rumpun == MITRA_RUMPUN and table.kind.name in MITRA_KINDS
    return rumpun in identity.rumpun


def speaks_as(node: Node, pembina: str, held: HeldRecord) -> bool:
    """Return whether this office is of a level of pembina, for the record's rumpun."""
    return held.rumpun is not None and speaks_for(node.identity.capacity, pembina, held.rumpun)


def require_pembina(node: Node, held: HeldRecord, act: str) -> None:
    """Raise ActRefused unless this office is the record's pembina. act: what it wants to do, as a verb."""
    if not speaks_as(node, held.state.pembina, held):
        word = PEMBINA_WORDS[Pembina(held.state.pembina)]
        raise ActRefused(f"Hanya pembina catatan ini ({word}) yang dapat {act}. Mintalah kepada {word}.")
