"""What the registry holds after whole field files were imported is what they meant; only spoilt NIKs come back."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.store.database import Database
from tests.golden.make_field_files import (
    REFUSED_QUIRKS,
    TrueRow,
    write_kabupaten,
    write_koperasi,
    write_kota,
    write_loans,
    write_separated,
)
from tests.world.offices import new_office

FILES = [
    pytest.param("35.07_umkm.xlsx", write_kabupaten, id="kabupaten"),
    pytest.param("35.73_umkm.xlsx", write_kota, id="kota"),
    pytest.param("35.78_umkm.csv", write_separated, id="kota with semicolons"),
]


def take(node: Node, path: Path) -> ImportReport:
    order = ImportOrder(path, None, dt.date(2024, 12, 31), dt.date(2026, 1, 1), "uji")
    return import_workbook(node, order, lambda _share: None)


@pytest.fixture
def province(database: Database) -> Node:
    return new_office(Random(1), Level.PROVINSI, "35", db=database)


@pytest.mark.parametrize(("name", "write"), FILES)
def test_the_registry_holds_what_a_field_file_meant(
    province: Node, name: str, write: Callable[[Path, int], list[TrueRow]], tmp_path: Path
) -> None:
    truth = write(tmp_path / name, 120)

    report = take(province, tmp_path / name)

    spoilt = {(row.sheet, row.row) for row in truth if row.quirks & REFUSED_QUIRKS}
    assert {(fault.sheet, fault.row) for fault in report.faults} == spoilt
    assert (report.accepted, report.questions) == (len(truth) - len(spoilt), 0)
    held = province.db.rows("SELECT tanggal_lahir, wilayah, COALESCE(nib, '') FROM registry_usaha")
    meant = [row for row in truth if not row.quirks & REFUSED_QUIRKS]
    assert sorted(held) == sorted((row.tanggal_lahir, row.wilayah, row.nib) for row in meant)
    amounts = province.db.rows("SELECT omzet, modal_usaha FROM registry_laporan_usaha")
    assert sorted(amounts) == sorted((row.omzet, row.modal) for row in meant)


def test_cooperatives_and_loans_are_held_as_their_files_meant(province: Node, tmp_path: Path) -> None:
    write_koperasi(tmp_path / "koperasi_35.xlsx")
    write_loans(tmp_path / "kredit_bri_35.csv")

    cooperatives, loans = take(province, tmp_path / "koperasi_35.xlsx"), take(province, tmp_path / "kredit_bri_35.csv")

    assert (cooperatives.new, cooperatives.changed, cooperatives.refused, cooperatives.questions) == (1, 2, 0, 0)
    assert [year for (year,) in province.db.rows("SELECT tahun_buku FROM registry_laporan_koperasi ORDER BY 1")] == [
        2022,
        2023,
        2024,
    ]
    assert (loans.new, loans.refused) == (1, 0)
    assert province.db.rows("SELECT lembaga, plafon FROM registry_kredit") == [("BRI", 250_000_000)]
