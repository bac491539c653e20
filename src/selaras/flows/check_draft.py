"""What is to be known of a release before it is made."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from selaras.flows.compute_figures import release_body
from selaras.flows.node import Node
from selaras.flows.publish_figures import ToldByDifference, most_told
from selaras.flows.read_figures import cell_of, is_low


@dataclass(frozen=True, slots=True)
class Draft:
    """Counts of cells. low: names of indicators with little coverage; told: what an earlier release of the year would tell beside it."""

    cells: int
    hidden: int
    low: tuple[str, ...]
    told: ToldByDifference | None


def check_draft(node: Node, year: int) -> Draft:
    """Count what a release of this year would hold, and keep nothing."""
    top = node.identity.wilayah
    with node.db.transaction():
        body = orjson.loads(release_body(node.db, top, year, ""))
    cells = [cell for one in body["indicators"] for cell in one["cells"]]
    low = tuple(str(one["name"]) for one in body["indicators"] if is_low(cell_of(one["cells"], top)))
    return Draft(len(cells), sum(cell["hidden"] for cell in cells), low, most_told(node.db, year, body))
