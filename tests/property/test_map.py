"""Maps: classes that are the best there are, and a drawing that says what it shows."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from selaras import data
from selaras.core.figures.choropleth import areas_of, draw_map
from selaras.core.figures.classes import class_of, natural_breaks

SVG = "{http://www.w3.org/2000/svg}"


def spread(values: list[int], bounds: tuple[int, ...] | list[float]) -> float:
    """Return the squared deviations within classes, the slow way."""
    total, rest = 0.0, sorted(values)
    for bound in bounds:
        inside = [value for value in rest if value <= bound]
        rest = [value for value in rest if value > bound]
        mean = sum(inside) / len(inside) if inside else 0
        total += sum((value - mean) ** 2 for value in inside)
    return total


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(1, 4))
def test_no_other_classes_keep_like_values_closer_together(values: list[int], classes: int) -> None:
    bounds, distinct = natural_breaks(values, classes), sorted(set(values))
    inner = combinations(distinct[:-1], min(classes, len(distinct)) - 1)
    best = min(spread(values, (*chosen, distinct[-1])) for chosen in inner)

    assert bounds == sorted(set(bounds))
    assert bounds[-1] == max(values)
    assert spread(values, bounds) <= best + 1e-6


def test_the_map_names_every_area_with_its_value_and_shows_hidden_and_missing_ones_as_such() -> None:
    values = {"35.07": (1234.0, False), "35.73": (None, True), "35.78": (5.5, False)}
    names = {code: data.wilayah().name(code) for code in data.wilayah().areas}
    areas = areas_of(data.boundaries("kabkota"), values, names)
    drawn = draw_map(areas, title="Uji <peta>", unit="usaha", main=data.MAP_MAIN, insets=data.MAP_INSETS)
    root = ET.fromstring(drawn)  # our own text
    titles = {path.get("id"): path.findtext(f"{SVG}title") for path in root.iter(f"{SVG}path") if path.get("id")}

    assert len(titles) == 38
    assert titles["w35.07"] == "Kabupaten Malang: 1.234 usaha"
    assert titles["w35.73"] == "Kota Malang: tertutup, terlalu sedikit usaha"
    assert titles["w35.01"] == "Kabupaten Pacitan: tidak ada angka"
    assert root.findtext(f"{SVG}title") == "Uji <peta>"
    assert "Tertinggi: Kabupaten Malang 1.234" in (root.findtext(f"{SVG}desc") or "")
    assert " style=" not in drawn
    assert len(drawn) < 120_000


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_every_value_falls_into_a_class(values: list[float]) -> None:
    bounds = natural_breaks(values)

    assert all(0 <= class_of(value, bounds) < 5 for value in values)
