"""The contribution to PDRB: small tables in, figures out, each worked out by hand in the test."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.core.figures.pdrb_inputs import BadInputs, parse_inputs
from selaras.core.figures.value_added import Method, MissingInputs, contribution, possible_methods

TABLE: dict[str, Any] = {
    "wilayah": "35",
    "periode": "2021",
    "harga": "adhb",
    "status": "tetap",
    "satuan": "triliun rupiah",
    "aturan_skala": "uu-20-2008",
    "pertanian": True,
    "koperasi": "di sektornya",
    "pdrb_total": 300,
    "sumber": ["uji"],
    "sektor": [
        {
            "kode": "A",
            "pdrb": 100,
            "pdrb_acuan": 80,
            "nilai_tambah_acuan": 60,
            "besar_dan_pemerintah": 20,
            "pangsa": {"mikro": 0.6, "kecil": 0.1, "menengah": 0.1},
            "usaha": {
                "mikro": {"jumlah": 1000, "rata_rata_output": 0.1, "rasio_nilai_tambah": 0.6, "sampel": 100, "simpangan_baku": 0.05},
                "besar": {"jumlah": 10, "rata_rata_output": 4, "rasio_nilai_tambah": 0.5},
            },
        },
        {
            "kode": "C",
            "pdrb": 200,
            "pdrb_acuan": 100,
            "nilai_tambah_acuan": 40,
            "besar_dan_pemerintah": 130,
            "pangsa": {"mikro": 0.2, "kecil": 0.1, "menengah": 0.05},
            "usaha": {
                "mikro": {"jumlah": 500, "rata_rata_output": 0.2, "rasio_nilai_tambah": 0.3},
                "besar": {"jumlah": 20, "rata_rata_output": 7, "rasio_nilai_tambah": 0.5},
            },
        },
    ],
}  # fmt: skip


def changed(**values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(TABLE), **values}


def test_top_down_is_each_sectors_pdrb_times_its_shares() -> None:
    found = contribution(parse_inputs(TABLE), Method.TOP_DOWN)

    assert found.value_added == 100 * Decimal("0.8") + 200 * Decimal("0.35")  # 80 + 70
    assert found.share == 50
    assert found.sectors[0].by_size == {"mikro": 60, "kecil": 10, "menengah": 10}
    assert found.low is None


def test_extrapolation_moves_the_benchmark_by_each_sectors_growth() -> None:
    found = contribution(parse_inputs(TABLE), Method.EXTRAPOLATION)

    assert found.value_added == 60 * Decimal("1.25") + 40 * 2  # 75 + 80


def test_the_residual_is_what_large_enterprises_and_government_leave() -> None:
    assert contribution(parse_inputs(TABLE), Method.RESIDUAL).value_added == 80 + 70


def test_bottom_up_is_raked_so_that_the_cells_meet_each_sectors_pdrb() -> None:
    found = contribution(parse_inputs(TABLE), Method.BOTTOM_UP)

    # A: mikro 1000 × 0.1 × 0.6 = 60, besar 10 × 4 × 0.5 = 20; raked by 100/80. C: 30 and 70; raked by 200/100
    assert [one.raking for one in found.sectors] == [Decimal("1.25"), Decimal(2)]
    assert [one.value_added for one in found.sectors] == [Decimal(75), Decimal(60)]
    assert found.share == 45


def test_the_interval_of_bottom_up_is_that_of_a_ratio_of_a_sampled_to_a_known_part() -> None:
    found = contribution(parse_inputs(TABLE), Method.BOTTOM_UP)
    assert found.low is not None
    assert found.high is not None

    # mikro of A: se of the total = 1000 × 0.6 × sqrt(0.9 × 0.05² / 100) = 2.846; of 60 / 80: × 20 / 80² = 0.00889; × 100 of PDRB
    assert abs(float(found.high - found.low) - 2 * 1.96 * 0.889391 / 3) < 1e-4


def test_without_large_enterprises_nothing_is_raked_and_the_result_says_so() -> None:
    table = changed()
    for sector in table["sektor"]:
        del sector["usaha"]["besar"], sector["besar_dan_pemerintah"]
    found = contribution(parse_inputs(table), Method.BOTTOM_UP)

    assert [one.raking for one in found.sectors] == [None, None]
    assert any("Tidak disesuaikan" in note for note in found.notes)


def test_without_farms_the_numerator_leaves_them_out_and_the_result_says_so() -> None:
    found = contribution(parse_inputs(changed(pertanian=False)), Method.TOP_DOWN)

    assert found.value_added == 70
    assert any("Pertanian tidak dihitung" in note for note in found.notes)


def test_a_half_year_and_a_provisional_pdrb_are_said_beside_the_figure() -> None:
    notes = contribution(parse_inputs(changed(periode="2024-S1", status="sementara")), Method.TOP_DOWN).notes

    assert any("sebagian tahun" in note for note in notes)
    assert any("sementara" in note for note in notes)


def test_a_method_without_its_inputs_names_every_sector_that_lacks_them() -> None:
    table = changed()
    for sector in table["sektor"]:
        del sector["pangsa"]

    with pytest.raises(MissingInputs) as missing:
        contribution(parse_inputs(table), Method.TOP_DOWN)
    assert len(missing.value.faults) == 2
    assert Method.TOP_DOWN not in possible_methods(parse_inputs(table))


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"harga": "berlaku"}, "harga"),
        ({"status": ""}, "status"),
        ({"pdrb_total": 310}, "berjumlah"),
        ({"pdrb_total": "banyak"}, "pdrb_total"),
        ({"periode": "tahun lalu"}, "Periode"),
        ({"sumber": []}, "sumber"),
        ({"pertanian": "ya"}, "pertanian"),
        ({"aturan_skala": "pp-1-2000"}, "aturan_skala"),
        ({"sektor": []}, "sektor"),
    ],
)
def test_wrong_inputs_are_refused_with_what_is_wrong(values: dict[str, Any], word: str) -> None:
    with pytest.raises(BadInputs) as bad:
        parse_inputs(changed(**values))
    assert any(word in fault for fault in bad.value.faults)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadInputs) as bad:
        parse_inputs(changed(harga="x", status="y", sumber=[]))
    assert len(bad.value.faults) == 3


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=8))
def test_the_contribution_lies_between_nothing_and_all_and_its_sectors_add_up(rows: list[tuple[int, int, int]]) -> None:
    sectors = [
        {"kode": f"S{i}", "pdrb": pdrb, "pangsa": {"mikro": mikro / 200, "kecil": kecil / 200}}
        for i, (pdrb, mikro, kecil) in enumerate(rows)
    ]
    inputs = parse_inputs(changed(sektor=sectors, pdrb_total=sum(row[0] for row in rows)))
    found = contribution(inputs, Method.TOP_DOWN)

    assert 0 <= found.share <= 100
    assert sum(one.value_added for one in found.sectors) == found.value_added
