"""The empty table of one kind, as a clerk or an enumerator fills it: one column a field, with how to fill it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selaras.core.intake.headings import FAMILIES
from selaras.core.terms.kamus import Field, FieldType, Kamus
from selaras.core.terms.wilayah import WilayahLevel, contains_code
from selaras.core.terms.wilayah_index import Area, WilayahIndex

REQUIRED_MARK = " *"
NUMBER_TYPES = frozenset({FieldType.RUPIAH, FieldType.BILANGAN, FieldType.TAHUN, FieldType.DESIMAL})
_LEVELS = (WilayahLevel.KABKOTA, WilayahLevel.KECAMATAN, WilayahLevel.DESAKEL)
LEVEL_LABELS: Mapping[str, str] = {
    WilayahLevel.KABKOTA: "Kabupaten/kota",
    WilayahLevel.KECAMATAN: "Kecamatan",
    WilayahLevel.DESAKEL: "Desa/kelurahan",
}
_HOW: Mapping[FieldType, tuple[str, str]] = {  # how to fill, an example
    FieldType.TEKS: ("Tulis apa adanya.", "Contoh"),
    FieldType.NIK: ("16 angka dari KTP, sebagai teks; kosongkan bila tidak ada.", "3507014107800001"),
    FieldType.NIB: ("13 angka dari dokumen OSS, sebagai teks; nol di depan ikut ditulis.", "0220001234567"),
    FieldType.NPWP: ("15 atau 16 angka, sebagai teks.", "012345678901000"),
    FieldType.KBLI: ("5 angka, sebagai teks; nol di depan ikut ditulis.", "47112"),
    FieldType.WILAYAH: ("Pilih dari daftar.", ""),
    FieldType.RUPIAH: ("Rupiah penuh, angka saja.", "12000000"),
    FieldType.TELEPON: ("Satu nomor, sebagai teks.", "081200000001"),
    FieldType.SUREL: ("Satu alamat.", "nama@contoh.id"),
    FieldType.TANGGAL: ("Hari/bulan/tahun.", "17/08/1980"),
    FieldType.TAHUN: ("Empat angka.", "2024"),
    FieldType.BILANGAN: ("Bilangan bulat.", "3"),
    FieldType.DESIMAL: ("Angka, koma untuk pecahan.", "-7,98"),
    FieldType.YA_TIDAK: ("Pilih dari daftar.", "Ya"),
    FieldType.PILIHAN: ("Pilih dari daftar.", ""),
    FieldType.DAFTAR: ("Boleh lebih dari satu, pisahkan dengan koma", ""),
    FieldType.ACUAN: ("Salin dari kolom «ID catatan» pada hasil ekspor.", "0198f3a27b5c7d408e1f2a3b4c5d6e7f"),
}
_EXAMPLES: Mapping[str, str] = {
    "nama_usaha": "Warung Rekaan",
    "nama_pemilik": "Nama Rekaan",
    "nama_koperasi": "Koperasi Rekaan",
    "nik_koperasi": "3507010020001",
    "nomor_badan_hukum": "518/123/BH/2015",
    "nama_debitur": "Nama Rekaan",
    "alamat": "Jalan Contoh 1",
    "rt": "003",
    "rw": "012",
    "bujur": "112,63",
    "lembaga": "Bank Rekaan",
    "tahun_buku": "2024",
    "tahun_mulai": "2015",
    "tanggal_rat": "15/03/2025",
    "tanggal_akad": "05/01/2024",
    "jatuh_tempo": "05/01/2027",
    "tanggal_pendataan": "31/12/2024",
    "skor_kesehatan": "81,5",
}


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column. level: of the area that a column of a place names, else empty. choices: the words to choose from."""

    field: Field
    label: str
    how: str
    example: str
    level: str = ""
    choices: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading, marked where something must stand below it."""
        return self.label + (REQUIRED_MARK if self.field.required else "")


def form_columns(kamus: Kamus, kind: str, office: str) -> list[FormColumn]:
    """Return the columns of a kind and of its yearly report. office: the wilayah whose places the form names."""
    fields = [field for of in FAMILIES[kind] for field in kamus.kind(of).fields]
    return [column for field in fields if _is_asked(field, kind) for column in _columns(field, office)]


def _is_asked(field: Field, kind: str) -> bool:
    """Whether a clerk can know it: a report in the row of its subject needs no reference to it, a loan has a NIK."""
    return field.type is not FieldType.ACUAN or (field.kind == kind and field.required)


def _columns(field: Field, office: str) -> Iterator[FormColumn]:
    how, example = _HOW[field.type]
    if field.type is FieldType.WILAYAH:
        for level in levels_below(office):
            yield FormColumn(field, LEVEL_LABELS[level], how, "", level)
        return
    choices = tuple(choice.replace("_", " ") for choice in field.choices)
    if field.type is FieldType.YA_TIDAK:
        choices = ("Ya", "Tidak")
    if field.type is FieldType.DAFTAR:
        how = f"{how}: {', '.join(choices)}."
    if field.unit:
        how = f"{how} Satuan: {field.unit}."
    yield FormColumn(field, field.label, how, _EXAMPLES.get(field.name) or example or choices[0], "", choices)


def levels_below(office: str) -> tuple[WilayahLevel, ...]:
    """Return the levels of area that a place within an office needs to be named by."""
    return _LEVELS[1:] if office.count(".") == 1 else _LEVELS


def areas_within(index: WilayahIndex, office: str, level: str) -> list[Area]:
    """Return the areas of one level inside an office, in the order of their codes; those whose desa are known."""
    return [
        area
        for code, area in sorted(index.areas.items())
        if area.level == level and contains_code(office, code) and code[:2] in index.detailed
    ]
