"""An office whose inbox is older than its registry still knows the rows it imported; over both databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.flows.recall_rows import recall_rows
from selaras.flows.undo_import import undo_import
from selaras.store.database import Database
from selaras.store.registry.queries import export_records
from tests.world.offices import new_office

FILE = (
    "nama usaha;nama pemilik;kode desa;telepon\n"
    "Warung Satu;Orang Rekaan;35.07.01.2001;081200000001\n"
    "Warung Dua;Orang Lain;35.07.01.2002;081200000002\n"
)


@pytest.fixture
def office(database: Database) -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07", db=database)


def take(node: Node, path: Path) -> ImportReport:
    order = ImportOrder(path, "usaha", dt.date(2024, 12, 31), dt.date(2026, 1, 1), "uji")
    return import_workbook(node, order, lambda _share: None)


def lose_the_inbox(db: Database) -> None:
    with db.transaction():
        db.execute("DELETE FROM inbox_read_row")
        db.execute("DELETE FROM inbox_trace")


def test_rows_without_a_number_find_their_records_again(office: Node, tmp_path: Path) -> None:
    path = tmp_path / "pendataan.csv"
    path.write_text(FILE, encoding="utf-8")
    assert take(office, path).new == 2
    lose_the_inbox(office.db)
    with office.db.transaction():
        assert recall_rows(office.db) == 2
    again = take(office, path)

    assert (again.new, again.changes) == (0, 0)


def test_a_nearly_equal_row_is_still_asked_about(office: Node, tmp_path: Path) -> None:
    path, other = tmp_path / "pendataan.csv", tmp_path / "lain.csv"
    path.write_text(FILE, encoding="utf-8")
    take(office, path)
    lose_the_inbox(office.db)
    with office.db.transaction():
        recall_rows(office.db)
    other.write_text(FILE.replace("Warung Satu;Orang Rekaan", "Waroeng Satu;Orang Rekaan"), encoding="utf-8")

    assert len(take(office, other).asked) == 1


DOUBLES = FILE + "Warung Satu;Orang Rekaan;35.07.01.2001;081200000009\n"


def test_rows_of_one_record_that_contradict_each_other_are_not_said_again(office: Node, tmp_path: Path) -> None:
    path = tmp_path / "pendataan.csv"
    path.write_text(DOUBLES, encoding="utf-8")
    assert take(office, path).changes == 3
    lose_the_inbox(office.db)
    with office.db.transaction():
        recall_rows(office.db)

    assert [take(office, path).changes for _ in range(2)] == [0, 0]


def test_a_row_that_was_mended_since_is_said_whole(office: Node, tmp_path: Path) -> None:
    path = tmp_path / "pendataan.csv"
    path.write_text(DOUBLES, encoding="utf-8")
    take(office, path)
    lose_the_inbox(office.db)
    with office.db.transaction():
        recall_rows(office.db)
    path.write_text(FILE.replace("0001\n", "0001;warung@contoh.id\n").replace("telepon", "telepon;email"), "utf-8")
    take(office, path)

    (first, _) = sorted(export_records(office.db, "usaha"), key=lambda one: str(one.fields["nama_usaha"]), reverse=True)
    assert (first.fields["telepon"], first.fields["surel"]) == ("+6281200000001", "warung@contoh.id")


def test_what_was_taken_back_may_be_imported_again(office: Node, tmp_path: Path) -> None:
    path, other = tmp_path / "pendataan.csv", tmp_path / "lain.csv"
    other.write_text(FILE.replace("081200000001", "081200000005"), encoding="utf-8")
    take(office, other)
    path.write_text(FILE, encoding="utf-8")
    number = take(office, path).id
    assert number is not None
    undo_import(office, number, "uji", lambda _share: None)

    assert take(office, path).changes == 1
