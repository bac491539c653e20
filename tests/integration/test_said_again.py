"""A row that a file brings back to what it once said: stated again where another row had spoken since, and only there."""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, append
from tests.world.offices import new_office

HEADINGS = ["nama usaha", "nama pemilik", "nik", "kode desa", "no hp", "alamat"]
ROW = ["Toko Uji", "Pemilik Rekaan", "3507010101800001", "35.07.01.2001"]
OLD, NEW, OWN = "081200000001", "081200000002", "081200000003"
Take = Callable[..., ImportReport]


@pytest.fixture
def office() -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07")


@pytest.fixture
def take(office: Node, tmp_path: Path) -> Take:
    def run(name: str, *phones: str, month: int = 1) -> ImportReport:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([HEADINGS, *([*ROW, phone, "Jalan 1"] for phone in phones)])
        order = ImportOrder(tmp_path / name, None, dt.date(2025, month, 28), dt.date(2026, 1, 1), "uji")
        return import_workbook(office, order, lambda _share: None)

    return run


def enter(node: Node, **fields: Scalar) -> None:
    [(record,)] = node.db.rows("SELECT record FROM registry_usaha")
    with node.db.transaction():
        append(node, [NewChange("35.07", "usaha", "usaha", bytes(record), fields, "uji", "edit")])


def phone(node: Node) -> str:
    [(found,)] = node.db.rows("SELECT telepon FROM registry_usaha")
    return "0" + str(found).removeprefix("+62")


def test_a_file_that_takes_its_own_correction_back_is_believed(office: Node, take: Take) -> None:
    take("data.csv", OLD)
    take("data.csv", NEW)

    back = take("data.csv", OLD)

    assert (back.changed, back.changes, phone(office)) == (1, 1, OLD)
    assert take("data.csv", OLD).changes == 0
    assert take("data.csv", NEW).changes == 1


def test_a_later_file_that_says_what_an_earlier_one_said_is_believed(office: Node, take: Take) -> None:
    take("januari.csv", OLD, month=1)
    take("februari.csv", NEW, month=2)

    assert (take("maret.csv", OLD, month=3).changes, phone(office)) == (1, OLD)


def test_an_earlier_file_that_is_read_again_takes_nothing_back(office: Node, take: Take) -> None:
    take("januari.csv", OLD, month=1)
    take("februari.csv", NEW, month=2)

    assert (take("januari.csv", OLD, month=1).changes, phone(office)) == (0, NEW)


def test_what_a_person_entered_since_stays(office: Node, take: Take) -> None:
    take("data.csv", OLD)
    take("data.csv", NEW)
    enter(office, telepon="+62" + OWN[1:])

    assert (take("data.csv", OLD, month=3).changes, phone(office)) == (0, OWN)


def test_only_what_gave_way_is_said_again(office: Node, take: Take) -> None:
    take("data.csv", OLD)
    take("data.csv", NEW)
    enter(office, alamat="Jalan 2")

    assert (take("data.csv", OLD).changes, phone(office)) == (1, OLD)
    assert office.db.rows("SELECT alamat FROM registry_usaha") == [("Jalan 2",)]


def test_two_rows_of_one_file_about_one_enterprise_do_not_take_turns(office: Node, take: Take) -> None:
    take("data.csv", OLD, NEW)
    stood = phone(office)

    assert [take("data.csv", OLD, NEW, month=month).changes for month in (1, 2)] == [0, 0]
    assert phone(office) == stood
