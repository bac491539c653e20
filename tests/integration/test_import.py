"""The import of field files into a node: what is stated, what is given back, and that repeating states nothing."""

import csv
import datetime as dt
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from tests.world.contents import registry
from tests.world.offices import new_office

EXAMPLES = Path(str(files("selaras.data").joinpath("contoh")))
HEADINGS = ["nama usaha", "nama pemilik", "nik", "kode desa", "no hp", "alamat", "omzet"]
ROW = ["Toko Uji", "Pemilik Rekaan", "3507010101800001", "35.07.01.2001", "081200000001", "Jalan 1", "12000000"]


def take(node: Node, file: Path, *, dry_run: bool = False) -> ImportReport:
    order = ImportOrder(file, None, dt.date(2024, 12, 31), dt.date(2026, 1, 1), "uji", dry_run)
    return import_workbook(node, order, lambda _share: None)


def write(file: Path, headings: list[str], *rows: list[str]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([headings, *rows])
    return file


@pytest.fixture
def office() -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07")


@pytest.fixture
def province() -> Node:
    return new_office(Random(2), Level.PROVINSI, "35")


@pytest.mark.parametrize(
    "name", ["35.07_umkm.xlsx", "35.73_umkm.xlsx", "35.78_umkm.csv", "koperasi_35.xlsx", "kredit_bri_35.csv"]
)
def test_the_same_file_twice_states_nothing_the_second_time(province: Node, name: str) -> None:
    first = take(province, EXAMPLES / name)
    before = registry(province.db)
    second = take(province, EXAMPLES / name)

    assert first.new > 0
    assert first.rows == first.accepted + first.refused
    assert (second.changes, second.unchanged) == (0, first.accepted)
    assert registry(province.db) == before


def test_a_dry_run_counts_the_same_and_keeps_nothing(office: Node) -> None:
    dry = take(office, EXAMPLES / "35.07_umkm.xlsx", dry_run=True)
    wet = take(office, EXAMPLES / "35.07_umkm.xlsx")

    assert (dry.new, dry.changed, dry.refused, dry.changes) == (wet.new, wet.changed, wet.refused, wet.changes)


def test_an_edited_row_changes_its_own_record_and_an_empty_cell_erases_nothing(office: Node, tmp_path: Path) -> None:
    take(office, write(tmp_path / "a.csv", HEADINGS, ROW))
    report = take(office, write(tmp_path / "b.csv", HEADINGS, [*ROW[:4], "081200000002", "", ROW[6]]))

    assert (report.new, report.changed, report.changes) == (0, 1, 1)
    ((phone, address),) = office.db.rows("SELECT telepon, alamat FROM registry_usaha")
    assert (phone, address) == ("+6281200000002", "Jalan 1")


def test_a_loan_lives_where_its_borrowers_enterprise_does(province: Node, tmp_path: Path) -> None:
    elsewhere = [*ROW[:2], "3507010101800001", "35.73.01.1001", *ROW[4:]]
    take(province, write(tmp_path / "usaha.csv", HEADINGS, elsewhere))
    loan = ["nik", "nama_debitur", "skema", "plafon", "tgl_akad"]
    file = write(tmp_path / "kredit_bri.csv", loan, ["3507010101800001", "X", "KUR Mikro", "50000000", "2024-01-05"])

    report = take(province, file)

    (usaha,) = (row[0] for row in province.db.rows("SELECT record FROM registry_usaha"))
    assert province.db.rows("SELECT wilayah_induk, usaha, lembaga FROM registry_kredit") == [
        ("35.73", usaha.hex(), "BRI")
    ]
    assert [warning.code for warning in report.warnings] == ["lembaga_anggapan"]


def test_a_loan_that_belongs_nowhere_here_is_given_back_with_the_reason(office: Node, tmp_path: Path) -> None:
    loan = ["nik", "nama_debitur", "skema", "plafon", "tgl_akad"]
    file = write(tmp_path / "kredit.csv", loan, ["3578010101800001", "X", "KUR Mikro", "50000000", "2024-01-05"])

    report = take(office, file)

    assert (report.rows, report.refused) == (1, 1)
    assert [fault.code for fault in report.faults] == ["wilayah_tak_tentu"]
    assert not office.db.rows("SELECT 1 FROM registry_kredit")
