"""Figures that others published: each stands as printed, with what arithmetic says of it."""

from decimal import Decimal

import pytest

from selaras import data
from selaras.core.figures.published import Knowledge, PublishedFigure, judge_published

NOTHING = Knowledge((), (), ())


def codes(indicator: str, period: str, value: str) -> set[str]:
    """Return the codes of the flags of one shipped figure of the province."""
    judged = judge_published(data.published_figures(), data.published_knowledge())
    found = [
        {flag.code for flag in flags}
        for figure, flags in judged
        if (figure.indicator, figure.wilayah, figure.period, figure.value) == (indicator, "35", period, Decimal(value))
    ]
    assert len(found) == 1
    return found[0]


def figure(indicator: str, period: str, value: str, unit: str = "persen") -> PublishedFigure:
    return PublishedFigure(indicator, "35", period, Decimal(value), unit, "", "uji")


def test_every_published_figure_is_told_unchanged_and_in_order() -> None:
    judged = judge_published(data.published_figures(), data.published_knowledge())

    assert [one for one, _ in judged] == list(data.published_figures())
    assert len(judged) == 51


@pytest.mark.parametrize(
    ("indicator", "period", "value", "expected"),
    [
        ("nilai_tambah_kumkm_adhb", "2020", "1361.39", {"pangsa_kali_pdrb"}),
        ("nilai_tambah_kumkm_adhb", "2020", "1316", set()),
        ("nilai_tambah_kumkm_adhb", "2021", "1418.94", set()),
        ("nilai_tambah_kumkm_adhb", "2022", "1593.67", {"tidak_dapat_diperiksa"}),
        ("kontribusi_kumkm_pdrb", "2012", "54.98", set()),
        ("kontribusi_kumkm_pdrb", "2016", "57.52", {"proyeksi"}),
        ("kontribusi_kumkm_pdrb", "2019", "56.94", {"arah_bertentangan"}),
        ("kontribusi_kumkm_pdrb", "2020", "57.25", {"arah_bertentangan"}),
        ("kontribusi_kumkm_pdrb", "2023", "59.18", set()),
        ("kontribusi_kumkm_pdrb", "2024-S1", "60.43", {"bukan_setahun", "masa_berbeda", "poin_persen"}),
        ("pdrb_adhb", "2021", "2454.50", set()),
        ("jumlah_koperasi_aktif", "2014", "27140", {"sumber_belum_diperiksa"}),
        ("jumlah_koperasi_aktif", "2021", "22845", {"definisi_lain"}),
        ("jumlah_koperasi_aktif", "2024", "12358", {"definisi_lain"}),
        ("jumlah_koperasi_aktif", "2025-06-20", "28534", {"definisi_lain"}),
        ("jumlah_umkm", "2022", "9782262", {"definisi_lain"}),
        ("jumlah_umkm", "2024-10", "1500000", {"definisi_lain"}),
    ],
)
def test_the_series_of_east_java_is_judged(indicator: str, period: str, value: str, expected: set[str]) -> None:
    assert codes(indicator, period, value) == expected


def test_a_rounded_value_holds_within_the_rounding_of_all_three() -> None:
    told = [
        figure("kontribusi_kumkm_pdrb", "2030", "50.0"),
        figure("pdrb_adhb", "2030", "200", "triliun_rupiah"),
    ]

    def flags(value: str) -> list[str]:
        judged = judge_published([*told, figure("nilai_tambah_kumkm_adhb", "2030", value, "triliun_rupiah")], NOTHING)
        return [flag.code for flag in judged[-1][1]]

    assert flags("100") == []
    assert flags("100.84") == ["pangsa_kali_pdrb"]
    assert flags("100.30") == []  # 50.0 % of 200: ± 0.1 for the share, ± 0.25 for the base


def test_two_values_for_the_same_thing_are_both_told_where_no_arithmetic_decides() -> None:
    judged = judge_published([figure("jumlah_umkm", "2030", "5"), figure("jumlah_umkm", "2030", "7")], NOTHING)

    assert [[flag.code for flag in flags] for _, flags in judged] == [["nilai_ganda"], ["nilai_ganda"]]


def test_the_quarters_of_2021_would_be_flagged_if_one_of_them_were_wrong() -> None:
    wrong = [
        one if (one.indicator, one.period) != ("pdrb_adhb", "2021") else figure("pdrb_adhb", "2021", "2464.50")
        for one in data.published_figures()
    ]
    judged = judge_published(wrong, data.published_knowledge())
    found = {
        flag.code for one, flags in judged for flag in flags if (one.indicator, one.period) == ("pdrb_adhb", "2021")
    }

    assert found == {"jumlah_bagian"}
