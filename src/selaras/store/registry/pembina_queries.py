"""Questions about who supervises which record: open offers, and facts that ask for another pembina."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.store.database import Database, in_chunks
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.registry.tables import tables


def subjects_above_mikro(db: Database, omzet_max: int, modal_max: int) -> list[str]:
    """Return the hex ids of enterprises with a report above these amounts, or with another pembina than the kab/kota.

    Both in rupiah; modal counts where no sales are told. Reads every report once.
    """
    rows = db.rows(
        "SELECT DISTINCT usaha FROM registry_laporan_usaha"
        " WHERE deletions IS NULL AND (omzet > ? OR omzet IS NULL AND modal_usaha > ?)",
        (omzet_max, modal_max),
    )
    above = {str(subject) for (subject,) in rows if subject}
    moved = db.rows("SELECT record FROM registry_usaha WHERE pembina <> 'kabkota' AND deletions IS NULL")
    return sorted(above | {bytes(record).hex() for (record,) in moved})


def latest_amounts(db: Database, subjects: Sequence[str]) -> dict[str, tuple[int, int | None, int | None]]:
    """Return (year, omzet, modal) of the newest report of each enterprise that tells either. subjects: hex ids."""
    found: dict[str, tuple[int, int | None, int | None]] = {}
    for marks, chunk in in_chunks(subjects):
        rows = db.rows(
            "SELECT usaha, tahun, omzet, modal_usaha FROM registry_laporan_usaha"
            f" WHERE usaha IN ({marks}) AND deletions IS NULL AND (omzet IS NOT NULL OR modal_usaha IS NOT NULL)"
            " ORDER BY usaha, tahun, record",
            chunk,
        )
        found.update((str(subject), (year, omzet, modal)) for subject, year, omzet, modal in rows if year is not None)
    return found


def named_with_pembina(
    db: Database, kind: str, records: Sequence[bytes]
) -> list[tuple[bytes, str, str, str, str, str]]:
    """Return (record, name, home, area, pembina, offer or "") of those that are not deleted, in the order given."""
    found: dict[bytes, tuple[bytes, str, str, str, str, str]] = {}
    for marks, chunk in in_chunks(records):
        rows = db.rows(
            f"SELECT {_named(kind)} FROM {tables()[kind].name} WHERE record IN ({marks}) AND deletions IS NULL",
            chunk,
        )
        for record, name, home, area, pembina, offer in rows:
            found[bytes(record)] = (bytes(record), name or "", home, area, pembina, offer or "")
    return [found[record] for record in records if record in found]


def offered(db: Database, kind: str) -> list[tuple[bytes, str, str, str, str, str]]:
    """Return (record, name, home, area, pembina, offer) of every record with an open offer, in the order of their ids."""
    rows = db.rows(
        f"SELECT {_named(kind)} FROM {tables()[kind].name}"
        " WHERE offer IS NOT NULL AND deletions IS NULL ORDER BY record"
    )
    return [(bytes(record), name or "", *rest) for record, name, *rest in rows]


def _named(kind: str) -> str:
    return f"record, {NAME_FIELD[kind]}, wilayah_induk, COALESCE(wilayah, wilayah_induk), pembina, offer"


def membership_and_pembina(db: Database) -> list[tuple[bytes, str, str]]:
    """Return (record, membership area, pembina) of cooperatives whose pembina is of another level than their members'."""
    rows = db.rows(
        "SELECT record, wilayah_keanggotaan, pembina FROM registry_koperasi WHERE deletions IS NULL"
        " AND pembina <> CASE wilayah_keanggotaan WHEN 'kabkota' THEN 'kabkota' WHEN 'provinsi' THEN 'provinsi'"
        " WHEN 'nasional' THEN 'pusat' ELSE pembina END ORDER BY record"
    )
    return [(bytes(record), area, pembina) for record, area, pembina in rows]
