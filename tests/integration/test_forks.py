"""A stream that went on in two ways: both branches are kept, everybody is told what it lacks, and then it is quiet."""

import json
from dataclasses import replace
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.read_packet import PacketRead, read_packet
from selaras.flows.rebuild import rebuild
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.write_packet import write_packet
from selaras.store.database import SqliteDatabase
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.network.queries import read_self, set_state
from tests.world.databases import memory_connection
from tests.world.offices import connect, new_office, sync


@pytest.fixture
def province() -> Node:
    return new_office(Random(1), Level.PROVINSI, "35")


def ministry(rumpun: str, seed: int) -> Node:
    return new_office(Random(seed), Level.KEMENTERIAN, "ID", (rumpun,))


def copy(node: Node) -> Node:
    """Return a second installation of a node, as it is now."""
    connection = memory_connection()
    assert isinstance(node.db, SqliteDatabase)
    node.db._connection.backup(connection)
    return replace(node, db=SqliteDatabase(connection))


def announce(node: Node, text: str, **more: str) -> None:
    record = next(new_records(node.wall_ms(), node.random(6), "35", "umum"))
    record_changes(node, [NewChange("35", "umum", "catatan", record, {"isi": text, **more}, "uji", "edit")])


def texts(node: Node) -> set[str]:
    payloads = node.db.rows("SELECT payload FROM ledger_change WHERE kind = 'catatan'")
    return {word for word in ("satu", "dua", "tiga") if any(word.encode() in payload for (payload,) in payloads)}


def test_a_branch_that_each_of_two_ministries_holds_alone_reaches_the_other_and_then_nothing_moves(
    province: Node,
) -> None:
    koperasi, usaha = ministry("koperasi", 2), ministry("usaha", 3)
    connect(province, koperasi)
    connect(province, usaha)
    restored = copy(province)
    announce(province, "satu")
    sync(province, koperasi)
    announce(restored, "dua")
    sync(restored, usaha)
    for _ in range(2):
        sync(restored, koperasi)
        sync(restored, usaha)

    assert texts(koperasi) == texts(usaha) == texts(restored) == {"satu", "dua"}
    before = restored.db.rows("SELECT COUNT(*) FROM ledger_change")
    for parent in (koperasi, usaha, koperasi, usaha):
        moved = sync(restored, parent)
        assert (moved.sent, moved.received) == (0, 0)
    assert restored.db.rows("SELECT COUNT(*) FROM ledger_change") == before
    assert [found.cause for found in read_quarantine(restored.db)] == ["bercabang"]


def test_a_fork_that_neither_side_can_mend_is_shown(province: Node) -> None:
    parent, office = ministry("usaha", 2), new_office(Random(4), Level.KABKOTA, "35")
    connect(province, parent)
    connect(office, province)
    before = copy(province)
    twin = copy(office)
    announce(office, "satu")
    sync(office, province)
    sync(province, parent)
    announce(twin, "dua")
    sync(twin, before)

    assert not sync(before, parent).equal

    assert [found.cause for found in read_quarantine(before.db)] == ["bercabang"]


def test_a_branch_with_a_field_of_a_newer_version_is_said_again_whole(province: Node) -> None:
    parent = ministry("usaha", 2)
    connect(province, parent)
    twin = copy(province)
    record = next(new_records(1, b"123456", "35.07", "usaha"))
    for node, name in ((province, "A"), (twin, "B")):
        fields = {"nama_usaha": name, "kolom_baru": f"isi {name}"}
        record_changes(node, [NewChange("35.07", "usaha", "usaha", record, fields, "uji", "edit")])
        sync(node, parent)
    sync(province, parent)

    for node in (province, twin, parent):
        payloads = node.db.rows("SELECT payload FROM ledger_change WHERE record = ?", (record,))
        assert {name for name in "AB" if any(f"isi {name}".encode() in p for (p,) in payloads)} == {"A", "B"}


