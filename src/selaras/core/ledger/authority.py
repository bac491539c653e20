"""Who may state what: the capacity of an author, the pembina of a record, and the policy that joins them.

Source: kamus_data.csv column `wewenang` (policy version 1); UU 23/2014 for the three levels of pembina as
far as domain.md section 2.2 could verify it. Policies are data with a version: a change names the version
that was in force for its author.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Level(StrEnum):
    """The level of a node, stated in its certificate and bound into its id."""

    KABKOTA = "kabkota"
    PROVINSI = "provinsi"
    KEMENTERIAN = "kementerian"
    MITRA = "mitra"


class Pembina(StrEnum):
    """The level of government that supervises a record."""

    KABKOTA = "kabkota"
    PROVINSI = "provinsi"
    PUSAT = "pusat"


PEMBINA_OF_LEVEL = {
    Level.KABKOTA: Pembina.KABKOTA,
    Level.PROVINSI: Pembina.PROVINSI,
    Level.KEMENTERIAN: Pembina.PUSAT,
}
PEMBINA_OF_KEANGGOTAAN = {
    "kabkota": Pembina.KABKOTA,
    "provinsi": Pembina.PROVINSI,
    "nasional": Pembina.PUSAT,
}
PEMBINA_OF_SKALA = {"mikro": Pembina.KABKOTA, "kecil": Pembina.PROVINSI, "menengah": Pembina.PUSAT}  # UU 23/2014

# Fields that every kind has beside those of the dictionary. They steer the record and are no facts of it.
PEMBINA_OFFER = "pembina_tawaran"
PEMBINA_ACCEPT = "pembina"
DELETION = "dihapus"
RESTORATION = "batal_hapus"
ERASURE = "musnah"
VOUCHED = "terverifikasi"  # in a publication: names of the fields that were verified at the publisher, joined by |
ACT_REASON = "alasan"  # why an act was done, in the officer's words
MOVED_TO = "pindah_ke"  # of a record that is closed: the kab/kota that its subject moved to
MOVED_FROM = "pindahan_dari"  # of the record opened there: the closed one (hex)
SYSTEM_FIELDS = (
    PEMBINA_OFFER,
    PEMBINA_ACCEPT,
    DELETION,
    RESTORATION,
    ERASURE,
    VOUCHED,
    ACT_REASON,
    MOVED_TO,
    MOVED_FROM,
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """In what capacity a node speaks: its level, and for a ministry its rumpun.

    vouched: only for a publication to us: the fields that the publisher held as verified. It steers that copy alone.
    """

    level: Level
    rumpun: frozenset[str]
    vouched: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """The authority table. authority: (kind, field) → daerah, kementerian_koperasi, … as the dictionary prints."""

    version: int
    authority: Mapping[tuple[str, str], str]


def policy_for(policies: Mapping[int, Policy], version: int) -> Policy:
    """Return the policy a change was made under; one we have not received falls back to the newest older one.

    Raises ValueError when there is no policy at all, which only a broken installation has.
    """
    known = [number for number in policies if number <= version]
    return policies[max(known)] if known else policies[min(policies)]


def speaks_for(capacity: Capacity, pembina: str, rumpun: str) -> bool:
    """Return whether a node of this capacity is the pembina of a record of this rumpun."""
    if capacity.vouched is not None:
        return True
    if capacity.level is Level.KEMENTERIAN:
        return pembina == Pembina.PUSAT and rumpun in capacity.rumpun
    return PEMBINA_OF_LEVEL.get(capacity.level) == pembina


def may_state(policy: Policy, capacity: Capacity, kind: str, field: str, pembina: str, rumpun: str) -> bool:
    """Return whether a statement of this field has authority. A field we do not know belongs to the pembina."""
    if capacity.vouched is not None:
        return field in capacity.vouched
    match policy.authority.get((kind, field), "daerah"):
        case "kementerian_koperasi":
            return capacity.level is Level.KEMENTERIAN and "koperasi" in capacity.rumpun
        case "kementerian_umkm":
            return capacity.level is Level.KEMENTERIAN and "usaha" in capacity.rumpun
        case "mitra_pembiayaan":
            return capacity.level is Level.MITRA
        case _:
            return speaks_for(capacity, pembina, rumpun)


@lru_cache(maxsize=8192)
def authorised_names(
    policy: Policy, capacity: Capacity, kind: str, names: tuple[str, ...], pembina: str, rumpun: str
) -> frozenset[str]:
    """Return those of the names that the author may state. Cached: whole files share the answer."""
    return frozenset(name for name in names if may_state(policy, capacity, kind, name, pembina, rumpun))
