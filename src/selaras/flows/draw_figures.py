"""Pictures of one indicator of a release: bars, a line over the years, a map. The same for pages, papers and everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from selaras import data
from selaras.core.figures.charts import Frame, Spec, Step, bar_chart, line_chart
from selaras.core.figures.choropleth import Box, areas_of, draw_map
from selaras.core.figures.formula import column_words
from selaras.core.figures.narrow import level_below, narrow
from selaras.core.ledger.stream import covers
from selaras.flows.figures_in_words import area_words, class_words, coverage_words, value_words
from selaras.flows.read_figures import Cell, Point

BARS_MAX = 40
About = Mapping[str, Any]  # an indicator of a release with its cells
MAP_AREA = "35"  # the only province whose shapes are shipped
MAP_LEVELS = (("kabkota", "kecamatan"), ("kecamatan",), ())  # by the dots in the area's code


def bars_of(
    about: About, area: str, edition: str, *, level: str = "", by: str = "", most: int = BARS_MAX
) -> Spec | None:
    """Return the parts of an area, or its classes, as bars from the greatest down; None where nothing can be drawn.

    edition: «2024 · terbitan 2». most: how many bars are drawn.
    """
    cells = narrow(about["cells"], area, "ini" if by else level or level_below(area), by)
    parts = [cell for cell in cells if by or cell["wilayah"] != area] or cells
    names = {id(cell): class_words(by, cell["class"]) if by else area_words(cell["wilayah"]) for cell in parts}
    known = sorted((c for c in parts if is_stated(c)), key=lambda c: -c["value"])
    if not known:
        return None
    rows = [(names[id(cell)], cell["value"]) for cell in known[:most]]
    label = column_words(by) if by else "wilayah"
    hidden = sum(bool(cell["hidden"]) for cell in parts)
    notes = [f"{area_words(area)}, {edition}", *([f"{hidden} tertutup"] if hidden else [])]
    notes += [f"{most} teratas dari {len(known)}"] if len(known) > most else []
    told = [f"Diagram batang {about['name']} menurut {label}, {', '.join(notes)}."]
    told.append(f"Tertinggi: {'; '.join(f'{names[id(c)]} {value_words(c)}' for c in known[:3])}.")
    told.append(f"Terendah: {names[id(known[-1])]} {value_words(known[-1])}. Satuan: {about['unit']}.")
    frame = Frame(about["name"], " · ".join(notes), about["unit"], " ".join(told))
    return bar_chart(frame, rows, label)


def course_of(about: About, area: str, series: Sequence[Point]) -> Spec | None:
    """Return the newest figure of each year as a line; None for fewer than two years with a figure."""
    newest = {point.year: point for point in series}  # a later release of a year stands for it
    known = [point for point in newest.values() if is_stated(point.cell)]
    if len(known) < 2:
        return None
    steps, before = [], known[0]
    for year in range(known[0].year, known[-1].year + 1):
        point = newest.get(year)
        value = point.cell["value"] if point and point.cell and is_stated(point.cell) else None
        before = point or before
        steps.append(Step(str(year), value, before.definition))
    definitions = list(dict.fromkeys(point.definition for point in known))
    told = "; ".join(f"{point.year}: {value_words(point.cell)}" for point in known)
    broken = " Definisinya berganti, jadi garisnya tidak disambung." if len(definitions) > 1 else ""
    sentence = f"Garis {about['name']}, {area_words(area)}. {told}. Satuan: {about['unit']}.{broken}"
    note = "definisi berganti: tidak sebanding" if broken else f"cakupan {coverage_words(known[-1].cell) or '–'}"
    frame = Frame(about["name"], f"{area_words(area)} · {note}", about["unit"], sentence)
    return line_chart(frame, steps, "definisi")


def is_stated(cell: Cell | None) -> bool:
    """Return whether a cell has a value that anybody stands behind: a total that nobody stated is 0, and drawn by nobody."""
    return cell is not None and cell["value"] is not None and cell["coverage"] != 0


def map_of(about: About, area: str, year: str, *, level: str = "") -> str:
    """Return the SVG of an area's parts, "" where its shapes do not ship or it has no parts."""
    level = level or level_below(area)
    if not has_map(area, level):
        return ""
    shapes = [one for one in data.boundaries(level) if covers(area, one["properties"]["kode"])]
    values = {c["wilayah"]: (c["value"], bool(c["hidden"])) for c in about["cells"] if not c["classification"]}
    index = data.wilayah()
    names = {str(one["properties"]["kode"]): index.name(str(one["properties"]["kode"])) for one in shapes}
    title = f"{about['name']}, {area_words(area)}, {year}"
    if area.count("."):
        return draw_map(areas_of(shapes, values, names), title=title, unit=about["unit"], main=frame_of(shapes))
    areas = areas_of(shapes, values, names)
    return draw_map(areas, title=title, unit=about["unit"], main=data.MAP_MAIN, insets=data.MAP_INSETS)


def has_map(area: str, level: str) -> bool:
    """Return whether the shapes of an area's parts on a level ship."""
    return covers(MAP_AREA, area) and level in MAP_LEVELS[area.count(".")]


def frame_of(shapes: Sequence[Mapping[str, Any]]) -> Box:
    """Return what a picture of GeoJSON features must hold."""
    points = [point for one in shapes for rings in one["geometry"]["coordinates"] for point in rings[0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    return Box("", west, min(p[1] for p in points), east, max(p[1] for p in points))
