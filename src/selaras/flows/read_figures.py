"""Releases as they are read: one indicator at a time, and one figure over all of them.

A release never changes, so its parts are kept in memory by its digest: each indicator packed, unpacked when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import zstandard

from selaras.flows.publish_figures import read_body
from selaras.store.database import Database
from selaras.store.figures.queries import Head, list_releases, read_release

LOW_COVERAGE = 50  # percent
KEPT_MAX = 32  # releases; a series asks all of them for one part, and a province's takes a megabyte
Cell = Mapping[str, Any]  # see flows.compute_figures.cell_to_json
_kept: dict[str, Opened] = {}
_unpack = zstandard.decompress


@dataclass(frozen=True, slots=True)
class Opened:
    """A release in parts. parts: JSON of each indicator with its cells by id, packed. top: its whole for the release's own wilayah."""

    head: Head
    wilayah: str
    threshold: int
    parts: Mapping[str, bytes]
    top: Mapping[str, Cell]

    def indicator(self, name: str) -> dict[str, Any] | None:
        """Return the definition and the cells of an indicator, None where the release has none of this id."""
        part = self.parts.get(name)
        found: dict[str, Any] | None = orjson.loads(_unpack(part)) if part is not None else None
        return found


@dataclass(frozen=True, slots=True)
class Point:
    """One figure in one release. definition: two points with different ones are never joined. cell: None where it has none."""

    release: int
    year: int
    definition: str
    cell: Cell | None


def open_release(db: Database, head: Head) -> Opened:
    """Return a release that is there, in parts."""
    found = _kept.get(head.digest)
    if found is not None and found.head == head:
        return found
    release = read_release(db, head.number)
    assert release is not None, "releases are never deleted"
    body = orjson.loads(read_body(release))
    opened = Opened(
        head,
        str(body["wilayah"]),
        int(body["threshold"]),
        {one["id"]: zstandard.compress(orjson.dumps(one)) for one in body["indicators"]},
        {
            one["id"]: cell
            for one in body["indicators"]
            if (cell := cell_of(one["cells"], str(body["wilayah"]))) is not None
        },
    )
    while len(_kept) >= KEPT_MAX:
        _kept.pop(next(iter(_kept)), None)
    _kept[head.digest] = opened
    return opened


def find_release(db: Database, number: int | None) -> Head | None:
    """Return the release of a number, the newest one for None; None where there is none."""
    return next((head for head in list_releases(db) if number is None or head.number == number), None)


def cell_of(cells: list[dict[str, Any]], wilayah: str, classification: str = "", value: str = "") -> Cell | None:
    """Return one cell of a table."""
    wanted = (wilayah, classification, value)
    return next((cell for cell in cells if (cell["wilayah"], cell["classification"], cell["class"]) == wanted), None)


def is_low(cell: Cell | None) -> bool:
    """Return whether so little of the universe stands behind a figure that a reader is warned."""
    return cell is not None and cell["coverage"] is not None and cell["coverage"] < LOW_COVERAGE


def read_series(db: Database, name: str, wilayah: str) -> list[Point]:
    """Return the whole of an indicator in one wilayah, release by release, oldest year first, then oldest release."""
    points = []
    for head in list_releases(db):
        one = open_release(db, head).indicator(name)
        if one is not None:
            definition = f"{one['id']}@{one['version']}"
            points.append(Point(head.number, head.year, definition, cell_of(one["cells"], wilayah)))
    return sorted(points, key=lambda point: (point.year, point.release))
