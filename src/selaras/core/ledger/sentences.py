"""What a statement did, as a clause that an officer reads after the name of who did it (Indonesian)."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.core.ledger.authority import (
    ACT_REASON,
    DELETION,
    ERASURE,
    MOVED_FROM,
    MOVED_TO,
    PEMBINA_ACCEPT,
    PEMBINA_OFFER,
    RESTORATION,
    SYSTEM_FIELDS,
)
from selaras.core.ledger.payload import Scalar, Source

VERBS = {"import": "mengimpor", "edit": "mengubah", "judgement": "memutuskan", "publish": "menerbitkan"}


def clause(reason: str, fields: Mapping[str, Scalar], source: Source | None, labels: Mapping[str, str]) -> str:
    """Return for example «mengubah Alamat menjadi «Jalan Uji 1»». fields: as stated, empty once erased.

    labels: the dictionary's label of each field; a field without one is called by its name.
    """
    told = steering(fields)
    said = [
        f"{labels.get(name, name)} menjadi {_value(value)}"
        for name, value in fields.items()
        if name not in SYSTEM_FIELDS
    ]
    if said:
        verb = VERBS.get(reason, "menyatakan")
        told.append(f"{verb} {', '.join(said)}")
    if not told:
        told.append("menyatakan sesuatu yang sudah dimusnahkan" if not fields else "menyatakan hal lain")
    if source is not None:
        file, sheet, row = source
        told.append(f"dari berkas «{file}»{f', lembar «{sheet}»' if sheet else ''}, baris {row}")
    because = fields.get(ACT_REASON)
    return ", ".join(told) + (f" (alasan: {because})" if because else "")


def steering(fields: Mapping[str, Scalar]) -> list[str]:
    """Return what the fields beside the dictionary's do, a clause each; none of them tells a fact of the record."""
    told: list[str] = []
    if PEMBINA_OFFER in fields:
        to = fields[PEMBINA_OFFER]
        told.append(f"menawarkan serah terima kepada {to}" if to else "menarik tawaran serah terima")
    if PEMBINA_ACCEPT in fields:
        told.append(f"menerima serah terima: pembinanya sekarang {fields[PEMBINA_ACCEPT]}")
    if DELETION in fields:
        told.append("menghapus catatan")
    if RESTORATION in fields:
        told.append("membatalkan penghapusan")
    if MOVED_TO in fields:
        told.append(f"menutup catatan karena pindah ke {fields[MOVED_TO]}")
    if MOVED_FROM in fields:
        told.append(f"membuka catatan sebagai pindahan dari {fields[MOVED_FROM]}")
    if ERASURE in fields:
        count = len(str(fields[ERASURE] or "").split("|"))
        told.append(f"memusnahkan {count} pernyataan secara sah")
    return told


def _value(value: Scalar) -> str:
    return "kosong" if value is None or value == "" else f"«{value}»"
