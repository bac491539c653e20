"""All tables of figures of one year, from a registry as it stands, as canonical bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from selaras import data
from selaras.core.figures.cells import Cells
from selaras.core.figures.disclosure import NEAR_PERCENT, THRESHOLD
from selaras.core.figures.indicator import Indicator, read_indicator
from selaras.core.figures.tables import Shown, build_tables
from selaras.store.database import Queryable
from selaras.store.figures.partials import count_cells, drop_partials, make_partials

Defined = tuple[Indicator, dict[str, Any]]  # a definition, and what a release says of it
FORMAT = "selaras angka 3"
BOUNDED = {
    "selaras angka 2": False,
    FORMAT: True,
}  # whether a release of this format keeps sensitive cells within bounds


def compute_tables(
    db: Queryable, wilayah: str, year: int, wanted: Sequence[Indicator], *, bounded: bool = True
) -> dict[str, list[Shown]]:
    """Return the table of every indicator by its id. Inside a transaction, so that all see one state.

    wanted: all of them, also where one is asked for: what may be shown of one depends on what the others tell.
    """
    by_class: dict[str, dict[str, Cells]] = {one.id: {} for one in wanted}
    for unit in dict.fromkeys(one.of for one in wanted):
        partials = make_partials(db, [one for one in wanted if one.of == unit], year)
        for name in dict.fromkeys(name for one in partials.indicators for name in ("", *one.classes)):
            for indicator, cells in count_cells(db, partials, name).items():
                by_class[indicator][name] = cells
        drop_partials(db, partials)
    return build_tables(wanted, by_class, wilayah, bounded=bounded)


def compute_draft(db: Queryable, wilayah: str, year: int) -> dict[str, list[Shown]]:
    """Return the tables as a release of today would show them. Inside a transaction."""
    return compute_tables(db, wilayah, year, list(data.indicators().values()))


def release_body(
    db: Queryable, wilayah: str, year: int, frontier_digest: str, like: Mapping[str, Any] | None = None
) -> bytes:
    """Return the canonical bytes of a release: definitions and tables, and of what they were made. Inside a transaction.

    like: the body of an older release, whose rules and definitions hold instead of today's.
    """
    rule = like["format"] if like else FORMAT
    defined = _defined(like["indicators"]) if like else _today()
    tables = compute_tables(db, wilayah, year, [one for one, _ in defined], bounded=BOUNDED[rule])
    body = {
        "format": rule,
        "wilayah": wilayah,
        "year": year,
        "frontier": frontier_digest,
        "threshold": THRESHOLD,
        "near_percent": NEAR_PERCENT,
        "indicators": [{**about, "cells": [cell_to_json(shown) for shown in tables[one.id]]} for one, about in defined],
    }
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def _today() -> list[Defined]:
    return [(one, {**one.metadata(), "definition": one.rule()}) for one in data.indicators().values()]


def _defined(indicators: Sequence[Mapping[str, Any]]) -> list[Defined]:
    """Return the definitions that a release carries. Those of format 2 only name theirs; one that is no longer shipped is left out."""
    found: list[Defined] = []
    for one in indicators:
        about = {name: value for name, value in one.items() if name != "cells"}
        shipped = data.indicators().get(one["id"])
        if "definition" in one:
            found.append((read_indicator(about), about))
        elif shipped and shipped.version == one["version"]:
            found.append((shipped, about))
    return found


def cell_to_json(shown: Shown) -> dict[str, object]:
    """Return one cell as releases and commands write it."""
    return {
        "wilayah": shown.cell.wilayah,
        "classification": shown.cell.classification,
        "class": shown.cell.value,
        "value": shown.value,
        "units": shown.units,
        "coverage": shown.coverage,
        "hidden": shown.hidden,
    }
