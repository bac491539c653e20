"""Hand a record over to another level of pembina: offered by the present one, accepted by the receiving one."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.ledger.authority import ACT_REASON, PEMBINA_ACCEPT, PEMBINA_OFFER, Pembina, speaks_for
from selaras.core.terms.kamus import rumpun_of
from selaras.flows.held_record import PEMBINA_WORDS, ActRefused, held_record, may_speak, require_pembina, speaks_as
from selaras.flows.node import Node
from selaras.flows.record_changes import record_changes
from selaras.store.database import Database
from selaras.store.registry.pembina_queries import offered
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.registry.tables import tables

REASON = "handover"


@dataclass(frozen=True, slots=True)
class Offer:
    """A hand-over that waits for the receiving level. area: where it lies; pembina: who offers; to: who is asked."""

    id: str
    kind: str
    name: str
    wilayah: str
    area: str
    pembina: str
    to: str


def offer_hand_over(node: Node, record: bytes, to: Pembina, *, author: str, reason: str) -> bytes:
    """Offer a record to another level; return the change. Raises ActRefused, NodeMayNotWrite."""
    held = held_record(node, record)
    require_pembina(node, held, "menawarkan serah terimanya")
    if held.table.subject_field is not None:
        raise ActRefused("Catatan ini mengikuti pembina usaha atau koperasinya. Tawarkan usaha atau koperasinya.")
    if to == held.state.pembina:
        raise ActRefused(f"Catatan ini sudah dibina {PEMBINA_WORDS[to]}. Pilih tingkat lain.")
    if to == held.state.offer:
        raise ActRefused(f"Catatan ini sudah ditawarkan kepada {PEMBINA_WORDS[to]} dan menunggu diterima.")
    change = held.change({PEMBINA_OFFER: str(to), ACT_REASON: reason}, author, REASON)
    return record_changes(node, [change])[0]


def withdraw_offer(node: Node, record: bytes, *, author: str, reason: str) -> bytes:
    """Take an open offer back; return the change. Raises ActRefused, NodeMayNotWrite."""
    held = held_record(node, record)
    require_pembina(node, held, "menarik tawarannya")
    if held.state.offer is None:
        raise ActRefused("Tidak ada tawaran serah terima yang terbuka untuk catatan ini.")
    change = held.change({PEMBINA_OFFER: None, ACT_REASON: reason}, author, REASON)
    return record_changes(node, [change])[0]


def accept_hand_over(node: Node, record: bytes, *, author: str) -> bytes:
    """Accept an open offer to this office's level; return the change. Raises ActRefused, NodeMayNotWrite."""
    held = held_record(node, record)
    to = held.state.offer
    if to is None:
        raise ActRefused(
            "Tidak ada tawaran serah terima untuk catatan ini. Mintalah pembinanya menawarkan lebih dahulu."
        )
    if not speaks_as(node, to, held):
        raise ActRefused(
            f"Catatan ini ditawarkan kepada {PEMBINA_WORDS[Pembina(to)]}; hanya tingkat itu yang menerima."
        )
    change = held.change({PEMBINA_ACCEPT: to}, author, REASON)
    return record_changes(node, [change])[0]


def open_offers(db: Database) -> list[Offer]:
    """Return every offer that waits, in the order of kind and record."""
    return [
        Offer(record.hex(), kind, name, home, area, pembina, to)
        for kind in NAME_FIELD
        for record, name, home, area, pembina, to in offered(db, kind)
    ]


def is_asked(node: Node, offer: Offer) -> bool:
    """Return whether this office may accept an offer."""
    rumpun = rumpun_of(offer.kind)[0]
    mine = may_speak(node, tables()[offer.kind], offer.wilayah, rumpun)
    return mine and speaks_for(node.identity.capacity, offer.to, rumpun)
