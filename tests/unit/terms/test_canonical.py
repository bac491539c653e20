import datetime as dt

import pytest

from selaras.core.terms.canonical import Cell, Column, Scalar, canonical, compile_reader
from selaras.core.terms.problem import TermError
from selaras.data import kamus

TODAY = dt.date(2026, 11, 24)
RECORD = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("kind", "name", "cell", "value"),
    [
        ("usaha", "nama_usaha", "  Toko\u00a0 Uji\u200b ", "Toko Uji"),
        ("usaha", "nama_usaha", "Caf\u00c3\u00a9 Uji", "Café Uji"),
        ("usaha", "nama_usaha", "=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("usaha", "nama_usaha", "-", None),
        ("usaha", "nama_usaha", None, None),
        ("usaha", "rt", 7.0, "7"),
        ("usaha", "jenis_kelamin", "Wanita", "P"),
        ("usaha", "nib", 220001234567.0, "0220001234567"),
        ("usaha", "tanggal_lahir", dt.date(1980, 8, 17), "1980-08-17"),
        ("usaha", "tanggal_lahir", dt.datetime(1980, 8, 17, 9, 30, tzinfo=dt.UTC), "1980-08-17"),
        ("usaha", "tanggal_lahir", 29450.0, "1980-08-17"),
        ("usaha", "tahun_mulai", dt.date(1905, 6, 23), 2001),
        ("usaha", "lintang", -7.98, "-7.98"),
        ("usaha", "sertifikat", "Halal, P-IRT", "halal|pirt"),
        ("usaha", "sertifikat", "tidak ada", ""),
        ("usaha", "wilayah", "3507262010", "35.07.26.2010"),
        ("laporan_usaha", "omzet", "1,5 jt", 1_500_000),
        ("laporan_usaha", "tenaga_kerja_laki", 3.0, 3),
        ("laporan_usaha", "usaha", RECORD.upper(), RECORD),
        ("laporan_koperasi", "melayani_anggota", True, "ya"),
        ("laporan_koperasi", "shu", -72825517.0, -72_825_517),
        ("kredit", "jatuh_tempo", "2029-03-25", "2029-03-25"),
    ],
)
def test_a_cell_becomes_the_value_that_the_ledger_keeps(kind: str, name: str, cell: Cell, value: Scalar) -> None:
    assert canonical(kamus().field(kind, name), cell, today=TODAY) == value


@pytest.mark.parametrize(
    ("kind", "name", "cell", "code"),
    [
        ("usaha", "nama_usaha", "x" * 201, "teks_panjang"),
        ("usaha", "nama_usaha", "#REF!", "sel_galat"),
        ("usaha", "tanggal_lahir", "17/08/2080", "tanggal_masa_depan"),
        ("usaha", "lintang", "-798", "desimal_batas"),
        ("usaha", "jenis_kelamin", "X", "pilihan_tak_dikenal"),
        ("usaha", "tahun_mulai", 2027.0, "tahun_batas"),
        ("laporan_usaha", "omzet", -1.0, "rupiah_negatif"),
        ("laporan_usaha", "omzet", "9" * 5_000, "teks_panjang"),
        ("laporan_usaha", "omzet", float("inf"), "sel_galat"),
        ("laporan_usaha", "tenaga_kerja_laki", 1.5, "bilangan_bentuk"),
        ("laporan_usaha", "usaha", "toko", "acuan_bentuk"),
        ("laporan_koperasi", "melayani_anggota", "x", "ya_tidak_bentuk"),
    ],
)
def test_a_cell_that_is_no_such_value_is_refused(kind: str, name: str, cell: Cell, code: str) -> None:
    with pytest.raises(TermError) as caught:
        canonical(kamus().field(kind, name), cell, today=TODAY)
    assert caught.value.code == code


def test_a_likely_choice_is_named_in_the_refusal() -> None:
    with pytest.raises(TermError, match="mungkin maksudnya «simpan_pinjam»"):
        canonical(kamus().field("koperasi", "jenis"), "simpan pinjm", today=TODAY)


def test_a_monthly_column_is_multiplied_once() -> None:
    read = compile_reader(kamus().field("laporan_usaha", "omzet"), today=TODAY, column=Column(scale=1_000, times=12))

    assert read(500.0) == 6_000_000
    assert read("1,5 jt") == 18_000_000


def test_what_was_mended_is_noted() -> None:
    notes: list[tuple[str, str]] = []
    read = compile_reader(kamus().field("usaha", "nib"), today=TODAY, notes=notes)

    read(220001234567.0)

    assert [code for code, _ in notes] == ["nib_nol_depan"]
