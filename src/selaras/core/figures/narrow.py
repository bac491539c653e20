"""Which cells of a table somebody looks at: an area, how finely it is parted, and by which classification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from selaras.core.ledger.stream import covers
from selaras.core.terms.wilayah import NATION_CODE

LEVELS = {"ini": -1, "provinsi": 0, "kabkota": 1, "kecamatan": 2}  # dots in the code of an area; "ini": the area itself
Cell = Mapping[str, Any]


def level_below(area: str) -> str:
    """Return how finely an area is parted first; a kecamatan is parted no further.

    >>> level_below("ID"), level_below("35"), level_below("35.07"), level_below("35.07.01")
    ('provinsi', 'kabkota', 'kecamatan', 'ini')
    """
    if area == NATION_CODE:
        return "provinsi"
    return ("kabkota", "kecamatan", "ini")[min(area.count("."), 2)]


def narrow(cells: Iterable[Cell], area: str, level: str, classification: str) -> list[Cell]:
    """Return the cells of an area and of its parts on one level, in their order. classification: "" for the whole."""
    return [
        cell
        for cell in cells
        if cell["classification"] == classification
        and (cell["wilayah"] == area or (covers(area, cell["wilayah"]) and cell["wilayah"].count(".") == LEVELS[level]))
    ]
