"""A map of areas as SVG: prints, scales, is read aloud, and needs nothing from anywhere.

Every area carries its name and value as a title; hidden areas and areas without a figure have a look of their own. Presentation
attributes only, so that a strict content security policy lets it stand in a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import cos, radians

from selaras.core.figures.classes import class_of, natural_breaks
from selaras.core.terms.numerals import indonesian

Ring = Sequence[Sequence[float]]  # [longitude, latitude] pairs
Polygons = Sequence[Sequence[Ring]]
COLOURS = ("#e6f0ea", "#b5d6c3", "#7db79a", "#3f8f6c", "#14603f")  # light to dark; also told apart in grey
HIDDEN, MISSING, LINE = "#d9d9d9", "#ffffff", "#5a5a5a"
WIDTH = 900
LEGEND_HEIGHT = 92
INSET_GAP = 14


@dataclass(frozen=True, slots=True)
class Area:
    """One area and its figure. value: None where it is hidden or there is none."""

    code: str
    name: str
    polygons: Polygons
    value: float | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world. name: what an inset is called."""

    name: str
    west: float
    south: float
    east: float
    north: float

    def holds(self, ring: Ring) -> bool:
        """Return whether a ring's first point lies here."""
        x, y = ring[0][0], ring[0][1]
        return self.west <= x <= self.east and self.south <= y <= self.north


@dataclass(frozen=True, slots=True)
class _Frame:
    """A box drawn at a place of the picture, so many pixels a degree of longitude."""

    box: Box
    left: float
    top: float
    scale: float

    @property
    def height(self) -> float:
        return (self.box.north - self.box.south) * self._stretch

    @property
    def width(self) -> float:
        return (self.box.east - self.box.west) * self.scale

    @property
    def _stretch(self) -> float:
        return self.scale / cos(radians((self.box.south + self.box.north) / 2))

    def path(self, ring: Ring) -> str:
        """Return a ring as SVG path data, in tenths of a pixel, without points that fall together."""
        points: list[tuple[float, float]] = []
        for point in ring:
            x = round(self.left + (point[0] - self.box.west) * self.scale, 1)
            y = round(self.top + (self.box.north - point[1]) * self._stretch, 1)
            if not points or points[-1] != (x, y):
                points.append((x, y))
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z" if len(points) > 2 else ""


def draw_map(areas: Sequence[Area], *, title: str, unit: str, main: Box, insets: Sequence[Box] = ()) -> str:
    """Return the SVG. Areas inside an inset's box are drawn there instead of in the main frame."""
    bounds = natural_breaks([area.value for area in areas if area.value is not None])
    frames = _frames(main, insets)
    height = round(frames[0].top + frames[0].height + LEGEND_HEIGHT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(_description(areas, unit))}</desc>",
        (
            '<defs><pattern id="tertutup" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{MISSING}"/><path d="M0 6L6 0" stroke="{LINE}" stroke-width="0.8"/></pattern></defs>'
        ),
        *(_drawn(area, frames, bounds, unit) for area in areas),
        *(_inset_frame(frame) for frame in frames[1:]),
        *_legend(bounds, unit, height - LEGEND_HEIGHT + 24, areas),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _frames(main: Box, insets: Sequence[Box]) -> list[_Frame]:
    """Return the main frame, below a row of the insets; all have one scale, so that sizes can be compared."""
    scale, right, drawn = WIDTH / (main.east - main.west), float(WIDTH), []
    for box in insets:
        frame = _Frame(box, 0, 0, scale)
        right -= frame.width + INSET_GAP
        drawn.append(_Frame(box, right, 24, scale))
    return [_Frame(main, 0, max((frame.height + 40 for frame in drawn), default=10), scale), *drawn]


