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
from selaras.store.database import Database
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
        db.execute("DELETE FROM inbox_imported_row")
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
