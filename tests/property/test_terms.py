import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.core.terms.canonical import Cell, Scalar, canonical
from selaras.core.terms.kamus import Field
from selaras.core.terms.problem import TermError
from selaras.core.terms.rupiah import RUPIAH_MAX, parse_rupiah
from selaras.core.terms.tanggal import parse_tanggal
from selaras.core.terms.telepon import read_telepon
from selaras.core.terms.wilayah import Wilayah
from selaras.core.terms.writing import clean, squeeze
from selaras.data import kamus

TODAY = dt.date(2026, 11, 24)
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
FIELDS = [field for kind in kamus().kinds.values() for field in kind.fields]
amounts = st.integers(0, RUPIAH_MAX)
days = st.dates(dt.date(1927, 1, 1), dt.date(2026, 12, 31))
cells: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.,-/ Rpjtrb±E+'", max_size=24),
    st.floats(),
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.dates(),
    st.none(),
)


def outcome(field: Field, cell: Cell) -> tuple[Scalar, str]:
    """Return the value, or the sentence of the refusal."""
    try:
        return canonical(field, cell, today=TODAY), ""
    except TermError as error:
        return None, str(error)


def dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


AMOUNT_STYLES: list[Callable[[int], str]] = [
    str,
    lambda amount: f"Rp {dotted(amount)}",
    lambda amount: f"{dotted(amount)},00",
    lambda amount: f"Rp{amount:,}.00",
    lambda amount: f"{dotted(amount)},-",
]
DAY_STYLES: list[Callable[[dt.date], str]] = [
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d-%m-%y}",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: day.isoformat(),
    lambda day: f"{day:%d%m%Y}",
    lambda day: str((day - dt.date(1899, 12, 30)).days) if day.year >= 1928 else day.isoformat(),
]


@pytest.mark.parametrize("style", range(len(AMOUNT_STYLES)))
@given(amount=amounts)
def test_an_amount_is_read_back_from_every_way_to_write_it(style: int, amount: int) -> None:
    assert parse_rupiah(AMOUNT_STYLES[style](amount)) == amount


@given(tenths=st.integers(1, 99_999))
def test_millions_with_a_decimal_are_exact(tenths: int) -> None:
    assert parse_rupiah(f"{tenths // 10},{tenths % 10} juta") == tenths * 100_000


@pytest.mark.parametrize("style", range(len(DAY_STYLES)))
@given(day=days)
def test_a_date_is_read_back_from_every_way_to_write_it(style: int, day: dt.date) -> None:
    assert parse_tanggal(DAY_STYLES[style](day), latest_year=2026) == day


@given(field=st.sampled_from(FIELDS), cell=cells)
def test_any_cell_is_a_value_of_its_type_or_a_sentence_for_the_officer(field: Field, cell: Cell) -> None:
    value, said = outcome(field, cell)

    assert bool(said) or value is None or type(value) in (str, int)


@given(field=st.sampled_from(FIELDS), cell=cells)
def test_a_canonical_value_is_read_back_as_itself(field: Field, cell: Cell) -> None:
    value, _ = outcome(field, cell)

    assert value in ("", None) or canonical(field, value, today=TODAY) == value


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more_in_words_and_spaces(text: str) -> None:
    once = clean(text)

    assert once == once.strip()
    assert "  " not in once
    assert once.isprintable()


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_spaces_and_apostrophes_never_make_another_nik(digits: str) -> None:
    nik = kamus().field("usaha", "nik_pemilik")
    value, said = outcome(nik, digits)
    spaced_value, spaced_said = outcome(nik, f"'{digits[:6]} {digits[6:12]} {digits[12:]}")

    assert value == spaced_value
    assert bool(said) == bool(spaced_said)


@given(st.from_regex(r"8[1-9][0-9]{7,9}", fullmatch=True))
def test_all_ways_to_write_a_telephone_number_are_one(national: str) -> None:
    written = [f"0{national}", f"62{national}", f"+62{national}", national, f"0{national[:3]}-{national[3:]}"]

    assert {read_telepon(text) for text in written} == {f"+62{national}"}


@given(st.lists(st.integers(1, 99), min_size=1, max_size=3), st.lists(st.integers(1, 99), min_size=1, max_size=3))
def test_an_area_contains_another_exactly_when_its_parts_begin_it(outer: list[int], inner: list[int]) -> None:
    one, other = (Wilayah(".".join(f"{part:02}" for part in parts)) for parts in (outer, inner))

    assert one.contains(other) == (inner[: len(outer)] == outer)


@given(st.text("abc AB", max_size=12))
def test_spaces_and_capitals_are_no_part_of_a_name(text: str) -> None:
    assert squeeze(text) == squeeze(text.upper().replace(" ", ""))
