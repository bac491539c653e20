"""Bring a lake up to date with the registry: of each kind, only the kab/kota where something changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from selaras.flows.node import Node
from selaras.gateways.lake.duck import DuckDatabase
from selaras.gateways.lake.files import Lake
from selaras.store.figures.lake_rows import area_marks, area_rows, areas, lake_columns
from selaras.store.registry.tables import tables


@dataclass(frozen=True, slots=True)
class LakeWritten:
    """How many parts (a kind of one kab/kota) there are, and how many had to be written."""

    parts: int
    written: int


def write_lake(node: Node, lake: Lake) -> LakeWritten:
    """Write what changed since the lake was written last. One read transaction, so that all parts show one state."""
    lake.folder.mkdir(parents=True, exist_ok=True)
    known, fresh, written = lake.marks(), {}, 0
    with node.db.transaction():
        marks = area_marks(node.db)
        for table in tables().values():
            for area in areas(node.db, table):
                part = f"{table.kind.name}/{area}"
                fresh[part] = marks.get(area, "")
                if known.get(part) != fresh[part]:
                    lake.write(part, lake_columns(table), area_rows(node.db, table, area))
                    written += 1
    for part in known.keys() - fresh.keys():
        lake.remove(part)
    lake.keep_marks(fresh)
    return LakeWritten(len(fresh), written)


def open_lake(folder: Path, *, threads: int = 2) -> DuckDatabase:
    """Return the lake as a database. The caller closes it."""
    columns = {table.name: lake_columns(table) for table in tables().values()}
    return DuckDatabase(folder, columns, threads=threads)
