"""What a bit flip breaks is found by scrub and put right by the next sync, from the copy of the parent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from random import Random
from typing import Any

import pytest

from selaras.core.ledger.authority import ERASURE, Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.read_packet import read_packet
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.scrub import scrub
from selaras.store.database import Database
from selaras.store.ledger.damage import read_damage
from selaras.store.ledger.queries import unsafe_count
from selaras.store.registry.queries import export_records
from selaras.store.registry.tables import tables
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold, ledger, registry
from tests.world.fixtures import DIALECTS, NewDatabase
from tests.world.offices import connect, new_office, sync
from tests.world.packets import write

Exchange = Callable[[Node, Node], object]
HOME = "35.07"
LEDGER_COLUMNS = {
    "ledger_change": "place id hlc_ms hlc_tick kind record parents as_of policy shape salt payload commitment".split(),
    "ledger_head": "place signature".split(),
    "ledger_stream": "id key node epoch wilayah rumpun seq head safe_seq".split(),
    "ledger_shape": "id digest names".split(),
}
DAMAGES = [(table, column) for table, columns in LEDGER_COLUMNS.items() for column in columns]


def exchange_by_packets(child: Node, parent: Node) -> None:
    read_packet(parent, write(child, parent))
    read_packet(child, write(parent, child))


def change(record: bytes, kind: str = "usaha", **fields: str | int) -> NewChange:
    return NewChange(HOME, "usaha", kind, record, fields, "uji", "edit", 20_000)


def pair(db: Database) -> tuple[Node, Node]:
    """An office on this database whose changes its parent holds, and the parent."""
    rng = Random(3)
    child, parent = new_office(rng, Level.KABKOTA, HOME, db=db), new_office(rng, Level.PROVINSI, "35")
    connect(child, parent)
    ids = list(islice(new_records(child.wall_ms(), rng.randbytes(6), HOME, "usaha"), 5))
    for record in ids:
        record_changes(child, [change(record, nama_usaha="Toko", nib="1234567890123")])
    made = [record_changes(child, [change(record, alamat="Jalan 1")])[0] for record in ids[:3]]
    record_changes(child, [change(ids[4], "kelak", warna="biru")])
    erasing = NewChange(HOME, "usaha", "usaha", ids[1], {ERASURE: made[1].hex()}, "uji", "erase")
    record_changes(child, [erasing])
    for _ in range(2):
        sync(child, parent)
    return child, parent


def damage(db: Database, table: str, column: str) -> None:
    """Flip one bit of one value; a check that the disk would not ask is passed over."""
    key = LEDGER_COLUMNS.get(table, ["record"])[0]
    rows = db.rows(f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}")
    at, value = next(row for row in rows[len(rows) // 2 :] if row[1] not in (b"", ""))
    if db.dialect == "sqlite":
        db.execute("PRAGMA ignore_check_constraints=ON")
    else:
        db.execute("ALTER TABLE ledger_stream DROP CONSTRAINT IF EXISTS ledger_stream_safe_is_held")
    db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (flipped(value), at))


def flipped(value: Any) -> Any:
    if isinstance(value, int):
        return value ^ 1 << 5
    if isinstance(value, str):
        return chr(ord(value[0]) ^ 1) + value[1:]
    return bytes([bytes(value)[0] ^ 1]) + bytes(value)[1:]


def seen(node: Node) -> dict[str, Any]:
    """Everything but how long each stretch between two signatures is."""
    exported = {kind: list(export_records(node.db, kind)) for kind in tables()}
    held = ledger(node.db)
    return {"export": exported, "registry": registry(node.db)} | {part: held[part] for part in ("changes", "streams")}


def faults(node: Node) -> int:
    found = scrub(node, lambda _: None)
    assert found.sound == (not read_damage(node.db))
    return found.bad_changes + found.bad_rows


@pytest.mark.parametrize("exchange", [sync, exchange_by_packets])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("table", "column"), DAMAGES, ids=map(".".join, DAMAGES))
def test_a_flipped_bit_of_the_ledger_is_found_and_mended_by_the_next_exchange(
    dialect: str, table: str, column: str, exchange: Exchange, new_database: NewDatabase
) -> None:
    child, parent = pair(new_database(dialect))
    before = seen(child)
    damage(child.db, table, column)

    assert faults(child) > 0
    exchange(child, parent)
    assert faults(child) == 0
    exchange(child, parent)
    assert seen(child) == before
    assert unsafe_count(child.db, child.id) == 0
    assert_chains_hold(child.db)
    assert_registry_is_the_fold(child)


def test_a_parent_gets_back_by_packets_what_its_child_holds(new_database: NewDatabase) -> None:
    child, parent = pair(new_database("sqlite"))
    before = seen(parent)
    for column in ("payload", "commitment", "id"):
        damage(parent.db, "ledger_change", column)
    assert faults(parent) > 0

    exchange_by_packets(parent, child)

    assert faults(parent) == 0
    assert seen(parent) == before


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("column", tables()["usaha"].columns)
def test_a_flipped_bit_of_the_registry_is_found_and_mended_by_the_next_sync(
    dialect: str, column: str, new_database: NewDatabase
) -> None:
    child, parent = pair(new_database(dialect))
    before = seen(child)
    if not child.db.rows(f"SELECT 1 FROM registry_usaha WHERE {column} IS NOT NULL"):
        child.db.execute(f"UPDATE registry_usaha SET {column} = '7'")
    else:
        damage(child.db, "registry_usaha", column)

    assert faults(child) > 0
    sync(child, parent)
    assert faults(child) == 0
    assert seen(child) == before


@pytest.mark.parametrize(("table", "column"), [("ledger_change", "kind"), ("ledger_stream", "wilayah")])
def test_text_that_is_no_utf8_is_damage_like_any_other(table: str, column: str, new_database: NewDatabase) -> None:
    child, parent = pair(new_database("sqlite"))
    before = seen(child)
    key = LEDGER_COLUMNS[table][0]
    child.db.execute(
        f"UPDATE {table} SET {column} = CAST(x'ff31' AS TEXT) WHERE {key} = (SELECT MAX({key}) FROM {table})"
    )

    assert faults(child) > 0
    sync(child, parent)
    assert faults(child) == 0
    assert seen(child) == before


def test_a_lost_run_of_changes_comes_back_and_what_follows_it_stays(new_database: NewDatabase) -> None:
    child, parent = pair(new_database("sqlite"))
    before = ledger(child.db)["changes"]
    record = next(new_records(child.wall_ms(), b"abcdef", HOME, "usaha"))
    (only_here,) = record_changes(child, [change(record, nama_usaha="Baru")])
    child.db.execute("DELETE FROM ledger_change WHERE place & 1099511627775 IN (2, 3, 4)")

    assert faults(child) > 0
    told = sync(child, parent)

    assert (told.damaged, told.sent) == (0, 1)
    held = {row[2] for row in ledger(child.db)["changes"]}
    assert held == {row[2] for row in before} | {only_here}
    assert ledger(parent.db)["changes"] == ledger(child.db)["changes"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_damage_to_what_no_other_office_holds_is_said_and_nothing_else_is_touched(
    dialect: str, new_database: NewDatabase
) -> None:
    child, parent = pair(new_database(dialect))
    record = next(new_records(child.wall_ms(), b"abcdef", HOME, "usaha"))
    (lost,) = record_changes(child, [change(record, nama_usaha="Hanya di sini")])
    child.db.execute("UPDATE ledger_change SET hlc_ms = hlc_ms + 1 WHERE id = ?", (lost,))
    damage(child.db, "ledger_change", "payload")
    assert faults(child) > 0

    told = sync(child, parent)

    assert told.mended > 0
    assert told.damaged > 0
    assert child.db.rows("SELECT 1 FROM ledger_change WHERE id = ?", (lost,))
    assert scrub(child, lambda _: None).places[0][1] == len(ledger(child.db)["changes"])


def test_a_branch_of_our_own_is_not_overwritten_as_if_it_were_damage(new_database: NewDatabase) -> None:
    child, parent = pair(new_database("sqlite"))
    copy = new_database("sqlite")
    child.db._connection.backup(copy._connection)  # type: ignore[attr-defined]
    clone = Node(child.identity, copy, child.wall_ms, Random(9).randbytes, child.witness)
    for node, name in ((child, "satu"), (clone, "dua")):
        record = next(new_records(node.wall_ms(), name.encode()[:4] + b"xx", HOME, "usaha"))
        record_changes(node, [change(record, nama_usaha=name)])
    sync(child, parent)
    damage(clone.db, "ledger_change", "salt")
    assert faults(clone) > 0

    sync(clone, parent)
    sync(child, parent)

    for node in (child, clone, parent):
        names = {record.fields["nama_usaha"] for record in export_records(node.db, "usaha")}
        assert {"satu", "dua"} <= names
