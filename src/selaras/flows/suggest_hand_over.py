"""Hand-overs that the facts suggest: sales that passed a bound of the scale, members of a wider area. Never done by itself."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.ledger.authority import PEMBINA_OF_KEANGGOTAAN, PEMBINA_OF_SKALA, Pembina
from selaras.core.terms.rupiah import Rupiah
from selaras.core.terms.skala import Skala, SkalaRule, classify_skala
from selaras.store.database import Database
from selaras.store.registry.pembina_queries import (
    latest_amounts,
    membership_and_pembina,
    named_with_pembina,
    subjects_above_mikro,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record whose facts ask for another pembina. to: the level, None for one that outgrew UMKM; because: the fact, Indonesian."""

    id: str
    kind: str
    name: str
    wilayah: str
    pembina: str
    to: str | None
    because: str
    offered: bool


def suggested_hand_overs(db: Database, rule: SkalaRule) -> list[Suggestion]:
    """Return every record whose pembina is not the one that its facts ask for, enterprises first.

    The newest report that tells sales or capital counts. rule: the bounds of the scale.
    """
    return _enterprises(db, rule) + _cooperatives(db)


def _enterprises(db: Database, rule: SkalaRule) -> list[Suggestion]:
    subjects = subjects_above_mikro(db, rule.omzet_max[0], rule.modal_max[0])
    amounts = latest_amounts(db, subjects)
    found: list[Suggestion] = []
    rows = named_with_pembina(db, "usaha", [bytes.fromhex(subject) for subject in subjects if subject in amounts])
    for record, name, home, pembina, offer in rows:
        year, omzet, modal = amounts[record.hex()]
        skala = classify_skala(omzet=_rupiah(omzet), modal=_rupiah(modal), rule=rule)
        to = PEMBINA_OF_SKALA.get(str(skala))
        if skala is None or to == pembina:
            continue
        fact = f"omzet {omzet}" if omzet is not None else f"modal {modal}"
        because = f"{fact} rupiah pada {year}: usaha {skala} menurut {rule.id}"
        if skala is Skala.BESAR:
            because += ", bukan UMKM lagi"
        found.append(_suggestion("usaha", record, name, home, pembina, to, because, offer))
    return found


def _cooperatives(db: Database) -> list[Suggestion]:
    areas = {record: area for record, area, _ in membership_and_pembina(db)}
    return [
        _suggestion(
            "koperasi",
            record,
            name,
            home,
            pembina,
            PEMBINA_OF_KEANGGOTAAN[areas[record]],
            f"wilayah keanggotaan {areas[record]}",
            offer,
        )
        for record, name, home, pembina, offer in named_with_pembina(db, "koperasi", list(areas))
    ]


def _suggestion(  # noqa: PLR0913 # the columns of one line
    kind: str, record: bytes, name: str, home: str, pembina: str, to: Pembina | None, because: str, offer: str
) -> Suggestion:
    return Suggestion(record.hex(), kind, name, home, pembina, to, because, bool(to) and offer == to)


def _rupiah(amount: int | None) -> Rupiah | None:
    return None if amount is None or amount < 0 else Rupiah(amount)
