import pytest

from selaras.core.intake.headings import FAMILIES, heading_book, heading_key, heading_scale, is_monthly, title_scale
from selaras.core.intake.layout import title_year
from selaras.data import kamus


@pytest.mark.parametrize("family", FAMILIES)
def test_every_field_is_found_by_its_own_name_and_label(family: str) -> None:
    book = heading_book(kamus(), family)
    kind = kamus().kind(FAMILIES[family][0])

    for field in kind.fields:
        if field.name != "wilayah":
            target = book.exact(field.name)
            assert target is not None
            assert target.field == field


def test_units_and_periods_are_no_part_of_a_name() -> None:
    assert heading_key("OMSET PER BULAN (Rp)") == heading_key("omzet") == heading_key("Omzet / tahun")
    assert heading_key("Tgl. Lahir") == heading_key("tanggal_lahir")
    assert heading_key("Tenaga Kerja Laki-laki") == heading_key("TK L")


@pytest.mark.parametrize(
    ("heading", "scale"),
    [("Omzet", 1), ("Omzet (dalam ribuan)", 1_000), ("Omzet (Rp 000)", 1_000), ("Modal (juta)", 1_000_000),
     ("Aset (dalam jutaan rupiah)", 1_000_000), ("Aset (miliar)", 1_000_000_000),
     ("Omzet ribu rupiah", 1_000), ("Omzet dlm jutaan", 1_000_000), ("Omzet ('000)", 1_000), ("Omzet (Rp. 000.000)", 1_000_000),
     ("Omzet (Rp 1.000,-)", 1_000), ("Omzet x Rp 1.000.000", 1_000_000)],
)  # fmt: skip
def test_a_heading_says_what_one_unit_is_worth(heading: str, scale: int) -> None:
    assert heading_scale(heading) == scale


def test_what_a_name_leaves_out_as_a_unit_is_multiplied() -> None:
    for unit in ("ribu rupiah", "(Rp ribu)", "juta", "Rp.000,-", "000.000", "(milyar)", "x 1000"):
        assert heading_key(f"Omzet {unit}") == "omzet"
        assert heading_scale(f"Omzet {unit}") > 1


@pytest.mark.parametrize(
    "heading", ["Omzet (%)", "Omzet (ribuan/jutaan)", "Jumlah Anggota (ribuan)", "Simpanan per bulan", "Modal/bln"]
)
def test_a_unit_that_the_field_cannot_have_is_asked_about(heading: str) -> None:
    assert all(heading_book(kamus(), family).exact(heading) is None for family in FAMILIES)


@pytest.mark.parametrize(
    ("heading", "name"),
    [("1. Nama Usaha", "nama_usaha"), ("R101 Nama Usaha", "nama_usaha"), ("NIK (16 digit)", "nik_pemilik"),
     ("NAMA PEMILIK (sesuai KTP)", "nama_pemilik"), ("Tgl Lahir (dd/mm/yyyy)", "tanggal_lahir"), ("No. HP (jika ada)", "telepon")],
)  # fmt: skip
def test_numbers_and_hints_for_the_clerk_are_no_part_of_a_name(heading: str, name: str) -> None:
    target = heading_book(kamus(), "usaha").exact(heading)

    assert target is not None
    assert target.field.name == name


@pytest.mark.parametrize(
    ("title", "year"),
    [("DATA UMKM TAHUN 2024", 2024), ("KRITERIA PP NOMOR 7 TAHUN 2021, DATA TAHUN 2024", 2024), ("PP No. 7 Tahun 2021", None),
     ("TAHUN 2023 DAN 2024", None), ("TAHUN 2023-2024", None), ("Tahun 2023; tahun 2024", None), ("TW 3 TAHUN 2024", 2024)],
)  # fmt: skip
def test_the_year_of_a_title_is_that_of_its_data(title: str, year: int | None) -> None:
    assert title_year(title) == year


@pytest.mark.parametrize(
    ("title", "scale"),
    [("DATA UMKM (dalam ribuan rupiah)", 1_000), ("Satuan: Rp 000", 1_000), ("(Rp. juta)", 1_000_000), ("dlm jutaan", 1_000_000),
     ("dalam Rp. 000.000", 1_000_000), ("BANTUAN Rp 5 juta", 1), ("(Rp)", 1), ("UMKM DALAM NEGERI", 1)],
)  # fmt: skip
def test_a_title_says_what_one_unit_is_worth(title: str, scale: int) -> None:
    assert title_scale(title) == scale


def test_a_month_is_seen_in_all_its_wordings() -> None:
    assert all(map(is_monthly, ["omzet/bulan", "Omzet per bln", "Omzet perbulan", "Omzet bulanan", "Omzet 1 bulan"]))
    assert not is_monthly("Omzet per tahun")


def test_likeness_never_turns_a_nik_into_a_nib() -> None:
    book = heading_book(kamus(), "koperasi")

    assert book.match("nib") is None
    match = heading_book(kamus(), "usaha").match("Namma Usaha")
    assert match is not None
    assert (match.target.field.name, match.confidence) == ("nama_usaha", 0.95)
