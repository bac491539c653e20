"""Two imports of one office at the same time: the second one finds what the first one has stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pysqlite3
import pytest

from selaras.core.ledger.authority import Level
from selaras.flows.find_records import Finder
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.store.database import Database, PostgresDatabase, SqliteDatabase
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold
from tests.world.databases import schema
from tests.world.field_file import write_usaha
from tests.world.offices import Notes, new_office

ROWS = 50
OVERLAP_SECONDS = 1.0  # how long the first import stands still after it has looked, for the second one to overtake it
Connect = Callable[[], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connect]:
    """Open one database as often as wanted, as each request and each command does."""
    opened: list[Any] = []

    def sqlite() -> Database:
        opened.append(
            pysqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None, check_same_thread=False, timeout=60)
        )
        return SqliteDatabase(opened[-1])

    if request.param == "sqlite":
        with closing(pysqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as made:
            made.execute("PRAGMA journal_mode = WAL")
            for statement in schema():
                made.execute(statement)
        yield sqlite
    else:
        name, server = request.getfixturevalue("postgres_name")(), request.getfixturevalue("postgres")

        def postgresql() -> Database:
            opened.append(server.connect(name))
            return PostgresDatabase(opened[-1])

        yield postgresql
    for connection in opened:
        connection.close()


def test_a_file_that_is_imported_twice_at_once_is_there_once(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = new_office(Random(1), Level.KABKOTA, "35.07", db=connect())
    file = write_usaha(tmp_path / "a.csv", 1, ROWS)
    order = ImportOrder(file, None, dt.date(2025, 1, 1), dt.date(2026, 1, 1), "uji")
    reports: list[ImportReport] = []

    def take(node: Node) -> None:
        reports.append(import_workbook(node, order, lambda _share: None))

    other = Node(office.identity, connect(), office.wall_ms, Random(2).randbytes, Notes())
    thread, looked = Thread(target=take, args=(other,)), Finder.prepare

    def look_and_wait(self: Finder, *args: Any) -> None:
        looked(self, *args)
        monkeypatch.setattr(Finder, "prepare", looked)
        thread.start()
        thread.join(OVERLAP_SECONDS)

    monkeypatch.setattr(Finder, "prepare", look_and_wait)
    take(office)
    thread.join()

    assert sorted((report.new, report.unchanged) for report in reports) == [(0, ROWS), (ROWS, 0)]
    assert office.db.rows("SELECT COUNT(*) FROM registry_usaha") == [(ROWS,)]
    assert_registry_is_the_fold(office)
    assert_chains_hold(office.db)
