"""A file imported into an office of a province, and the answer to the one question that it asks."""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.flows.answer_question import Answered, answer_question
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.gateways.home.profiles import ProfileFolder
from selaras.store.database import Database
from selaras.store.inbox.questions import AskedQuestion, open_questions
from tests.world.offices import new_office

HEADINGS = ["nama usaha", "nama pemilik", "nik", "kode desa", "no hp", "tahun", "omzet"]
ROW = ["Toko Uji", "Pemilik Rekaan", "3507010101800001", "35.07.01.2001", "081200000001", "2024", "120000000"]
OTHER = ["Warung Dua", "Orang Lain", "3507010101800002", "35.07.01.2002", "081200000002", "2024", "60000000"]
TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def office(database: Database) -> Node:
    return new_office(Random(1), Level.PROVINSI, "35", db=database)


@pytest.fixture
def folder(tmp_path: Path) -> ProfileFolder:
    return ProfileFolder(tmp_path)


@pytest.fixture
def take(office: Node, folder: ProfileFolder, tmp_path: Path) -> Callable[..., ImportReport]:
    """Return a function that imports a table as a file of a name."""

    def take_table(name: str, headings: list[str], *rows: list[str], dry_run: bool = False) -> ImportReport:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([headings, *rows])
        as_of = dt.date(2024, 12, 31)
        order = ImportOrder(tmp_path / name, None, as_of, TODAY, "uji", dry_run, None, folder.read_all())
        return import_workbook(office, order, lambda _share: None)

    return take_table


@pytest.fixture
def reply(office: Node, folder: ProfileFolder) -> Callable[[str], Answered]:
    """Return a function that answers the one open question."""

    def reply_with(text: str) -> Answered:
        (question,) = open_questions(office.db)
        return answer_question(office, folder, question.id, text, "uji", TODAY)

    return reply_with


Take = Callable[..., ImportReport]
Reply = Callable[[str], Answered]


def only(office: Node, column: str, table: str = "usaha") -> object:
    ((value,),) = office.db.rows(f"SELECT {column} FROM registry_{table}")
    return value


def asked(office: Node) -> list[AskedQuestion]:
    return open_questions(office.db)