def test_a_revoked_office_says_nothing_again(province: Node) -> None:
    office = new_office(Random(4), Level.KABKOTA, "35.07")
    connect(office, province)
    twin = copy(office)
    record = next(new_records(1, b"123456", "35.07", "usaha"))
    for node in (office, twin):
        record_changes(node, [NewChange("35.07", "usaha", "usaha", record, {"alamat": "x"}, "uji", "edit")])
    sync(office, province)
    set_state(twin.db, "dicabut")

    assert [refusal.cause for refusal in sync(twin, province).refused] == ["bercabang"]

    me = read_self(twin.db)
    assert me is not None
    assert me.state == "dicabut"


def bring_tables(node: Node, field: str) -> None:
    """State an authority table of each of eight versions."""
    for version in range(2, 10):
        record = next(new_records(node.wall_ms(), node.random(6), "ID", "umum"))
        fields: dict[str, str | int | None] = {
            "versi": version,
            "wewenang": json.dumps([["usaha", field, "kementerian_umkm"]]),
        }
        record_changes(node, [NewChange("ID", "umum", "kebijakan", record, fields, "uji", "edit")])


def tables_of(node: Node) -> dict[int, bytes]:
    rows = node.db.rows("SELECT version, change FROM registry_policy")
    return {version: bytes(change) for version, change in rows}


def test_an_authority_table_of_a_branch_that_gave_way_stands_only_as_it_was_said_again(province: Node) -> None:
    usaha = ministry("usaha", 10)
    connect(province, usaha)
    restored = copy(usaha)
    bring_tables(usaha, "nib")
    sync(province, usaha)
    bring_tables(restored, "alamat")
    for _ in range(2):
        sync(province, restored)

    held = {bytes(change) for (change,) in restored.db.rows("SELECT id FROM ledger_change")}
    assert set(tables_of(restored).values()) <= held
    assert tables_of(restored) == tables_of(province)


def test_a_rebuild_lets_no_authority_table_stand_that_the_ledger_does_not_state(province: Node) -> None:
    usaha = ministry("usaha", 3)
    connect(province, usaha)
    bring_tables(usaha, "nib")
    sync(province, usaha)
    before = tables_of(province)
    province.db.execute("UPDATE registry_policy SET change = ? WHERE version = 4", (bytes(32),))

    rebuild(province, lambda _done: None)

    assert tables_of(province) == before


def test_an_authority_table_that_was_erased_stands_nowhere(province: Node) -> None:
    usaha = ministry("usaha", 3)
    connect(province, usaha)
    bring_tables(usaha, "nib")
    sync(province, usaha)
    (record, change), *_ = usaha.db.rows("SELECT record, id FROM ledger_change WHERE kind = 'kebijakan' ORDER BY place")
    erasure = {"musnah": bytes(change).hex()}
    record_changes(usaha, [NewChange("ID", "umum", "kebijakan", bytes(record), erasure, "uji", "erase")])
    sync(province, usaha)

    for node in (usaha, province):
        assert sorted(tables_of(node)) == list(range(3, 10))


def exchange_packets(child: Node, parent: Node) -> PacketRead:
    """Pass a packet up and one down; return what came down."""
    done = PacketRead()
    for writer, reader in ((child, parent), (parent, child)):
        parts: list[bytes] = []
        write_packet(writer, reader.id, parts.append, lambda _done, _all: None)
        done = read_packet(reader, parts)
    return done


def test_by_packets_too_each_ministry_is_told_what_it_lacks_and_then_nothing_moves(province: Node) -> None:
    koperasi, usaha = ministry("koperasi", 2), ministry("usaha", 3)
    connect(province, koperasi)
    connect(province, usaha)
    restored = copy(province)
    announce(province, "satu")
    exchange_packets(province, koperasi)
    announce(restored, "dua")
    exchange_packets(restored, usaha)
    for _ in range(3):
        exchange_packets(restored, koperasi)
        exchange_packets(restored, usaha)

    assert texts(koperasi) == texts(usaha) == texts(restored) == {"satu", "dua"}
    before = restored.db.rows("SELECT COUNT(*) FROM ledger_change")
    for parent in (koperasi, usaha, koperasi, usaha):
        done = exchange_packets(restored, parent)
        assert (done.received, done.refused, done.lost) == (0, [], False)
    assert restored.db.rows("SELECT COUNT(*) FROM ledger_change") == before
    announce(restored, "tiga")
    assert [found.cause for found in read_quarantine(restored.db)] == ["bercabang"]
