"""Hand-overs that the facts suggest: sales that passed a bound of the scale, members of a wider area. Never done by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.core.ledger.authority import PEMBINA_OF_KEANGGOTAAN, PEMBINA_OF_SKALA, Pembina
from selaras.core.ledger.state import State
from selaras.core.terms.rupiah import Rupiah
from selaras.core.terms.skala import Skala, SkalaRule, classify_skala
from selaras.store.database import Database
from selaras.store.registry.pembina_queries import (
    latest_amounts,
    membership_and_pembina,
    named_with_pembina,
    subjects_above_mikro,
)

PEMBINA = 3  # in what is known of a record: name, home, area, pembina, offer


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record whose facts ask for another pembina. to: the level, None for one that outgrew UMKM.

    area: where it lies; because: the fact, Indonesian; finding: the same without the amount, which is personal data.
    """

    id: str
    kind: str
    name: str
    wilayah: str
    area: str
    pembina: str
    to: str | None
    because: str
    finding: str
    offered: bool


def suggested_hand_overs(db: Database, rule: SkalaRule) -> list[Suggestion]:
    """Return every record whose pembina is not the one that its facts ask for, enterprises first.

    The newest report that tells sales or capital counts. rule: the bounds of the scale.
    """
    above = subjects_above_mikro(db, rule.omzet_max[0], rule.modal_max[0])
    areas = {record: area for record, area, _ in membership_and_pembina(db)}
    return _enterprises(db, rule, above) + _cooperatives(db, areas)


def suggested_for(db: Database, kind: str, record: bytes, state: State, rule: SkalaRule) -> Suggestion | None:
    """Return what suggested_hand_overs says of one record, None where nothing is suggested."""
    if kind == "usaha":
        return next(iter(_enterprises(db, rule, [record.hex()])), None)
    area = str(state.values.get("wilayah_keanggotaan"))
    if PEMBINA_OF_KEANGGOTAAN.get(area, state.pembina) == state.pembina:
        return None
    return next(iter(_cooperatives(db, {record: area})), None)


def _enterprises(db: Database, rule: SkalaRule, subjects: Sequence[str]) -> list[Suggestion]:
    amounts = latest_amounts(db, subjects)
    found: list[Suggestion] = []
    rows = named_with_pembina(db, "usaha", [bytes.fromhex(subject) for subject in subjects if subject in amounts])
    for record, *named in rows:
        year, omzet, modal = amounts[record.hex()]
        skala = classify_skala(omzet=_rupiah(omzet), modal=_rupiah(modal), rule=rule)
        to = PEMBINA_OF_SKALA.get(str(skala))
        if skala is None or to == named[PEMBINA]:
            continue
        fact = f"omzet {omzet}" if omzet is not None else f"modal {modal}"
        finding = f"usaha {skala} menurut {rule.law}{', bukan UMKM lagi' if skala is Skala.BESAR else ''}"
        because = f"{fact} rupiah pada {year}: {finding}"
        found.append(_suggestion("usaha", record, named, to, because, f"{finding} (laporan tahun {year})"))
    return found


def _cooperatives(db: Database, areas: Mapping[bytes, str]) -> list[Suggestion]:
    """areas: the membership area by record."""
    found: list[Suggestion] = []
    for record, *named in named_with_pembina(db, "koperasi", list(areas)):
        because = f"wilayah keanggotaan {areas[record]}"
        found.append(_suggestion("koperasi", record, named, PEMBINA_OF_KEANGGOTAAN[areas[record]], because, because))
    return found


def _suggestion(  # the columns of one line
    kind: str, record: bytes, named: Sequence[str], to: Pembina | None, because: str, finding: str
) -> Suggestion:
    name, home, area, pembina, offer = named
    offered = bool(to) and offer == to
    return Suggestion(record.hex(), kind, name, home, area, pembina, to, because, finding, offered)


def _rupiah(amount: int | None) -> Rupiah | None:
    return None if amount is None or amount < 0 else Rupiah(amount)
