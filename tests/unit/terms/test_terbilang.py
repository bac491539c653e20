"""Numbers, days and hours in words."""

import datetime as dt

import pytest

from selaras.core.terms.numerals import indonesian
from selaras.core.terms.terbilang import hari_dan_tanggal, terbilang, waktu_setempat


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (101, "seratus satu"),
        (200, "dua ratus"),
        (1_000, "seribu"),
        (1_001, "seribu satu"),
        (2_000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (2_500_000_017, "dua miliar lima ratus juta tujuh belas"),
        (10**12, "satu triliun"),
    ],
)
def test_a_number_reads_as_a_person_says_it(number: int, words: str) -> None:
    assert terbilang(number) == words


@pytest.mark.parametrize("number", [-1, 10**15])
def test_a_number_outside_the_words_is_our_own_mistake(number: int) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        terbilang(number)


def test_thousands_have_a_dot_between_them() -> None:
    assert [indonesian(number) for number in (0, 999, 1_000, 1_234_567)] == ["0", "999", "1.000", "1.234.567"]


def test_a_date_is_written_out_with_its_day() -> None:
    expected = "Senin, tanggal tujuh belas, bulan Agustus, tahun dua ribu dua puluh enam"
    assert hari_dan_tanggal(dt.date(2026, 8, 17)) == expected


@pytest.mark.parametrize(
    ("wilayah", "hour", "zone"),
    [
        ("35.07", 7, "WIB"),
        ("ID", 7, "WIB"),
        ("62", 7, "WIB"),
        ("51.71", 8, "WITA"),
        ("63", 8, "WITA"),
        ("91.03", 9, "WIT"),
    ],
)
def test_the_hour_is_that_of_the_wilayah(wilayah: str, hour: int, zone: str) -> None:
    when, name = waktu_setempat(1_767_225_600_000, wilayah)  # midnight UTC, 1 January 2026

    assert (when.day, when.hour, name) == (1, hour, zone)
