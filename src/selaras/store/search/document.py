"""What a list shows of one record, worked out from the registry's state of it and its yearly reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras import data
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import State
from selaras.core.search.words import search_words
from selaras.core.terms.rupiah import Rupiah
from selaras.core.terms.skala import classify_skala
from selaras.core.terms.status_koperasi import BookYear, status_koperasi

REPORTS = {"usaha": ("laporan_usaha", "tahun"), "koperasi": ("laporan_koperasi", "tahun_buku")}
WORD_FIELDS = {"usaha": ("nama_usaha", "nama_pemilik"), "koperasi": ("nama_koperasi", "ketua", "manajer")}
MISSING: dict[str, tuple[str, ...]] = {  # bit by bit: fields that a list can be asked for the lack of
    "usaha": ("nik_pemilik", "nib", "telepon", "alamat", "kbli", "omzet"),
    "koperasi": ("nik_koperasi", "nomor_badan_hukum", "telepon", "alamat", "ketua", "tanggal_rat"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One line of a list, the words it is found by, and its telephone number ("" for none)."""

    record: bytes
    kind: str
    area: str
    name: str
    skala: str
    section: str
    status: str
    missing: int
    verified: bool
    disputed: bool
    words: Sequence[str]
    number: str


def document_of(
    kind: str, record: bytes, home: str, state: State, reports: Sequence[Mapping[str, Scalar]], today: dt.date
) -> Document:
    """Return a record's line. reports: values of its yearly reports, oldest first."""
    values = state.values
    name_field, latest = WORD_FIELDS[kind][0], reports[-1] if reports else {}
    known = {**latest, **values}
    lacking = [at for at, field in enumerate(MISSING[kind]) if known.get(field) in (None, "")]
    section = data.kbli().sections.get(str(values.get("kbli") or ""), "")
    return Document(
        record,
        kind,
        str(values.get("wilayah") or home),
        str(values.get(name_field) or ""),
        _skala(latest) if kind == "usaha" else "",
        section,
        str(values.get("status_usaha") or "") if kind == "usaha" else _status(values, reports, today),
        sum(1 << at for at in lacking),
        not state.unverified,
        bool(state.rivals or state.proposals),
        search_words(" ".join(str(values.get(field) or "") for field in WORD_FIELDS[kind])),
        str(values.get("telepon") or ""),
    )


def _skala(report: Mapping[str, Scalar]) -> str:
    omzet, modal = report.get("omzet"), report.get("modal_usaha")
    found = classify_skala(
        omzet=Rupiah(omzet) if isinstance(omzet, int) and omzet >= 0 else None,
        modal=Rupiah(modal) if isinstance(modal, int) and modal >= 0 else None,
    )
    return str(found) if found else ""


def _status(values: Mapping[str, Scalar], reports: Sequence[Mapping[str, Scalar]], today: dt.date) -> str:
    years = {
        year: BookYear(
            _date(report.get("tanggal_rat")),
            {"ya": True, "tidak": False}.get(str(report.get("melayani_anggota"))),
        )
        for report in reports
        if isinstance(year := report.get("tahun_buku"), int)
    }
    return str(
        status_koperasi(
            tanggal_badan_hukum=_date(values.get("tanggal_badan_hukum")),
            tanggal_pembubaran=_date(values.get("tanggal_pembubaran")),
            book_years=years,
            on=today,
        )
    )


def _date(value: Scalar) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None
