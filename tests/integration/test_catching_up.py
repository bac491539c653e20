"""The list after any batches of additions, edits and deletions is the list made anew; over both databases."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database, Row
from selaras.store.search.index import catch_up, clear_search
from tests.world.offices import new_office

TODAY = dt.date(2026, 11, 24)


def state(node: Node, record: bytes, fields: dict[str, str | int | None]) -> None:
    record_changes(node, [NewChange("35.07", "usaha", "usaha", record, fields, author="uji", reason="edit")])


def add(node: Node, name: str) -> bytes:
    record = next(new_records(node.wall_ms(), node.random(6), "35.07", "usaha"))
    state(node, record, {"nama_usaha": name, "wilayah": "35.07.01.2001"})
    return record


def listed(db: Database) -> tuple[list[Row], list[Row]]:
    """Return the lines, and the words of each, without the numbers that they happen to have."""
    lines = db.rows("SELECT record, kind, area, name, status FROM search_document ORDER BY record")
    words = db.rows(
        "SELECT d.record, w.word FROM search_posting p JOIN search_document d ON d.id = p.document"
        " JOIN search_word w ON w.id = p.place >> 32 ORDER BY d.record, w.word"
    )
    return [tuple(map(_plain, row)) for row in lines], [tuple(map(_plain, row)) for row in words]


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def anew(db: Database) -> tuple[list[Row], list[Row]]:
    with db.transaction():
        clear_search(db)
    catch_up(db, 10_000, TODAY)
    return listed(db)


def test_the_newest_line_is_edited_in_the_batch_that_brings_another(database: Database) -> None:
    node = new_office(Random(1), Level.KABKOTA, "35.07", db=database)
    add(node, "Warung Lama")
    newest = add(node, "Warung Sejahtera")
    catch_up(database, 1_000, TODAY)
    state(node, newest, {"nama_usaha": "Warung Sentosa"})
    add(node, "Warung Makmur")
    catch_up(database, 1_000, TODAY)

    assert {row[3] for row in listed(database)[0]} == {"Warung Lama", "Warung Sentosa", "Warung Makmur"}


@pytest.mark.parametrize("seed", range(5))
def test_catching_up_gives_the_list_made_anew(database: Database, seed: int) -> None:
    rng = Random(seed)
    node = new_office(rng, Level.KABKOTA, "35.07", db=database)
    records = [add(node, "Warung Awal")]
    for step in range(12):
        for _ in range(rng.randrange(1, 5)):
            match rng.randrange(4):
                case 0 | 1:
                    records.append(add(node, rng.choice(["Warung", "Toko", "Kopi"]) + f" {step}"))
                case 2:
                    state(node, rng.choice(records), {"nama_usaha": f"Kedai {rng.randrange(9)}"})
                case _:
                    state(node, rng.choice(records), {"dihapus": "ya"})
        while catch_up(database, rng.randrange(1, 6), TODAY):
            pass

    kept = listed(database)
    assert kept == anew(database)
    assert kept[0]
