"""A release is attacked as a whole: every shown number, every sum, every difference of two indicators, in one exact system."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any

import pytest

from selaras.core.figures.cells import Cell, Table, add_up
from selaras.core.figures.disclosure import NEAR_PERCENT, THRESHOLD
from selaras.core.figures.indicator import Indicator, Measure, parse_indicators
from selaras.core.figures.protection import hidden_cells
from tests.parity.figures_oracle import measured
from tests.property.attack import determined

YEAR = 2025
UMKM = ["status_usaha != tutup", "skala_pp7 != besar"]
BASE = {"nama": "", "konsep": "", "satuan": "", "kesatuan": "usaha", "klasifikasi": ["sektor"]}
INDICATORS = parse_indicators(
    {**BASE, **one}
    for one in (
        {"id": "umkm", "hitung": "jumlah", "syarat": UMKM, "klasifikasi": ["sektor", "skala_pp7"]},
        {"id": "aktif", "hitung": "jumlah", "syarat": ["status_usaha = aktif", UMKM[1]]},
        {"id": "nonpertanian", "hitung": "jumlah", "syarat": [*UMKM, "pertanian = 0"]},
        {"id": "omzet", "hitung": "total", "kolom": "omzet", "syarat": UMKM},
        {"id": "omzet_rata", "hitung": "rata", "kolom": "omzet", "syarat": UMKM, "klasifikasi": ["skala_pp7"]},
        {"id": "nib", "hitung": "persen", "syarat": UMKM, "bagian": ["nib ada"]},
        {"id": "kur", "hitung": "persen", "syarat": UMKM, "bagian": ["kur = 1"], "klasifikasi": ["skala_pp7"]},
        {"id": "tanpa_kur", "hitung": "total", "kolom": "omzet", "syarat": [*UMKM, "kur = 0"]},
        {"id": "dengan_kur", "hitung": "total", "kolom": "omzet", "syarat": [*UMKM, "kur = 1"]},
    )
)
UNIVERSE = INDICATORS["umkm"].measures[0]
Units = list[dict[str, Any]]
Known = tuple[Measure | tuple[Measure, Measure], Cell]  # a number, or the difference of two


def random_units(rng: Random) -> Units:
    def one() -> dict[str, Any]:
        kab = f"35.0{rng.randint(1, 3)}"
        sector = rng.choice("AACCG")
        return {
            "place": rng.choice([kab, f"{kab}.01", f"{kab}.01", f"{kab}.02"]),
            "sektor": sector,
            "pertanian": int(sector == "A"),
            "status_usaha": rng.choice(["aktif"] * 6 + ["tutup", "tutup_sementara", None]),
            "skala_pp7": rng.choice(["mikro"] * 8 + ["kecil", "kecil", "menengah", "besar"]),
            "omzet": rng.choice([None, *(int(rng.lognormvariate(5, 1.2)) for _ in range(4))]),
            "nib": rng.choice([None, "1", "1"]),
            "kur": int(rng.random() < 0.2),
        }

    return [one() for _ in range(rng.choice([20, 60, 150]))]


def table_of(indicator: Indicator, units: Units) -> Table:
    by_class: dict[str, dict[tuple[str, str], tuple[int, ...]]] = {}
    for name in ("", *indicator.classes):
        cells: dict[tuple[str, str], list[int]] = {}
        for unit in units:
            cell = cells.setdefault((unit["place"], unit[name] if name else ""), [0] * (4 + 2 * len(indicator.amounts)))
            for at, measure in enumerate(indicator.measures):
                cell[at] += measured(measure, unit, YEAR)
            for at, measure in enumerate(indicator.amounts):
                cell[4 + 2 * at] += measured(measure, unit, YEAR)
                cell[5 + 2 * at] = max(cell[5 + 2 * at], measured(measure, unit, YEAR))
        by_class[name] = {place: tuple(numbers) for place, numbers in cells.items() if any(numbers)}
    return add_up(by_class, "35")


def of_cell(cell: Cell, units: Units) -> Units:
    """Return the units of a cell; ".00" are those whose kecamatan is unknown."""

    def inside(place: str) -> bool:
        return (
            f"{place}.00."[: len(cell.wilayah) + 1] == f"{cell.wilayah}."
            if len(place) == 5
            else (f"{place}."[: len(cell.wilayah) + 1] == f"{cell.wilayah}.")
        )

    return [
        u for u in units if inside(u["place"]) and (not cell.classification or u[cell.classification] == cell.value)
    ]


def shown_numbers(tables: dict[str, Table], hidden: dict[str, set[Cell]]) -> set[tuple[Measure, Cell]]:
    """Return every number that a reader sees, or works out of one cell."""
    return {
        (measure, cell)
        for name, table in tables.items()
        for cell in table.numbers.keys() - hidden[name]
        for measure in INDICATORS[name].measures
    }


def system(tables: dict[str, Table], pairs: list[tuple[Measure, Measure]]) -> list[dict[Known, int]]:
    """Return every equation between numbers: of the sums of each table, and of the differences between two."""
    found: list[dict[Known, int]] = []
    sums: dict[Measure, dict[tuple[Cell, str], set[Cell]]] = {}
    for name, table in tables.items():
        for measure in INDICATORS[name].measures:
            for key, parts in table.sums.items():
                sums.setdefault(measure, {}).setdefault(key, set()).update(parts)
    for measure, relations in sums.items():
        found += [{(measure, total): -1, **{(measure, p): 1 for p in parts}} for (total, _), parts in relations.items()]
    for whole, part in pairs:
        cells = {cell for (total, _), parts in sums[part].items() for cell in (total, *parts)}
        found += [{(whole, cell): 1, (part, cell): -1, ((whole, part), cell): -1} for cell in cells]
    with_loan, without = INDICATORS["dengan_kur"].measures[3], INDICATORS["tanpa_kur"].measures[3]
    cells = {cell for (total, _), parts in sums[with_loan].items() for cell in (total, *parts)}
    return found + [{(UNIVERSE, cell): -1, (with_loan, cell): 1, (without, cell): 1} for cell in cells]


@pytest.mark.parametrize("seed", range(25))
def test_no_one_or_two_units_are_told_by_all_indicators_together(seed: int) -> None:
    units = random_units(Random(seed))
    tables = {name: table_of(one, units) for name, one in INDICATORS.items()}
    hidden = hidden_cells([(INDICATORS[name], table) for name, table in tables.items()])
    counts = {measure for one in INDICATORS.values() for measure in one.measures if measure.column is None}
    pairs = [(whole, part) for whole, part in permutations(counts, 2) if part.within(whole)]
    pairs = [pair for pair in pairs if any(test.operator != "ada" for test in pair[1].beyond(pair[0]))]
    shown = shown_numbers(tables, hidden)
    equations = [{key: n for key, n in one.items() if key not in shown} for one in system(tables, pairs)]
    told = determined([one for one in equations if one])

    for number, cell in told:
        inside = of_cell(cell, units)
        if isinstance(number, Measure):
            secret = [] if number.column else [u for u in inside if measured(number, u, YEAR)]
        else:
            whole, part = number
            secret = [u for u in inside if measured(whole, u, YEAR) and not measured(part, u, YEAR)]
        assert len(secret) not in range(1, THRESHOLD), (number, cell)
    for measure, cell in shown:
        if measure.column is None:
            assert sum(measured(measure, unit, YEAR) for unit in of_cell(cell, units)) not in range(1, THRESHOLD)


@pytest.mark.parametrize("seed", range(25))
def test_no_shown_amount_is_mostly_one_units_nor_is_the_rest_of_two(seed: int) -> None:
    units = random_units(Random(seed))
    tables = {name: table_of(one, units) for name, one in INDICATORS.items()}
    hidden = hidden_cells([(INDICATORS[name], table) for name, table in tables.items()])
    shown = {key for key in shown_numbers(tables, hidden) if key[0].column}

    for measure, cell in shown:
        assert not mostly_one([measured(measure, unit, YEAR) for unit in of_cell(cell, units)])
    for whole, part in permutations({measure for measure, _ in shown}, 2):
        for _, cell in {(m, c) for m, c in shown if m == whole and (part, c) in shown and part.within(whole)}:
            rest = [u for u in of_cell(cell, units) if measured(whole, u, YEAR) and not measured(part, u, YEAR)]
            assert not mostly_one([measured(whole, unit, YEAR) for unit in rest])


def mostly_one(amounts: list[int]) -> bool:
    """Return whether the second could work out the first to within p percent, by the p% rule itself."""
    first, second = sorted([*amounts, 0, 0], reverse=True)[:2]
    return 100 * (sum(amounts) - first - second) < NEAR_PERCENT * first


def units_of(sectors: dict[str, tuple[int, int]], **told: Any) -> Units:
    """Return units of one kecamatan by sector: so many without and so many with a loan."""
    unit = {"place": "35.01.01", "status_usaha": "aktif", "skala_pp7": "mikro", "omzet": 100, "nib": "1", **told}
    return [
        {**unit, "sektor": sector, "pertanian": int(sector == "A"), "kur": loan}
        for sector, counts in sectors.items()
        for loan in (0, 1)
        for _ in range(counts[loan])
    ]


def hidden_of(units: Units) -> dict[str, set[Cell]]:
    return hidden_cells([(one, table_of(one, units)) for one in INDICATORS.values()])


def test_a_number_hidden_in_one_indicator_is_hidden_in_the_coverage_of_every_other() -> None:
    hidden = hidden_of([*units_of({"C": (30, 0), "A": (20, 0)}), *units_of({"G": (2, 0)}, omzet=None)])

    assert {Cell("35.01", "sektor", "G"), Cell("35.01", "sektor", "A")} <= hidden["umkm"]
    assert Cell("35.01", "sektor", "A") in hidden["omzet"]  # its coverage would tell how many UMKM are in A


def test_what_two_indicators_leave_between_them_is_hidden_in_the_narrower() -> None:
    hidden = hidden_of([*units_of({"C": (20, 0)}), *units_of({"C": (1, 0)}, status_usaha="tutup_sementara")])

    assert Cell("35.01") in hidden["aktif"]
    assert Cell("35.01") not in hidden["umkm"]


def test_two_parts_that_make_up_a_hidden_number_are_hidden_with_it() -> None:
    hidden = hidden_of(units_of({"C": (20, 20), "F": (60, 10), "G": (10, 60), "H": (1, 1)}))
    covers = Cell(
        "35.01", "sektor", "C"
    )  # what protects H in umkm; alone, each of the parts would choose another sector

    assert covers in hidden["umkm"]
    assert covers in hidden["tanpa_kur"] & hidden["dengan_kur"]
