"""The few things that a database must do, on both, over tables of the real schema."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pysqlite3
import pytest
from django.db import connections

from selaras.config.database_url import django_database
from selaras.store.database import MERGE_ROWS, READ_ROWS, Database, PostgresDatabase, in_chunks
from selaras.store.registry.tables import tables
from tests.world.postgres import Server

EDGES: list[Any] = [None, "", "'\"\\\t\r\n%s ? \\N", "«é» 😀 \x7f", "0", "x" * 100_000]
BYTES: list[bytes] = [b"", b"\0", b"\xff" * 40, bytes(range(256)), b"\\x00"]
POLICY_COLUMNS = ("version", "since", "authority", "change")
ERASURE_COLUMNS = ("id", "record", "swept")


def koperasi(number: int, text: str | None = "KUD", money: int | None = 0) -> tuple[Any, ...]:
    """Return a row of a registry table."""
    table = tables()["koperasi"]
    values = [money if kind is int else text for kind in table.types]
    return (number.to_bytes(16, "big"), "35.07", b"h" * 32, "kabkota", None, "0", "ff", None, None, None, *values)


def held(database: Database) -> list[tuple[Any, ...]]:
    """Return the rows that are there, by key."""
    table = tables()["koperasi"]
    rows = database.rows(f"SELECT {','.join(table.columns)} FROM {table.name} ORDER BY record")
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def load(database: Database, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows of the registry table."""
    with database.transaction():
        database.load("registry_koperasi", tables()["koperasi"].columns, rows)


def test_loaded_rows_come_back_as_they_were(database: Database) -> None:
    rows = [koperasi(i, text, money) for i, (text, money) in enumerate(zip(EDGES, range(len(EDGES)), strict=True))]
    load(database, rows)

    assert held(database) == rows


def test_a_commit_that_fails_keeps_nothing_and_the_next_transaction_works(database: Database) -> None:
    if database.dialect == "sqlite":
        database.rows("PRAGMA foreign_keys=ON")
    database.execute("CREATE TABLE uji_induk (id INTEGER PRIMARY KEY)")
    reference = "REFERENCES uji_induk (id) DEFERRABLE INITIALLY DEFERRED"
    database.execute(f"CREATE TABLE uji_anak (induk INTEGER {reference})")

    with pytest.raises((pysqlite3.IntegrityError, psycopg.IntegrityError)), database.transaction():
        database.execute("INSERT INTO uji_anak (induk) VALUES (?)", (1,))
    load(database, [koperasi(1)])

    assert database.rows("SELECT * FROM uji_anak") == []
    assert held(database) == [koperasi(1)]


def test_every_byte_comes_back_as_it_was(database: Database) -> None:
    rows = [(value, bytes([i]) * 16) for i, value in enumerate(BYTES)]
    insert = "INSERT INTO ledger_erasure (id, record, swept) VALUES (?, ?, ?)"
    with database.transaction():
        database.load("ledger_erasure", ERASURE_COLUMNS, [(*row, True) for row in rows])
        database.executemany(insert, [(b"\0one", b"r", True)])
        database.execute(insert, (b"\0two", b"r", True))

    found = {bytes(i): bytes(r) for i, r in database.rows("SELECT id, record FROM ledger_erasure")}
    assert found == {**dict(rows), b"\0one": b"r", b"\0two": b"r"}


def test_the_largest_numbers_come_back_as_they_were(database: Database) -> None:
    edge = 2**63 - 1
    with database.transaction():
        database.load("ledger_head", ("place", "signature"), [(edge, b"a"), (-edge, b"b"), (0, b"c")])

    assert [place for (place,) in database.rows("SELECT place FROM ledger_head ORDER BY place")] == [-edge, 0, edge]
    assert database.rows("SELECT place FROM ledger_head WHERE place = ?", (edge,)) == [(edge,)]


@pytest.mark.parametrize("count", [1, MERGE_ROWS - 1, MERGE_ROWS, 1_500])
def test_rows_are_replaced_few_or_many(database: Database, count: int) -> None:
    load(database, [koperasi(i) for i in range(0, count, 2)])
    replaced = [koperasi(i, f"Baru {i}", i) for i in range(count)]
    again = [koperasi(i, None, None) for i in range(count)]
    columns = tables()["koperasi"].columns
    with database.transaction():
        database.replace("registry_koperasi", columns, replaced)
    assert held(database) == replaced

    with database.transaction():
        database.replace("registry_koperasi", columns, again[:1])
        database.replace("registry_koperasi", columns, again)
    assert held(database) == again


