import pytest

from selaras.core.intake.headings import FAMILIES, heading_book, heading_key, heading_scale, is_monthly
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
     ("Aset (dalam jutaan rupiah)", 1_000_000), ("Aset (miliar)", 1_000_000_000)],
)  # fmt: skip
def test_a_heading_says_what_one_unit_is_worth(heading: str, scale: int) -> None:
    assert heading_scale(heading) == scale


def test_a_month_is_seen_in_all_its_wordings() -> None:
    assert all(map(is_monthly, ["omzet/bulan", "Omzet per bln", "Omzet perbulan", "Omzet bulanan", "Omzet 1 bulan"]))
    assert not is_monthly("Omzet per tahun")


def test_likeness_never_turns_a_nik_into_a_nib() -> None:
    book = heading_book(kamus(), "koperasi")

    assert book.match("nib") is None
    match = heading_book(kamus(), "usaha").match("Namma Usaha")
    assert match is not None
    assert (match.target.field.name, match.confidence) == ("nama_usaha", 0.95)
