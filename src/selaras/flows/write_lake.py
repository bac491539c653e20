"""Bring a lake up to date with the registry: of each kind, only the kab/kota where something changed; and count on it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from selaras.flows.node import Node
from selaras.flows.publish_figures import keep_release
from selaras.gateways.lake.duck import DuckDatabase
from selaras.gateways.lake.files import Lake
from selaras.store.database import Database
from selaras.store.figures.lake_rows import area_marks, area_rows, areas, lake_columns
from selaras.store.figures.queries import Release
from selaras.store.registry.tables import tables


@dataclass(frozen=True, slots=True)
class LakeWritten:
    """How many parts (a kind of one kab/kota) there are, and how many had to be written."""

    parts: int
    written: int


def write_lake(node: Node, lake: Lake) -> LakeWritten:
    """Write what changed since the lake was written last. One transaction in which writers wait, so that all parts show one state."""
    with node.db.transaction():
        node.db.lock(["registry"])
        return bring_up_to_date(node.db, lake)


def publish_from_lake(node: Node, year: int, lake: Lake, *, knowingly: bool = False) -> Release:
    """As publish_figures, but counted on the lake, which is brought up to date first: the same bytes, sooner for a large registry."""
    with node.db.transaction():
        node.db.lock(["registry"])
        bring_up_to_date(node.db, lake)
        with closing(open_lake(lake.folder)) as engine:
            return keep_release(node, year, engine, knowingly=knowingly)


def bring_up_to_date(db: Database, lake: Lake) -> LakeWritten:
    """Write the parts of a lake whose marks changed, and forget those without records. Inside a transaction that holds "registry"."""
    lake.folder.mkdir(parents=True, exist_ok=True)
    known, fresh, written = lake.marks(), {}, 0
    marks = area_marks(db)
    for table in tables().values():
        for area in areas(db, table):
            part = f"{table.kind.name}/{area}"
            fresh[part] = marks.get(area, "")
            if known.get(part) != fresh[part]:
                lake.write(part, lake_columns(table), area_rows(db, table, area))
                written += 1
    for part in known.keys() - fresh.keys():
        lake.remove(part)
    lake.keep_marks(fresh)
    return LakeWritten(len(fresh), written)


def open_lake(folder: Path, *, threads: int = 2) -> DuckDatabase:
    """Return the lake as a database. The caller closes it."""
    columns = {table.name: lake_columns(table) for table in tables().values()}
    return DuckDatabase(folder, columns, threads=threads)
