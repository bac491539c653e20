import pytest

from selaras.core.terms.problem import TermError
from selaras.core.terms.rupiah import is_approximate, parse_rupiah, rupiah_from_number, split_period


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("1500000", 1_500_000),
        ("Rp 1.500.000,00", 1_500_000),
        ("Rp1.500.000,-", 1_500_000),
        ("Rp. 1.500.000", 1_500_000),
        ("IDR 1,500,000.00", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1,5 jt", 1_500_000),
        ("1.5 juta", 1_500_000),
        ("1818,8 juta", 1_818_800_000),
        ("304,019 juta", 304_019_000),
        ("500rb", 500_000),
        ("500 ribu rupiah", 500_000),
        ("1.5 M", 1_500_000_000),
        ("2 milyar", 2_000_000_000),
        ("1,2 triliun", 1_200_000_000_000),
        ("± 2 juta", 2_000_000),
        ("kurang lebih Rp 2 juta", 2_000_000),
        ("(1.000.000)", -1_000_000),
        ("-1.000.000", -1_000_000),
        ("1.234,56", 1_235),
        ("7600000.0", 7_600_000),
        ("0", 0),
        ("1.500", 1_500),
        ("1,500", 1_500),
        ("Rp 1.500.000,–", 1_500_000),
        ("Rp1.500.000,=", 1_500_000),
        ("2 jt-an", 2_000_000),
        ("500 ribuan", 500_000),
    ],
)
def test_amounts_are_read_in_all_the_ways_that_people_type_them(text: str, rupiah: int) -> None:
    assert parse_rupiah(text) == rupiah


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2-3 juta", "rupiah_rentang"),
        ("2 juta - 3 juta", "rupiah_rentang"),
        ("1.000.000 s/d 2.000.000", "rupiah_rentang"),
        ("500rb–1jt", "rupiah_rentang"),
        ("1.500 juta", "rupiah_mendua"),
        ("500 ribu s.d. 1 juta", "rupiah_rentang"),
        ("antara 1 dan 2 juta", "rupiah_rentang"),
        ("1.50.000", "rupiah_mendua"),
        ("1.5", "rupiah_tanpa_satuan"),
        ("2,5", "rupiah_tanpa_satuan"),
        ("banyak", "rupiah_bentuk"),
        ("1 juta lebih", "rupiah_bentuk"),
        ("", "rupiah_bentuk"),
        ("5000 triliun", "rupiah_besar"),
        ("lihat lampiran " * 20 + "2-3 juta", "rupiah_bentuk"),  # too long to be searched for a range
    ],
)
def test_what_could_mean_two_amounts_is_never_guessed(text: str, code: str) -> None:
    with pytest.raises(TermError) as caught:
        parse_rupiah(text)
    assert caught.value.code == code


def test_a_unit_in_the_cell_counts_instead_of_the_columns() -> None:
    assert parse_rupiah("1.500", scale=1_000) == 1_500_000
    assert parse_rupiah("1,5 jt", scale=1_000) == 1_500_000
    assert rupiah_from_number(1.5, scale=1_000_000) == 1_500_000


@pytest.mark.parametrize("text", ["1,500", "Rp 12.500"])
def test_a_fraction_or_thousands_of_millions_are_never_guessed(text: str) -> None:
    with pytest.raises(TermError) as caught:
        parse_rupiah(text, scale=1_000_000)
    assert caught.value.code == "rupiah_mendua"


def test_a_period_in_the_cell_counts_and_one_that_nobody_can_count_is_refused() -> None:
    assert [split_period(text) for text in ("5 juta/bln", "Rp 24.000.000 per tahun", "2 jt sebulan", "2 jt")] == [
        ("5 juta", 12), ("rp 24.000.000", 1), ("2 jt", 12), ("2 jt", 0),
    ]  # fmt: skip
    with pytest.raises(TermError, match="setahun"):
        split_period("25 rb/hari")


def test_a_small_fraction_without_a_unit_is_refused_in_a_number_cell_too() -> None:
    with pytest.raises(TermError) as caught:
        rupiah_from_number(1.5)
    assert caught.value.code == "rupiah_tanpa_satuan"


def test_an_estimate_is_seen() -> None:
    assert is_approximate("± 2 juta")
    assert is_approximate("2 jutaan")
    assert not is_approximate("2 juta")
