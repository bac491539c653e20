import datetime as dt

import pytest

from selaras.core.terms.bilangan import parse_bilangan, parse_desimal, parse_tahun
from selaras.core.terms.periode import Periode
from selaras.core.terms.problem import TermError
from selaras.core.terms.tanggal import EPOCH_1904, numeric_order_evidence, parse_tanggal, tanggal_from_serial


@pytest.mark.parametrize(
    "text",
    [
        "17/08/1945", "17-8-45", "17.08.1945", "17 Agustus 1945", "17 Agt 1945", "17-Aug-45", "1945-08-17",
        "Jumat, 17 Agustus 1945", "17081945", "19450817", "August 17, 1945", "1945-08-17 00:00:00", "17 / 08 / 1945",
        "17 Agustus '45", "16666", "17 Agust 1945", "17 Agst. 1945", "17,08,1945", "17\\08\\1945", "17/08/1945.",
    ],
)  # fmt: skip
def test_a_date_is_read_in_all_the_ways_that_people_write_it(text: str) -> None:
    assert parse_tanggal(text, latest_year=2026) == dt.date(1945, 8, 17)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2000", "tanggal_tak_ada"),
        ("29/02/2023", "tanggal_tak_ada"),
        ("17/13/1945", "tanggal_tak_ada"),
        ("17/08/1845", "tanggal_lampau"),
        ("Agustus 1945", "tanggal_bentuk"),
        ("1945", "tanggal_bentuk"),
        ("kemarin", "tanggal_bentuk"),
        ("17/08/945", "tanggal_bentuk"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(TermError) as caught:
        parse_tanggal(text, latest_year=2026)
    assert caught.value.code == code


def test_a_year_of_two_digits_is_the_last_that_can_be() -> None:
    assert parse_tanggal("01-01-26", latest_year=2026).year == 2026
    assert parse_tanggal("01-01-27", latest_year=2026).year == 1927


def test_the_order_of_day_and_month_is_proved_by_a_number_above_twelve() -> None:
    assert numeric_order_evidence("17/08/1945") == "dmy"
    assert numeric_order_evidence("08/17/1945") == "mdy"
    assert numeric_order_evidence("08/07/1945") is None
    assert parse_tanggal("08/07/1945", latest_year=2026, order="mdy") == dt.date(1945, 8, 7)


def test_serial_numbers_are_counted_from_the_workbooks_own_epoch() -> None:
    assert tanggal_from_serial(31_099) == dt.date(1985, 2, 21)
    assert tanggal_from_serial(29_637, epoch=EPOCH_1904) == dt.date(1985, 2, 21)


def test_counts_are_whole_and_not_negative() -> None:
    assert [parse_bilangan(text) for text in ("3", "3 orang", "1.200", "12,000", "3.0")] == [3, 3, 1200, 12000, 3]
    for text in ("-1", "1,5", "tiga", "1.20"):
        with pytest.raises(TermError):
            parse_bilangan(text)


def test_a_year_lies_between_1900_and_now() -> None:
    assert [parse_tahun(text, latest_year=2026) for text in ("2019", "thn 2019", "2019.0")] == [2019] * 3
    for text in ("1899", "2027", "19", "2019/2020"):
        with pytest.raises(TermError):
            parse_tahun(text, latest_year=2026)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("-7,980", "-7.98"), ("112.6326", "112.6326"), ("-0,0", "0"), ("100", "100"), ("7°58'12\" LS", "-7.97")],
)
def test_a_decimal_has_one_canonical_text(text: str, canonical: str) -> None:
    assert parse_desimal(text) == canonical


@pytest.mark.parametrize("text", ["2024", "2024-S1", "2024-Q3", "2024-M5"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert str(Periode.parse(text)) == text


def test_a_period_is_read_in_words_and_never_beyond_its_year() -> None:
    assert str(Periode.parse("Triwulan III 2024")) == "2024-Q3"
    assert str(Periode.parse("Semester 1 tahun 2024")) == "2024-S1"
    assert str(Periode.parse("Mei 2024")) == "2024-M5"
    for text in ("2024-S3", "2024-Q5", "2024-M13", "triwulan", "semester 4 2024"):
        with pytest.raises(TermError):
            Periode.parse(text)