def _drawn(area: Area, frames: Sequence[_Frame], bounds: Sequence[float], unit: str) -> str:
    path = "".join(_frame_of(rings[0], frames).path(ring) for rings in area.polygons for ring in rings)
    told = _told(area, unit)
    fill = COLOURS[_shade(class_of(area.value, bounds), len(bounds))] if area.value is not None else MISSING
    if area.hidden:
        fill = "url(#tertutup)"
    return (
        f'<path id="w{area.code}" d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{LINE}" stroke-width="0.5">'
        f"<title>{escape(told)}</title></path>"
    )


def _frame_of(ring: Ring, frames: Sequence[_Frame]) -> _Frame:
    return next((frame for frame in frames[1:] if frame.box.holds(ring)), frames[0])


def _shade(index: int, classes: int) -> int:
    """Spread few classes over the whole ramp."""
    return round(index * (len(COLOURS) - 1) / (classes - 1)) if classes > 1 else 2


def _told(area: Area, unit: str) -> str:
    if area.hidden:
        return f"{area.name}: tertutup, terlalu sedikit usaha"
    return f"{area.name}: {_number(area.value)} {unit}" if area.value is not None else f"{area.name}: tidak ada angka"


def _inset_frame(frame: _Frame) -> str:
    x, y = round(frame.left - 4, 1), round(frame.top - 4, 1)
    return (
        f'<rect x="{x}" y="{y}" width="{frame.width + 8:.1f}" height="{frame.height + 8:.1f}" fill="none"'
        f' stroke="{LINE}" stroke-dasharray="3 3"/><text x="{x}" y="{y - 4:.1f}" font-size="12">{escape(frame.box.name)}</text>'
    )


def _legend(bounds: Sequence[float], unit: str, top: int, areas: Sequence[Area]) -> list[str]:
    """Return the boxes and words of the legend; a class says its least and greatest value that occur."""
    values = sorted(area.value for area in areas if area.value is not None)
    labels = []
    for index, bound in enumerate(bounds):
        inside = [value for value in values if class_of(value, bounds) == index]
        low = _number(inside[0])
        labels.append((COLOURS[_shade(index, len(bounds))], low if inside[0] == bound else f"{low} – {_number(bound)}"))
    labels.append(("url(#tertutup)", "tertutup"))
    labels.append((MISSING, "tidak ada angka"))
    step = WIDTH / len(labels)
    parts = [f'<text x="4" y="{top - 8}" font-size="13">{escape(unit)}</text>']
    for index, (fill, label) in enumerate(labels):
        x = round(4 + index * step)
        parts.append(
            f'<rect x="{x}" y="{top}" width="22" height="14" fill="{fill}" stroke="{LINE}" stroke-width="0.5"/>'
            f'<text x="{x}" y="{top + 30}" font-size="12">{escape(label)}</text>'
        )
    return parts


def _description(areas: Sequence[Area], unit: str) -> str:
    known = sorted((a for a in areas if a.value is not None), key=lambda a: (-(a.value or 0), a.code))
    if not known:
        return "Belum ada angka untuk wilayah mana pun."
    top = ", ".join(f"{area.name} {_number(area.value)}" for area in known[:3])
    return f"{len(known)} wilayah dengan angka, dalam {unit}. Tertinggi: {top}. Terendah: {known[-1].name} {_number(known[-1].value)}."


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return indonesian(Decimal(int(value)) if value == int(value) else Decimal(str(value)))


def areas_of(
    features: Sequence[Mapping[str, object]], values: Mapping[str, tuple[float | None, bool]], names: Mapping[str, str]
) -> list[Area]:
    """Return the areas of GeoJSON features (MultiPolygon, property `kode`) with (value, hidden) by code, in code order."""
    found = []
    for feature in features:
        properties, geometry = feature["properties"], feature["geometry"]
        assert isinstance(properties, Mapping)
        assert isinstance(geometry, Mapping)
        code = str(properties["kode"])
        value, hidden = values.get(code, (None, False))
        found.append(Area(code, names.get(code, str(properties["nama"])), geometry["coordinates"], value, hidden))
    return sorted(found, key=lambda area: area.code)
