"""Taking an import back, on both databases: what it made goes, what it changed returns, what came later stays."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.flows import undo_import as undo_flow
from selaras.flows.delete_record import delete_record
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.undo_import import NoSuchImport, UndoneBefore, UndoReport, undo_import
from selaras.store.database import Database
from selaras.store.inbox.imports import read_imports
from tests.world.contents import assert_registry_is_the_fold
from tests.world.offices import Wall, new_office

HEADINGS = ["nama usaha", "nama pemilik", "nik", "kode desa", "no hp", "alamat", "omzet"]
DAY = dt.date(2024, 12, 31)


def row(name: str, number: int, phone: str = "081200000001", address: str = "Jalan 1") -> list[str]:
    return [name, "Pemilik Rekaan", f"35070101018000{number:02}", "35.07.01.2001", phone, address, "12000000"]


@pytest.fixture
def office(database: Database) -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07", db=database, wall=Wall())


def take(node: Node, file: Path, *rows: list[str], as_of: dt.date = DAY) -> ImportReport:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEADINGS, *rows])
    order = ImportOrder(file, None, as_of, dt.date(2026, 11, 24), "uji")
    return import_workbook(node, order, lambda _share: None)


def undo(node: Node, report: ImportReport) -> UndoReport:
    assert report.id is not None
    return undo_import(node, report.id, "uji", lambda _share: None)


def shown(node: Node) -> list[tuple[Scalar, ...]]:
    """Return (name, phone, address, turnover) of what the registry shows."""
    rows = node.db.rows(
        "SELECT u.nama_usaha, u.telepon, u.alamat, l.omzet FROM registry_usaha u JOIN registry_laporan_usaha l"
        " ON l.usaha = lower(hex(u.record)) AND l.deletions IS NULL WHERE u.deletions IS NULL ORDER BY u.nama_usaha"
        if node.db.dialect == "sqlite"
        else "SELECT u.nama_usaha, u.telepon, u.alamat, l.omzet FROM registry_usaha u JOIN registry_laporan_usaha l"
        " ON l.usaha = encode(u.record, 'hex') AND l.deletions IS NULL WHERE u.deletions IS NULL ORDER BY u.nama_usaha"
    )
    return [tuple(row) for row in rows]


def edit(node: Node, name: str, **fields: Scalar) -> None:
    ((record,),) = node.db.rows("SELECT record FROM registry_usaha WHERE nama_usaha = ?", (name,))
    record_changes(node, [NewChange("35.07", "usaha", "usaha", bytes(record), fields, "petugas", "edit")])


def test_new_records_go_and_changed_fields_return(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1), row("Dua", 2))
    before = shown(office)
    second = take(office, tmp_path / "b.csv", row("Satu", 1, "081299999999", "Jalan 9"), row("Tiga", 3))
    assert len(shown(office)) == 3

    report = undo(office, second)

    assert (report.deleted, report.restored, report.emptied, report.left) == (2, 1, 0, [])
    assert shown(office) == before
    assert_registry_is_the_fold(office)


def test_later_edits_stay_and_are_named(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1))
    second = take(
        office, tmp_path / "b.csv", row("Satu", 1, "081299999999", "Jalan 9"), row("Tiga", 3), row("Empat", 4)
    )
    edit(office, "Satu", telepon="+6281311111111")
    edit(office, "Tiga", alamat="Jalan Baru")

    report = undo(office, second)

    assert [(name, phone, address) for name, phone, address, _ in shown(office)] == [
        ("Satu", "+6281311111111", "Jalan 1")
    ]
    assert office.db.rows("SELECT alamat FROM registry_usaha WHERE nama_usaha = 'Tiga' AND deletions IS NULL") == [
        ("Jalan Baru",)
    ]
    assert [(one.kind, one.row, one.fields) for one in report.left] == [
        ("usaha", 2, ("telepon",)),
        ("usaha", 3, ()),
    ]


def test_an_enterprise_that_a_later_file_reports_on_stays(office: Node, tmp_path: Path) -> None:
    first = take(office, tmp_path / "a.csv", row("Satu", 1))
    take(office, tmp_path / "b.csv", [*row("Satu", 1)[:6], "24000000"], as_of=dt.date(2025, 12, 31))

    report = undo(office, first)

    assert report.deleted == 1
    assert [(one.kind, one.fields) for one in report.left] == [("usaha", ())]
    assert [turnover for *_, turnover in shown(office)] == [24_000_000]


def test_the_same_file_can_be_imported_again_after_its_undo(office: Node, tmp_path: Path) -> None:
    first = take(office, tmp_path / "a.csv", row("Satu", 1), row("Dua", 2))
    before = shown(office)
    undo(office, first)
    assert shown(office) == []

    again = take(office, tmp_path / "a.csv", row("Satu", 1), row("Dua", 2))

    assert (again.new, shown(office)) == (2, before)


def test_a_changed_value_can_be_imported_again_after_its_undo(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1))
    second = take(office, tmp_path / "b.csv", row("Satu", 1, "081299999999"))
    undo(office, second)

    again = take(office, tmp_path / "b.csv", row("Satu", 1, "081299999999"))

    assert (again.changed, again.warnings) == (1, [])
    assert [phone for _, phone, *_ in shown(office)] == ["+6281299999999"]


def test_a_report_comes_back_when_its_file_is_imported_again_after_an_undo(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1))
    ((record,),) = office.db.rows("SELECT record FROM registry_usaha")
    (tmp_path / "lap.csv").write_text(f"ID usaha;Tahun;Omzet per tahun\n{bytes(record).hex()};2023;5000000\n")
    order = ImportOrder(tmp_path / "lap.csv", None, DAY, dt.date(2026, 11, 24), "uji")

    for _ in range(3):
        report = import_workbook(office, order, lambda _share: None)
        assert (report.new, sorted(str(turnover) for *_, turnover in shown(office))) == (1, ["12000000", "5000000"])
        assert import_workbook(office, order, lambda _share: None).changes == 0

        assert undo(office, report).deleted == 1
        assert [turnover for *_, turnover in shown(office)] == [12_000_000]
    assert_registry_is_the_fold(office)


def test_a_report_comes_back_with_the_row_of_an_enterprise_that_an_undo_left(office: Node, tmp_path: Path) -> None:
    rows = row("Satu", 1), row("Dua", 2)
    first = take(office, tmp_path / "a.csv", *rows)
    before = shown(office)
    edit(office, "Satu", telepon="+6281311111111")
    edit(office, "Satu", telepon="+6281200000001")
    undo(office, first)
    assert shown(office) == []

    again = take(office, tmp_path / "a.csv", *rows)

    assert ((again.new, again.changed), shown(office)) == ((1, 1), before)
    assert undo(office, again).left == []
    assert shown(office) == []


def test_imports_that_are_taken_back_one_after_the_other_leave_nothing(office: Node, tmp_path: Path) -> None:
    first = take(office, tmp_path / "a.csv", row("Satu", 1), row("Dua", 2))
    second = take(office, tmp_path / "b.csv", row("Satu", 1, "081299999999"), [*row("Dua", 2)[:6], "13000000"])

    held = undo(office, first)
    assert [(one.kind, one.fields) for one in held.left] == [("laporan_usaha", ()), ("usaha", ()), ("usaha", ())]
    assert undo(office, second).left == []
    assert undo(office, first).left == []

    assert shown(office) == []
    assert office.db.rows("SELECT 1 FROM registry_usaha WHERE deletions IS NULL") == []
    with pytest.raises(UndoneBefore):
        undo(office, first)
    assert_registry_is_the_fold(office)


def test_what_a_person_said_between_two_imports_stays_when_both_are_taken_back(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1))
    second = take(office, tmp_path / "b.csv", row("Satu", 1, "081222222222", "Jalan 2"))
    edit(office, "Satu", telepon="+6281311111111")
    third = take(office, tmp_path / "c.csv", row("Satu", 1, "081233333333", "Jalan 3"), as_of=dt.date(2026, 11, 23))
    assert third.changed == 1

    undo(office, third)
    left = undo(office, second).left

    assert [one.fields for one in left] == [("telepon",)]
    assert [(phone, address) for _, phone, address, _ in shown(office)] == [("+6281311111111", "Jalan 1")]


def test_a_report_that_was_changed_can_be_changed_again_after_its_undo(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1))
    changed = [*row("Satu", 1)[:6], "13000000"]
    second = take(office, tmp_path / "b.csv", changed)
    undo(office, second)

    again = take(office, tmp_path / "b.csv", changed)

    assert (again.changed, [turnover for *_, turnover in shown(office)]) == (1, [13_000_000])


def test_what_a_person_deleted_is_told_and_stays_deleted(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1), row("Dua", 2))
    ((record,),) = office.db.rows("SELECT record FROM registry_usaha WHERE nama_usaha = 'Satu'")
    delete_record(office, bytes(record), author="petugas", reason="salah catat")

    same = take(office, tmp_path / "a.csv", row("Satu", 1), row("Dua", 2))
    edited = take(office, tmp_path / "a.csv", row("Satu", 1, "081299999999"), row("Dua", 2))

    for report in (same, edited):
        assert [(w.code, w.row) for w in report.warnings] == [("catatan_dihapus", 2)]
    assert [name for name, *_ in shown(office)] == ["Dua"]


def test_an_undo_that_broke_off_goes_on_and_ends_the_same(
    office: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take(office, tmp_path / "a.csv", *(row(f"Usaha {number}", number) for number in range(1, 9)))
    monkeypatch.setattr(undo_flow, "CHUNK_RECORDS", 3)

    class Crash(Exception):
        pass

    def crash(share: float) -> None:
        if share > 0.6:
            raise Crash

    assert first.id is not None
    with pytest.raises(Crash):
        undo_import(office, first.id, "uji", crash)
    changes = office.db.rows("SELECT COUNT(*) FROM ledger_change")[0][0]
    report = undo(office, first)

    assert shown(office) == []
    assert 0 < report.changes < 16
    assert office.db.rows("SELECT COUNT(*) FROM ledger_change")[0][0] - changes == report.changes
    assert report.changes + changes == 32


def test_where_an_office_may_not_delete_it_unsays_what_it_said(database: Database, tmp_path: Path) -> None:
    province = new_office(Random(2), Level.PROVINSI, "35", db=database)
    first = take(province, tmp_path / "a.csv", row("Satu", 1))

    report = undo(province, first)

    assert (report.deleted, report.emptied) == (0, 2)
    assert province.db.rows("SELECT nama_usaha, nik_pemilik, deletions FROM registry_usaha") == [(None, None, None)]
    assert take(province, tmp_path / "a.csv", row("Satu", 1)).new == 1


def test_imports_are_listed_and_an_undo_is_done_once(office: Node, tmp_path: Path) -> None:
    first = take(office, tmp_path / "a.csv", row("Satu", 1), ["", *row("", 2)[1:]])
    second = take(office, tmp_path / "b.csv", row("Satu", 1))
    undo(office, first)

    listed = [
        (past.id, past.file, past.accepted, past.refused, past.changes, past.undone_ms is not None)
        for past in read_imports(office.db)
    ]
    assert listed == [(2, "b.csv", 1, 0, 0, False), (1, "a.csv", 1, 1, 2, True)]
    with pytest.raises(UndoneBefore):
        undo(office, first)
    with pytest.raises(NoSuchImport):
        undo_import(office, 9, "uji", lambda _share: None)
    assert undo(office, second).changes == 0


def test_an_older_fact_replaces_no_newer_one_and_says_so(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1, "081200000001", "Jalan 1"), as_of=dt.date(2025, 6, 1))
    old = row("Satu", 1, "081299999999", "")

    older = take(office, tmp_path / "b.csv", [*old[:6], ""], as_of=dt.date(2025, 5, 31))
    newer = take(office, tmp_path / "b.csv", [*old[:6], ""], as_of=dt.date(2025, 6, 1))

    assert (older.unchanged, older.changes, [warning.code for warning in older.warnings]) == (1, 0, ["fakta_lama"])
    assert (newer.changed, newer.changes, newer.warnings) == (1, 1, [])
    assert [phone for _, phone, *_ in shown(office)] == ["+6281299999999"]


def test_an_older_fact_fills_what_nobody_stated_and_an_edit_is_as_new_as_its_day(office: Node, tmp_path: Path) -> None:
    take(office, tmp_path / "a.csv", row("Satu", 1, "", "Jalan 1"), as_of=dt.date(2025, 6, 1))
    edit(office, "Satu", alamat="Jalan Baru")

    report = take(office, tmp_path / "b.csv", row("Satu", 1, "081299999999", "Jalan 9"), as_of=dt.date(2025, 5, 1))

    assert [warning.column for warning in report.warnings] == ["Alamat usaha"]
    assert [(phone, address) for _, phone, address, _ in shown(office)] == [("+6281299999999", "Jalan Baru")]
