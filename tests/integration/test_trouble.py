"""What a full disk or a lost server says is recognised, and a change that failed has left nothing."""

from __future__ import annotations

import errno
from itertools import islice
from random import Random

import psycopg
import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.scrub import scrub
from selaras.store.ledger.queries import count_changes
from selaras.store.trouble import BROKEN, BUSY, DOWN, FULL, trouble
from tests.world.offices import new_office


def test_a_full_database_keeps_nothing_of_the_change_that_failed_and_goes_on_with_room() -> None:
    node = new_office(Random(1), Level.KABKOTA, "35.07")
    records = islice(new_records(node.wall_ms(), b"abcdef", "35.07", "usaha"), 2_000)
    many = [NewChange("35.07", "usaha", "usaha", r, {"nama_usaha": "Toko " * 20}, "uji", "edit") for r in records]
    record_changes(node, many[:5])
    pages = node.db.rows("PRAGMA page_count")[0][0]
    node.db.rows(f"PRAGMA max_page_count = {pages + 20}")

    with pytest.raises(Exception, match="full") as failure:
        record_changes(node, many[5:])
    found = trouble(failure.value), count_changes(node.db), scrub(node, lambda _: None).sound
    node.db.rows("PRAGMA max_page_count = 1000000")
    record_changes(node, many[5:])

    assert found == (FULL, 5, True)
    assert count_changes(node.db) == 2_000


def test_troubles_are_told_apart_also_behind_other_errors() -> None:
    import pysqlite3

    behind = RuntimeError("while saving")
    behind.__context__ = OSError(errno.ENOSPC, "No space left on device")

    assert trouble(behind) == FULL
    assert trouble(pysqlite3.DatabaseError("database disk image is malformed")) == BROKEN
    assert trouble(pysqlite3.OperationalError("database is locked")) == BUSY
    assert trouble(psycopg.errors.DiskFull()) == FULL
    assert trouble(psycopg.errors.AdminShutdown()) == DOWN
    assert trouble(psycopg.OperationalError("connection refused")) == DOWN
    assert trouble(pysqlite3.IntegrityError("UNIQUE constraint failed")) is None
    assert trouble(ValueError("anything")) is None
