"""Which record a row is about: found by its identifiers, or by the row's own earlier import.

A row of an export names its record. Otherwise usaha: NIB, then NIK with the business name, then an equal row key. Koperasi: its
number, then the key. The others: the key; a report has one record a subject and year.
A row key is the hash of what names the thing (names, address, area), so a corrected phone number still finds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from selaras.core.intake.draft import Draft
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import report_record
from selaras.core.terms.canonical import Cell
from selaras.store.database import Database
from selaras.store.inbox.queries import read_rows, records_by
from selaras.store.registry.tables import tables

KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "usaha": ("nama_usaha", "nama_pemilik", "alamat", "wilayah"),
    "koperasi": ("nama_koperasi", "nomor_badan_hukum", "wilayah"),
    "kredit": ("nik_debitur", "lembaga", "skema", "tanggal_akad", "plafon"),
    "laporan_usaha": ("usaha", "tahun"),
    "laporan_koperasi": ("koperasi", "tahun_buku"),
    "pengelola": ("koperasi_atau_usaha", "nama", "jabatan"),
}
YEAR_FIELD: Mapping[str, str] = {"laporan_usaha": "tahun", "laporan_koperasi": "tahun_buku"}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that was judged good. hash: of everything it says; key: of what names its record; cells: as written."""

    draft: Draft
    cells: Sequence[Cell]
    hash: bytes
    key: bytes

    @classmethod
    def of(cls, draft: Draft, cells: Sequence[Cell]) -> ReadRow:
        """Return the row with its hashes, which every later step asks for."""
        said = [draft.kind, draft.record, dict(draft.fields), [[kind, dict(fields)] for kind, fields in draft.reports]]
        named = [draft.kind, "kunci", *(_plain(draft.fields.get(name)) for name in KEY_FIELDS[draft.kind])]
        return cls(draft, cells, _hash(said), _hash(named))


@dataclass(slots=True)
class Finder:
    """Looks rows up by the chunk; remembers what was made since the last chunk was kept."""

    db: Database
    by_hash: dict[bytes, bytes] = field(default_factory=dict)
    by_id: dict[tuple[str, ...], bytes] = field(default_factory=dict)

    def prepare(self, rows: Sequence[ReadRow]) -> None:
        """Read what the database knows of these rows."""
        self.by_hash.update(read_rows(self.db, [h for row in rows for h in (row.hash, row.key)]))
        self._read("usaha", ("nib",), rows)
        self._read("usaha", ("nik_pemilik", "nama_usaha"), rows)
        self._read("koperasi", ("nik_koperasi",), rows)

    def was_read(self, row: ReadRow) -> bool:
        """Return whether this very row was imported before."""
        return row.hash in self.by_hash

    def find(self, row: ReadRow) -> bytes | None:
        """Return the record that a row is about, None for a new one. One that the row names, or a report, need not exist here."""
        draft = row.draft
        if draft.record:
            return bytes.fromhex(draft.record)
        if draft.kind in YEAR_FIELD and (subject := subject_of(draft)):
            return report_record(subject, draft.kind, str(draft.fields[YEAR_FIELD[draft.kind]]))
        for key in _identifiers(row.draft):
            if key in self.by_id:
                return self.by_id[key]
        return self.by_hash.get(row.key)

    def remember(self, row: ReadRow, record: bytes, *, whole: bool) -> list[tuple[bytes, bytes]]:
        """Keep what this row is about for the rows that follow; return the rows of inbox_imported_row to add.

        whole: everything the row says is stated; otherwise it may be imported again, on another day.
        """
        for key in _identifiers(row.draft):
            self.by_id[key] = record
        new = [h for h in (row.hash, row.key)[0 if whole else 1 :] if h not in self.by_hash]
        self.by_hash.update(dict.fromkeys(new, record))
        return [(h, record) for h in dict.fromkeys(new)]

    def forget(self) -> None:
        """Forget everything: the database knows it now."""
        self.by_hash.clear()
        self.by_id.clear()

    def _read(self, kind: str, names: tuple[str, ...], rows: Sequence[ReadRow]) -> None:
        wanted = [row.draft.fields.get(names[0]) for row in rows if row.draft.kind == kind]
        for record, values in records_by(self.db, kind, names, wanted):
            self.by_id[kind, names[0], *map(_plain, values)] = record


def borrowers(db: Database, niks: Iterable[str]) -> dict[str, tuple[bytes, str]]:
    """Return the oldest enterprise of each owner's NIK, and the kab/kota it is bound to."""
    found = records_by(db, "usaha", ("nik_pemilik", "wilayah_induk"), niks)
    return {str(nik): (record, str(home)) for record, (nik, home) in found}


def subject_of(draft: Draft) -> bytes | None:
    """Return the record that a draft belongs to, None for a draft of a subject and for a loan that names none."""
    name = tables()[draft.kind].subject_field
    named = draft.fields.get(name) if name else None
    return bytes.fromhex(str(named)) if named else None


def _identifiers(draft: Draft) -> Iterable[tuple[str, ...]]:
    fields = draft.fields
    if draft.kind == "usaha":
        if fields.get("nib"):
            yield "usaha", "nib", _plain(fields["nib"])
        if fields.get("nik_pemilik"):
            yield "usaha", "nik_pemilik", _plain(fields["nik_pemilik"]), _plain(fields.get("nama_usaha"))
    elif draft.kind == "koperasi" and fields.get("nik_koperasi"):
        yield "koperasi", "nik_koperasi", _plain(fields["nik_koperasi"])


def _plain(value: Scalar) -> str:
    """Return a value as it is compared: without case, without double spaces."""
    return " ".join(str(value or "").lower().split())


def _hash(said: object) -> bytes:
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()
