"""The registry is a cache of the ledger: made anew it is the same, and a flipped bit is found."""

from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.rebuild import rebuild
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.scrub import scrub
from selaras.store.registry.tables import tables
from tests.world.contents import registry
from tests.world.offices import new_office


@pytest.fixture
def office() -> Node:
    rng = Random(1)
    node = new_office(rng, Level.KABKOTA, "35.07")
    ids = new_records(node.wall_ms(), rng.randbytes(6), "35.07", "usaha")
    for record in (next(ids), next(ids)):
        for fields in ({"nama_usaha": "Toko", "nib": "1234567890123"}, {"alamat": "Jalan 1"}):
            record_changes(node, [NewChange("35.07", "usaha", "usaha", record, fields, "uji", "edit", 20_000)])
    return node


def test_rebuild_makes_the_same_tables_byte_for_byte(office: Node) -> None:
    before = registry(office.db)
    office.db.execute("DELETE FROM registry_usaha")

    assert rebuild(office, lambda _: None) == 2
    assert registry(office.db) == before


def test_a_sound_node_scrubs_clean(office: Node) -> None:
    found = scrub(office, lambda _: None)

    assert (found.changes, found.bad_changes, found.rows, found.bad_rows) == (4, 0, 2, 0)


@pytest.mark.parametrize(
    "column", ["id", "hlc_ms", "hlc_tick", "kind", "record", "parents", "as_of", "policy", "salt", "payload"]
)
def test_a_flipped_bit_in_any_column_of_a_change_is_found(office: Node, column: str) -> None:
    place, value = office.db.rows(f"SELECT place, {column} FROM ledger_change ORDER BY place")[1]
    if isinstance(value, bytes):
        value = bytes([value[0] ^ 1]) + value[1:]
    else:
        value = value ^ 1 if isinstance(value, int) else chr(ord(value[0]) ^ 1) + value[1:]
    office.db.execute(f"UPDATE ledger_change SET {column} = ? WHERE place = ?", (value, place))

    assert scrub(office, lambda _: None).bad_changes > 0


@pytest.mark.parametrize("column", ["nama_usaha", "verified", "heads", "pembina", "wilayah_induk"])
def test_a_flipped_bit_in_a_registry_row_is_found_and_rebuild_mends_it(office: Node, column: str) -> None:
    before = registry(office.db)
    row = before["usaha"][0]
    value = row[list(tables()["usaha"].columns).index(column)]
    wrong = bytes([value[0] ^ 1]) + value[1:] if isinstance(value, bytes) else chr(ord(value[0]) ^ 1) + value[1:]
    office.db.execute(f"UPDATE registry_usaha SET {column} = ? WHERE record = ?", (wrong, row[0]))

    assert scrub(office, lambda _: None).bad_rows == 1
    rebuild(office, lambda _: None)
    assert registry(office.db) == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger_stream SET head = CAST(substr(head, 1, 31) || x'00' AS BLOB)",
        "UPDATE ledger_head SET signature = CAST(substr(signature, 1, 63) || x'00' AS BLOB)",
        "UPDATE ledger_shape SET digest = CAST(substr(digest, 1, 31) || x'00' AS BLOB)",
        "UPDATE ledger_shape SET names = replace(names, 'nib', 'nik')",
        "UPDATE ledger_stream SET seq = seq - 1",
        "UPDATE ledger_stream SET rumpun = 'umum'",
        "UPDATE ledger_change SET shape = 99 WHERE place = (SELECT MIN(place) FROM ledger_change)",
        "UPDATE ledger_change SET hlc_ms = -1 WHERE place = (SELECT MIN(place) FROM ledger_change)",
        "DELETE FROM ledger_change WHERE place = (SELECT MAX(place) FROM ledger_change)",
    ],
)
def test_damage_beside_the_changes_is_found_too(office: Node, damage: str) -> None:
    office.db.execute(damage)

    assert scrub(office, lambda _: None).bad_changes > 0


def test_a_registry_row_that_no_change_speaks_of_is_found(office: Node) -> None:
    columns = ",".join(tables()["usaha"].columns[1:])
    office.db.execute(
        f"INSERT INTO registry_usaha (record, {columns}) SELECT x'00', {columns} FROM registry_usaha LIMIT 1"
    )

    assert scrub(office, lambda _: None).bad_rows == 1
