"""What two releases of one year tell by their difference: what is protected in each may stand between the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from selaras.core.figures.disclosure import THRESHOLD

Body = Mapping[str, Any]  # a release's body, see flows.compute_figures


def told_by_difference(before: Body, after: Body) -> int:
    """Return in how many cells, open in both, the units differ by so few that the difference tells about them."""
    units = dict(_open_units(before))
    return sum(abs(now - units[place]) in range(1, THRESHOLD) for place, now in _open_units(after) if place in units)


def _open_units(body: Body) -> Iterator[tuple[tuple[object, ...], int]]:
    for one in body["indicators"]:
        for cell in one["cells"]:
            if not cell["hidden"]:
                place = (one["id"], one["version"], cell["wilayah"], cell["classification"], cell["class"])
                yield place, cell["units"]
