import datetime as dt

import pytest

from selaras.core.terms.problem import TermError
from selaras.core.terms.rupiah import Rupiah
from selaras.core.terms.skala import PP_7_2021, UU_20_2008, Skala, classify_skala, skala_rule_on
from selaras.core.terms.status_koperasi import BookYear, Kesehatan, StatusKoperasi, kesehatan, status_koperasi

MILIAR, JUTA = 10**9, 10**6
ON = dt.date(2026, 11, 24)
HELD = BookYear(dt.date(2024, 3, 1), melayani_anggota=True)
NOT_HELD = BookYear(None, melayani_anggota=True)


@pytest.mark.parametrize(
    ("omzet", "skala"),
    [
        (0, Skala.MIKRO), (2 * MILIAR, Skala.MIKRO), (2 * MILIAR + 1, Skala.KECIL), (15 * MILIAR, Skala.KECIL),
        (15 * MILIAR + 1, Skala.MENENGAH), (50 * MILIAR, Skala.MENENGAH), (50 * MILIAR + 1, Skala.BESAR),
    ],
)  # fmt: skip
def test_the_bounds_of_pp_7_2021_are_inclusive(omzet: int, skala: Skala) -> None:
    assert classify_skala(omzet=Rupiah(omzet), modal=None, rule=PP_7_2021) is skala


def test_the_same_sales_are_another_class_under_another_law() -> None:
    omzet = Rupiah(301 * JUTA)

    assert classify_skala(omzet=omzet, modal=None, rule=PP_7_2021) is Skala.MIKRO
    assert classify_skala(omzet=omzet, modal=None, rule=UU_20_2008) is Skala.KECIL


def test_capital_counts_only_while_there_are_no_sales() -> None:
    assert classify_skala(omzet=None, modal=Rupiah(6 * MILIAR)) is Skala.MENENGAH
    assert classify_skala(omzet=Rupiah(1), modal=Rupiah(6 * MILIAR)) is Skala.MIKRO
    assert classify_skala(omzet=None, modal=None) is None
    with pytest.raises(ValueError, match="at least 0"):
        classify_skala(omzet=Rupiah(-1), modal=None)


def test_the_rule_in_force_is_the_one_of_the_day() -> None:
    assert skala_rule_on(dt.date(2021, 2, 1)) is UU_20_2008
    assert skala_rule_on(dt.date(2021, 2, 2)) is PP_7_2021
    with pytest.raises(ValueError, match="no rule"):
        skala_rule_on(dt.date(2000, 1, 1))


def status(book_years: dict[int, BookYear], *, founded: int = 1987, dissolved: dt.date | None = None) -> StatusKoperasi:
    return status_koperasi(
        tanggal_badan_hukum=dt.date(founded, 2, 19), tanggal_pembubaran=dissolved, book_years=book_years, on=ON
    )


def test_three_meetings_in_a_row_and_business_make_a_cooperative_active() -> None:
    assert status({2023: HELD, 2024: HELD, 2025: HELD}) is StatusKoperasi.AKTIF


def test_no_meeting_in_three_years_makes_it_inactive() -> None:
    assert status({2023: NOT_HELD, 2024: NOT_HELD, 2025: NOT_HELD}) is StatusKoperasi.TIDAK_AKTIF


def test_no_business_makes_it_inactive_whatever_meetings_it_held() -> None:
    idle = BookYear(dt.date(2024, 3, 1), melayani_anggota=False)

    assert status({2023: idle, 2024: idle, 2025: idle}) is StatusKoperasi.TIDAK_AKTIF


def test_the_gap_that_the_rule_leaves_is_neither() -> None:
    assert status({2023: HELD, 2024: NOT_HELD, 2025: HELD}) is StatusKoperasi.DI_ANTARA
    assert status({2023: HELD, 2024: NOT_HELD}) is StatusKoperasi.DI_ANTARA


def test_a_new_cooperative_cannot_be_judged_yet() -> None:
    assert status({2025: HELD}, founded=2025) is StatusKoperasi.BELUM_DAPAT_DINILAI
    assert status({}, founded=1987) is StatusKoperasi.BELUM_DAPAT_DINILAI


def test_a_dissolved_one_stays_dissolved() -> None:
    years = {2023: HELD, 2024: HELD, 2025: HELD}

    assert status(years, dissolved=dt.date(2026, 1, 1)) is StatusKoperasi.DIBUBARKAN
    assert status(years, dissolved=dt.date(2027, 1, 1)) is StatusKoperasi.AKTIF


@pytest.mark.parametrize(
    ("skor", "kelas"),
    [
        (100, Kesehatan.SEHAT),
        (75.1, Kesehatan.SEHAT),
        (75, Kesehatan.CUKUP_SEHAT),
        (50, Kesehatan.KURANG_SEHAT),
        (25, Kesehatan.TIDAK_SEHAT),
    ],
)
def test_health_bins_leave_no_gap(skor: float, kelas: Kesehatan) -> None:
    assert kesehatan(skor) is kelas


def test_a_score_above_a_hundred_is_none() -> None:
    with pytest.raises(TermError):
        kesehatan(100.1)
