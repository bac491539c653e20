"""Which record a row of a file is about: its numbers, its names and its place, each held against the others."""

from __future__ import annotations

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
from tests.world.offices import new_office

HEADINGS = ["nama usaha", "nama pemilik", "nik", "nib", "kode desa", "alamat", "no hp"]
NIB, OTHER_NIB = "0220001000001", "0220001000002"
PEOPLE = ("Ani Lestari", "Budi Santoso", "Cici Rahayu", "Dodi Prasetyo")
TRADES = ("Bakso", "Mebel", "Salon", "Bengkel")
Take = Callable[..., ImportReport]


def row(n: int, **said: str) -> list[str]:
    """Return the row of the n-th invented business, without numbers but for what is said."""
    usual = {"name": TRADES[n], "owner": PEOPLE[n], "nik": "", "nib": "", "desa": "35.07.01.2001", "road": f"Jalan {n}"}
    return [*(usual | {"phone": f"08120000000{n}"} | said).values()]


def nik(n: int) -> str:
    return f"350701010180001{n}"


@pytest.fixture
def office() -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07")


@pytest.fixture
def take(office: Node, tmp_path: Path) -> Take:
    def run(name: str, *rows: list[str]) -> ImportReport:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([HEADINGS, *rows])
        order = ImportOrder(tmp_path / name, None, dt.date(2025, 1, 28), dt.date(2026, 1, 1), "uji")
        return import_workbook(office, order, lambda _share: None)

    return run


def shown(node: Node, *names: str) -> list[tuple[Scalar, ...]]:
    return [tuple(row) for row in node.db.rows(f"SELECT {','.join(names)} FROM registry_usaha ORDER BY nama_usaha")]


def test_a_nib_that_was_copied_down_a_column_makes_no_record_of_many(office: Node, take: Take) -> None:
    rows = [row(n, nik=nik(n) if n % 2 else "", nib=NIB) for n in range(4)]

    report = take("a.csv", *rows)

    assert (report.new, {q.fault.code for q in report.asked}) == (4, {"ganda_mungkin"})
    assert shown(office, "nama_usaha", "nama_pemilik") == sorted(zip(TRADES, PEOPLE, strict=True))
    assert take("a.csv", *rows).changes == take("b.csv", *reversed(rows)).changes == 0
    edited = take("a.csv", *rows[:2], row(2, nib=NIB, phone="081299999999"), rows[3])
    assert (edited.new, edited.changed, edited.changes) == (0, 1, 1)
    assert ("Salon", "+6281299999999") in shown(office, "nama_usaha", "telepon")


def test_a_nik_that_was_copied_down_a_column_makes_no_record_of_many(office: Node, take: Take) -> None:
    report = take("a.csv", *(row(n, name="Warung", nik=nik(0)) for n in range(4)))

    assert report.new == 4
    assert sorted(shown(office, "nama_pemilik")) == [(name,) for name in PEOPLE]
    assert take("b.csv", row(2, name="Warung", nik=nik(0), phone="081299999999")).changes == 1
    assert (PEOPLE[2], "+6281299999999") in shown(office, "nama_pemilik", "telepon")


def test_two_businesses_under_one_nib_stay_two_whichever_is_edited(office: Node, take: Take) -> None:
    both = [row(0, nik=nik(0), nib=NIB), row(1, owner=PEOPLE[0], nik=nik(0), nib=NIB)]
    assert take("a.csv", *both).new == 2

    renamed = take("a.csv", both[0], ["Mebel Jati", *both[1][1:]])
    inserted = take("a.csv", row(2, owner=PEOPLE[0], nik=nik(0), nib=NIB), both[0], ["Mebel Jati", *both[1][1:]])

    assert (renamed.changes, inserted.new, inserted.changes) == (1, 1, 1)
    assert shown(office, "nama_usaha") == [("Bakso",), ("Mebel Jati",), ("Salon",)]


def test_a_new_row_above_takes_no_record_from_the_row_that_bears_its_name(office: Node, take: Take) -> None:
    take("a.csv", row(0, nik=nik(0), nib=NIB))

    report = take(
        "a.csv", row(1, owner=PEOPLE[0], nik=nik(0), nib=NIB), row(0, nik=nik(0), nib=NIB, phone="081299999999")
    )

    assert (report.new, report.changed, report.changes) == (1, 1, 2)
    assert shown(office, "nama_usaha", "telepon") == [("Bakso", "+6281299999999"), ("Mebel", "+6281200000001")]


@pytest.mark.parametrize(
    "later",
    [
        row(0, name="Soto Ayam", nik=nik(0), nib=NIB, road="Jalan 9"),  # another name
        row(0, owner="Eko Wibowo", nik=nik(4), nib=NIB, road="Jalan 9"),  # another owner
        row(0, name="Soto Ayam", owner="Ani Lestarie", nik=nik(4), nib=NIB),  # another name, and a mended NIK
        row(0, nik=nik(0), nib=OTHER_NIB, road="Jalan 9"),  # another NIB of the same owner and name
    ],
)
def test_a_business_of_one_nib_or_nik_may_change_what_it_says(later: list[str], take: Take) -> None:
    take("a.csv", row(0, nik=nik(0), nib=NIB))

    report = take("b.csv", later)

    assert (report.new, report.changed, report.changes) == (0, 1, 1)


def test_a_row_whose_nib_and_names_find_two_records_is_the_one_of_its_names_and_asks(office: Node, take: Take) -> None:
    take("a.csv", row(0, nik=nik(0), nib=NIB), row(1, owner=PEOPLE[0], nik=nik(0)))

    report = take("b.csv", row(1, owner=PEOPLE[0], nik=nik(0), nib=NIB))

    assert (report.new, report.changed, ["NIB sama" in q.fault.message for q in report.asked]) == (0, 1, [True])
    assert shown(office, "nama_usaha", "nib") == [("Bakso", NIB), ("Mebel", NIB)]


def test_rows_of_one_record_that_contradict_each_other_are_told(take: Take) -> None:
    report = take("a.csv", row(0, nik=nik(0)), row(1), row(0, nik=nik(0), phone="081299999999"))

    assert (report.new, report.changed) == (2, 1)
    assert [(w.code, w.row) for w in report.warnings] == [("baris_ganda", 4)]


def test_every_edited_row_of_a_file_that_was_sorted_anew_is_one_change(office: Node, take: Take) -> None:
    rows = [row(n) for n in range(4)]
    take("a.csv", *rows)
    take("a.csv", *reversed(rows))
    take("c.csv", *rows)

    sorted_anew = take(
        "a.csv", row(3, name="Bengkel Las"), row(2, owner="Cici R."), row(1), row(0, desa="35.07.01.2002")
    )
    copy = take("c.csv", row(0), row(1, road="Jalan Raya 12"), row(2), row(3))

    assert (sorted_anew.new, sorted_anew.changed, sorted_anew.changes) == (0, 3, 3)
    assert (copy.new, len(shown(office, "nama_usaha"))) == (0, 4)


def test_a_copy_of_a_row_that_becomes_another_business_leaves_the_first_one_alone(office: Node, take: Take) -> None:
    take("a.csv", row(0), row(0))

    report = take("a.csv", row(0), row(0, name="Toko Kelontong"))
    above = take("a.csv", row(0, name="Pangkas Rambut"), row(0), row(0, name="Toko Kelontong"))

    assert (report.new, report.changed, above.new, above.changed) == (1, 0, 1, 0)
    assert shown(office, "nama_usaha") == [("Bakso",), ("Pangkas Rambut",), ("Toko Kelontong",)]
