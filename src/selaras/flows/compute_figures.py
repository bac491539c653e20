"""All tables of figures of one year, from a registry as it stands, as canonical bytes."""

from __future__ import annotations

import orjson

from selaras import data
from selaras.core.figures.cells import Cells
from selaras.core.figures.disclosure import NEAR_PERCENT, THRESHOLD
from selaras.core.figures.tables import Shown, build_tables
from selaras.store.database import Queryable
from selaras.store.figures.partials import count_cells, drop_partials, make_partials

FORMAT = "selaras angka 2"


def compute_tables(db: Queryable, wilayah: str, year: int) -> dict[str, list[Shown]]:
    """Return the table of every indicator by its id. Inside a transaction, so that all see one state.

    All of them, also where one is asked for: what may be shown of one depends on what the others tell.
    """
    wanted = list(data.indicators().values())
    by_class: dict[str, dict[str, Cells]] = {one.id: {} for one in wanted}
    for unit in dict.fromkeys(one.of for one in wanted):
        partials = make_partials(db, [one for one in wanted if one.of == unit], year)
        for name in dict.fromkeys(name for one in partials.indicators for name in ("", *one.classes)):
            for indicator, cells in count_cells(db, partials, name).items():
                by_class[indicator][name] = cells
        drop_partials(db, partials)
    return build_tables(wanted, by_class, wilayah)


def release_body(db: Queryable, wilayah: str, year: int, frontier_digest: str) -> bytes:
    """Return the canonical bytes of a release: definitions and tables, and of what they were made. Inside a transaction."""
    tables = compute_tables(db, wilayah, year)
    body = {
        "format": FORMAT,
        "wilayah": wilayah,
        "year": year,
        "frontier": frontier_digest,
        "threshold": THRESHOLD,
        "near_percent": NEAR_PERCENT,
        "indicators": [
            {**one.metadata(), "cells": [cell_to_json(shown) for shown in tables[one.id]]}
            for one in data.indicators().values()
        ],
    }
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


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