def test_what_happens_in_a_transaction_that_fails_did_not_happen(database: Database) -> None:
    load(database, [koperasi(0)])

    def fail_at_last() -> None:
        with database.transaction():
            database.load("registry_koperasi", tables()["koperasi"].columns, [koperasi(1)])
            database.replace("registry_koperasi", tables()["koperasi"].columns, [koperasi(i, "x") for i in range(50)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_last()

    assert held(database) == [koperasi(0)]


def test_a_long_result_streams_in_order_beside_another(database: Database) -> None:
    count = READ_ROWS * 2 + 7
    with database.transaction():
        database.load("ledger_head", ("place", "signature"), [(i, b"s") for i in range(count)])
    query = "SELECT place FROM ledger_head ORDER BY place"
    with database.transaction():
        pairs = list(zip(database.stream(query), database.stream(f"{query} DESC"), strict=True))

    assert pairs == [((i,), (count - 1 - i,)) for i in range(count)]
    assert [place for (place,) in database.stream(query)] == list(range(count))


def test_a_stream_that_is_left_early_leaves_nothing_open(database: Database) -> None:
    with database.transaction():
        database.load("ledger_head", ("place", "signature"), [(i, b"s") for i in range(READ_ROWS * 2)])
    stream = database.stream("SELECT place FROM ledger_head ORDER BY place")
    assert next(stream) == (0,)
    del stream

    load(database, [koperasi(1)])
    assert held(database) == [koperasi(1)]


def test_lists_of_any_length_can_be_asked_for(database: Database) -> None:
    with database.transaction():
        database.load("ledger_head", ("place", "signature"), [(i, b"s") for i in range(5_000)])
    found = [
        row
        for marks, chunk in in_chunks(list(range(0, 5_000, 2)))
        for row in database.rows(f"SELECT place FROM ledger_head WHERE place IN ({marks})", chunk)
    ]

    assert sorted(found) == [(i,) for i in range(0, 5_000, 2)]


def test_a_statement_tells_how_many_rows_it_touched(database: Database) -> None:
    with database.transaction():
        database.load("ledger_head", ("place", "signature"), [(i, b"s") for i in range(10)])
        assert database.execute("UPDATE ledger_head SET signature = ? WHERE place < ?", (b"t", 4)) == 4
        assert database.execute("DELETE FROM ledger_head WHERE place % 2 = ?", (0,)) == 5
        assert database.execute("DELETE FROM ledger_head WHERE place > ?", (99,)) == 0


def test_a_hub_works_over_djangos_connection(postgres: Server, postgres_name: Any) -> None:
    name = postgres_name()
    connections.databases[name] = {**connections.databases["default"], **django_database(postgres.url(name), Path())}
    try:
        connections[name].ensure_connection()
        database = PostgresDatabase(connections[name].connection)
        rows = [koperasi(i, "Ü", 2**40) for i in range(MERGE_ROWS)]
        load(database, rows)
        with database.transaction():
            database.replace("registry_koperasi", tables()["koperasi"].columns, rows)
        assert held(database) == rows
        assert list(database.stream("SELECT COUNT(*) FROM registry_koperasi")) == [(MERGE_ROWS,)]
        assert database.rows("SHOW synchronous_commit") == [("on",)]
    finally:
        connections[name].close()
        del connections[name]


def waits(postgres: Server, name: str, *, shared: bool) -> bool:
    """Return whether another connection must wait for the lock "W"."""
    with postgres.connect(name) as connection:
        other = PostgresDatabase(connection)
        try:
            with other.transaction():
                other.execute("SET LOCAL lock_timeout = '100ms'")
                other.lock(["V", "W"], shared=shared)
        except psycopg.errors.LockNotAvailable:
            return True
        return False


def test_a_lock_is_held_until_the_transaction_ends(postgres: Server, postgres_name: Any) -> None:
    name = postgres_name()
    with postgres.connect(name) as connection:
        database = PostgresDatabase(connection)
        with database.transaction():
            database.lock(["W", "X"])
            assert waits(postgres, name, shared=False)
            assert waits(postgres, name, shared=True)
        with database.transaction():
            database.lock(["W"], shared=True)
            assert waits(postgres, name, shared=False)
            assert not waits(postgres, name, shared=True)
        assert not waits(postgres, name, shared=False)


def test_locks_taken_in_any_order_never_hold_each_other_up(postgres: Server, postgres_name: Any) -> None:
    name, failed = postgres_name(), []
    wilayah = [f"35.{n:02}" for n in range(1, 30)]

    def work(names: list[str]) -> None:
        with postgres.connect(name) as connection:
            database = PostgresDatabase(connection)
            try:
                for _ in range(30):
                    with database.transaction():
                        database.lock(names)
            except psycopg.Error as error:
                failed.append(error)

    threads = [Thread(target=work, args=(names,)) for names in (wilayah, wilayah[::-1], wilayah[10:] + wilayah[:10])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
