"""Charts as Vega-Lite specifications: plain JSON values, the same on screen, on paper and in the hands of others.

Numbers are written the Indonesian way wherever the specification is drawn, since it brings its locale along. Bars begin at zero.
A line joins values of one definition only, and breaks where a year is missing or hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from selaras.core.terms.numerals import indonesian

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
INK, SOFT, LINE = "#17212a", "#4a5862", "#d3dade"  # of tokens.css, as on white paper
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"  # one width of letters wherever it is drawn
COLOURS = ("#0c5460", "#a3541a", "#5b3f8c", "#3f6f2a")
WIDTH, BAR_PX, LINE_PX = 560, 20, 260
SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart. told: the sentence that a screen reader says instead of it."""

    title: str
    subtitle: str
    unit: str
    told: str


@dataclass(frozen=True, slots=True)
class Step:
    """One value of a series. value: None where it is hidden or missing. group: values of different groups are never joined."""

    period: str
    value: float | None
    group: str


def bar_chart(frame: Frame, rows: Sequence[tuple[str, float]], label: str) -> Spec:
    """Return bars in the order of the rows. label: what a row is, for those who read the data."""
    divisor, unit = _scaled(frame.unit, [value for _, value in rows])
    values = [{label: name, "nilai": value / divisor, "tertulis": _written(value / divisor)} for name, value in rows]
    most, least = max((value for _, value in rows), default=0), min((value for _, value in rows), default=0)
    room = [min(0, least) / divisor * 1.15, max(0, most) / divisor * 1.15 or 1]  # for the number after the longest bar
    place: Spec = {"field": label, "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 230}}
    amount: Spec = {
        "field": "nilai",
        "type": "quantitative",
        "title": unit,
        "scale": {"domain": room, "nice": False},
        "axis": {"format": ",.2~f", "tickCount": 5},
    }
    bars: Spec = {"mark": {"type": "bar", "color": COLOURS[0], "height": {"band": 0.72}}, "encoding": {}}
    texts: Spec = {
        "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
        "encoding": {"text": {"field": "tertulis", "type": "nominal"}},
    }
    return {
        **_head(frame, values),
        "width": WIDTH,
        "height": {"step": BAR_PX},
        "encoding": {"y": place, "x": amount},
        "layer": [bars, texts],
    }


def line_chart(frame: Frame, steps: Sequence[Step], group: str) -> Spec:
    """Return lines with points, in the order of the steps. group: what tells the lines apart; a legend names it where there are more."""
    divisor, unit = _scaled(frame.unit, [step.value for step in steps if step.value is not None])
    values = [
        {"masa": step.period, "nilai": None if step.value is None else step.value / divisor, group: step.group}
        for step in steps
    ]
    groups = list(dict.fromkeys(step.group for step in steps))
    many = len(groups) > 1
    legend = {"title": group.capitalize(), "orient": "bottom", "labelLimit": 400, "columns": 2} if many else None
    colours = [COLOURS[index % len(COLOURS)] for index in range(len(groups))]
    return {
        **_head(frame, values),
        "width": WIDTH,
        "height": LINE_PX,
        "mark": {
            "type": "line",
            "strokeWidth": 2.5,
            "point": {"size": 70, "filled": True},
            "invalid": "break-paths-filter-domains",
        },
        "encoding": {
            "x": {
                "field": "masa",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": 0, "grid": False},
            },
            "y": {
                "field": "nilai",
                "type": "quantitative",
                "title": unit,
                "scale": {"zero": True},
                "axis": {"format": ",.2~f", "tickCount": 5},
            },
            "color": {
                "field": group,
                "type": "nominal",
                "scale": {"domain": groups, "range": colours},
                "legend": legend,
            },
        },
    }


def _head(frame: Frame, values: list[dict[str, Any]]) -> Spec:
    return {
        "$schema": SCHEMA,
        "description": frame.told,
        "title": {"text": frame.title, "subtitle": frame.subtitle},
        "data": {"values": values},
        "background": "white",
        "padding": 12,
        "config": {
            "font": FONT,
            "locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}},
            "view": {"stroke": None},
            "title": {
                "anchor": "start",
                "frame": "group",
                "fontSize": 16,
                "subtitleFontSize": 12,
                "color": INK,
                "subtitleColor": SOFT,
                "offset": 14,
                "limit": 780,
            },
            "axis": {
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "labelColor": INK,
                "titleColor": SOFT,
                "gridColor": LINE,
                "domainColor": SOFT,
                "tickColor": SOFT,
            },
            "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
            "text": {"fontSize": 11},
        },
    }


def _scaled(unit: str, values: Sequence[float]) -> tuple[int, str]:
    """Return by what to divide, and the unit then: of large sums nobody reads all digits on an axis."""
    most = max((abs(value) for value in values), default=0)
    for divisor, word in SCALES:
        if most >= divisor:
            return divisor, f"{word} {unit}"
    return 1, unit


def _written(value: float) -> str:
    places = 0 if value == int(value) else 1 if abs(value) >= 100 else 2
    return indonesian(Decimal(str(value)), places)
