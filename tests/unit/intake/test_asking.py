import datetime as dt

import pytest

from selaras.core.intake.checks import JUMP_MIN, check_cooperative, check_jump, check_skala
from selaras.core.intake.content import looks_like
from selaras.core.intake.footer import is_closing, is_units
from selaras.core.intake.headings import heading_book, title_scale
from selaras.core.intake.identity import is_same_row
from selaras.core.intake.layout import is_pivot
from selaras.core.intake.profile import ProfileRefused, layout_key, profile_name, read_profile
from selaras.core.intake.sheet import _is_small
from selaras.core.terms.canonical import Cell
from selaras.core.terms.nib import restore_zero
from selaras.core.terms.tanggal import is_unproven
from selaras.data import kamus


def test_a_jump_is_asked_about_from_its_bound_on_in_both_directions() -> None:
    before = {"omzet": 1_000_000, "modal_usaha": 0}

    def jumps(omzet: int) -> list[str]:
        return [code for _, code, _ in check_jump("laporan_usaha", {"omzet": omzet, "modal_usaha": 5}, before, 2024)]

    assert jumps(1_000_000 * JUMP_MIN) == ["rupiah_lompatan"]
    assert jumps(1_000_000 * JUMP_MIN - 1) == []
    assert jumps(3_333) == ["rupiah_lompatan"]
    assert jumps(0) == []


def test_the_surplus_of_a_cooperative_may_jump_and_its_volume_may_not() -> None:
    found = check_jump(
        "laporan_koperasi", {"shu": 9 * 10**9, "volume_usaha": 9 * 10**9}, {"shu": 1, "volume_usaha": 1}, 1
    )

    assert [name for name, _, _ in found] == ["volume_usaha"]


@pytest.mark.parametrize(
    ("stated", "omzet", "codes"),
    [
        ("Mikro", 2_000_000_000, []),
        ("usaha mikro", 2_000_000_001, ["skala_beda"]),
        ("MIKRO", 20_000_000_001, ["rupiah_lompatan"]),
        ("kecil", 199_999_999, ["rupiah_lompatan"]),
        ("Kecil", 1_999_999_999, ["skala_beda"]),
        ("menengah", 50_000_000_000, []),
        ("entah", 1, []),
    ],
)
def test_sales_are_held_against_the_size_class_that_is_written(stated: str, omzet: int, codes: list[str]) -> None:
    assert [code for _, code, _ in check_skala(stated, {"omzet": omzet})] == codes


def test_a_cooperative_bears_no_persons_nik() -> None:
    assert [code for _, code, _ in check_cooperative({"nik_koperasi": "3573010101800001"})] == ["nik_koperasi_orang"]
    assert not list(check_cooperative({"nik_koperasi": "9743917317761"}))
    assert not list(check_cooperative({}))


def test_a_nib_gets_its_zero_back_only_where_a_day_can_have_lost_it() -> None:
    assert restore_zero("211231234567") == "0211231234567"
    assert restore_zero("812012345678") is None
    assert restore_zero("245001234567") is None
    assert restore_zero("21123123456") is None


def test_a_date_is_unproven_where_day_and_month_could_change_places() -> None:
    assert is_unproven("02/01/1980")
    assert not is_unproven("02/02/1980")
    assert not is_unproven("13/02/1980")
    assert not is_unproven("1980-02-01")


def test_notes_signatures_and_units_are_told_from_businesses() -> None:
    assert is_closing(["", "Malang, 17 Agustus 2024"])
    assert is_closing(["Sumber: Dinas Koperasi"])
    assert not is_closing(["Sumber Rejeki", "Contoh"])
    assert not is_closing(["Catatan Hati", "Contoh"])
    assert is_units(["(Rp)", "", "(orang)", "Rp Juta"])
    assert not is_units(["Rp", "Toko"])
    assert not is_units(["", None])


def test_a_column_is_small_when_nearly_all_its_numbers_are() -> None:
    assert _is_small(["Rp 1.500", "900", 12, 3.5, "1.200", "x", None])
    assert not _is_small(["1.500", 900, 12, 3])
    assert not _is_small([1_500_000, "900", 12, 3, 4, 5])
    assert not _is_small([True, True, True, True, True, True])


def test_cells_tell_what_a_column_holds_when_nearly_all_do() -> None:
    niks: list[Cell] = [
        "3573010101800001",
        "'3573010101800002",
        3573010101800003,
        "357301 010180 0004",
        "3573010101800005",
    ]

    assert looks_like(niks) == "nik"
    assert looks_like([*niks, *niks, "-"]) == "nik"
    assert looks_like([*niks, "Toko"]) == ""
    assert looks_like(niks[:4]) == ""
    assert looks_like(["a@contoh.id"] * 5) == "surel"
    assert looks_like(["081234567890"] * 5) == "telepon"


def test_a_title_says_a_unit_only_in_so_many_words() -> None:
    assert title_scale("DATA UMKM (dalam jutaan rupiah)") == 10**6
    assert title_scale("SATUAN: RIBU RUPIAH") == 10**3
    assert title_scale("GERAKAN 1 JUTA UMKM NAIK KELAS") == 1


def test_a_pivot_table_has_the_words_of_excel() -> None:
    assert is_pivot([(1, ["Label Baris", "Jumlah dari Omzet"])])
    assert not is_pivot([(1, ["Nama Usaha", "Omzet"])])


def test_further_words_and_another_order_are_proposed_and_never_sure() -> None:
    book = heading_book(kamus(), "usaha")

    for heading in ("Usaha Nama", "Nama Usaha menurut izin"):
        match = book.match(heading)
        assert match is not None
        assert (match.target.field.name, match.confidence < 0.88) == ("nama_usaha", True)
    assert book.match("NIK Koperasi") is None
    assert book.match("NIK Istri") is None


def test_a_row_in_its_place_is_the_same_with_one_value_mended() -> None:
    known = {"nama_usaha": "Toko Uji", "nama_pemilik": "Contoh", "alamat": "Jl. 1", "telepon": "+6281"}

    assert is_same_row("usaha", {**known, "nama_usaha": "Toko Dua"}, known)
    assert not is_same_row("usaha", {**known, "nama_usaha": "Toko Dua", "alamat": "Jl. 2"}, known)
    assert not is_same_row("usaha", {"nama_usaha": "Toko Uji"}, known)


@pytest.mark.parametrize(
    "tables",
    [
        {"kolum": {}},
        {"kolom": {"A": 1}},
        {"kolom": ["A"]},
        {"bentuk": "abc"},
        {"bentuk": [1]},
        {"tanggal": {"Tgl": "ymd"}},
        {"satuan": {"Omzet": "miliar"}},
        {"wilayah": {"Malang": dt.date(2024, 1, 1)}},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_by_name(tables: dict[str, object]) -> None:
    with pytest.raises(ProfileRefused, match="«uji»"):
        read_profile("uji", tables)


def test_forms_and_names_forgive_case_and_spaces() -> None:
    assert layout_key(["Nama  Usaha", "NIK"]) == layout_key(["NAMA USAHA", "nik"]) != layout_key(["NIK", "Nama Usaha"])
    assert profile_name("35.07 UMKM (rev)") == "35-07-umkm-rev"
    assert profile_name("…") == "profil"
