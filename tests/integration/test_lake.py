"""The lake: it holds what the registry holds, and only what changed is written again."""

from __future__ import annotations

from pathlib import Path
from random import Random

import duckdb
import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.compute_figures import release_body
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures
from selaras.flows.recompute_figures import recompute_figures
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.write_lake import LakeWritten, open_lake, publish_from_lake, write_lake
from selaras.gateways.lake.files import Lake
from selaras.store.database import Database
from tests.world.offices import new_office


@pytest.fixture
def province(database: Database) -> Node:
    """A province with enterprises of two kab/kota."""
    node = new_office(Random(5), Level.PROVINSI, "35", db=database)
    for number in range(8):
        state(node, "35.07" if number % 2 else "35.73", {"nama_usaha": f"Warung {number}", "status_usaha": "aktif"})
    return node


def state(node: Node, wilayah: str, fields: dict[str, str | int | None], record: bytes | None = None) -> bytes:
    record = record or next(new_records(node.wall_ms(), node.random(6), wilayah, "usaha"))
    record_changes(node, [NewChange(wilayah, "usaha", "usaha", record, fields, author="uji", reason="edit")])
    return record


def names(folder: Path) -> set[str | None]:
    with duckdb.connect() as engine:
        rows = engine.execute(f"SELECT nama_usaha FROM read_parquet('{folder}/usaha/*/data.parquet')").fetchall()
    return {row[0] for row in rows}


def test_only_the_area_where_something_changed_is_written_again(province: Node, tmp_path: Path) -> None:
    lake = Lake(tmp_path)

    assert write_lake(province, lake) == LakeWritten(parts=2, written=2)
    assert write_lake(province, lake) == LakeWritten(parts=2, written=0)
    state(province, "35.73", {"nama_usaha": "Toko baru"})
    assert write_lake(province, lake) == LakeWritten(parts=2, written=1)
    assert names(tmp_path) == {*(f"Warung {n}" for n in range(8)), "Toko baru"}


def test_texts_arrive_as_they_are(province: Node, tmp_path: Path) -> None:
    odd = {'Warung "Bu, Ani"', "baris\nkedua", "", "\\N?", "=1+1", "Café ✓"}
    for name in odd:
        state(province, "35.07", {"nama_usaha": name})
    state(province, "35.07", {"nama_usaha": None, "produk_utama": "tempe"})
    write_lake(province, Lake(tmp_path))

    assert names(tmp_path) >= odd | {None}


def test_a_deleted_record_leaves_the_lake_and_so_does_its_area(database: Database, tmp_path: Path) -> None:
    office = new_office(Random(5), Level.KABKOTA, "35.78", db=database)
    record = state(office, "35.78", {"nama_usaha": "Sendiri"})
    assert write_lake(office, Lake(tmp_path)) == LakeWritten(parts=1, written=1)
    state(office, "35.78", {"dihapus": "ya"}, record)

    assert write_lake(office, Lake(tmp_path)) == LakeWritten(parts=0, written=0)
    assert list(tmp_path.glob("usaha/*/data.parquet")) == []


def test_a_release_from_the_lake_has_the_same_bytes(province: Node, tmp_path: Path) -> None:
    write_lake(province, Lake(tmp_path))
    lake = open_lake(tmp_path)
    with province.db.transaction():
        own = release_body(province.db, "35", 2025, "x")

    assert release_body(lake, "35", 2025, "x") == own
    lake.close()


def test_a_release_counted_on_the_lake_is_the_one_counted_here_and_is_recomputed(
    province: Node, tmp_path: Path
) -> None:
    here = publish_figures(province, 2025)
    state(province, "35.73", {"nama_usaha": "Toko baru"})
    there = publish_from_lake(province, 2025, Lake(tmp_path), knowingly=True)

    assert (here.number, there.number) == (1, 2)
    assert here.digest != there.digest
    assert publish_figures(province, 2025, knowingly=True).digest == there.digest
    assert recompute_figures(province, there).equal
