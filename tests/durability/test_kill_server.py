"""A hub whose PostgreSQL server is killed under load keeps what it acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from random import Random
from threading import Thread

import psycopg
import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database, PostgresDatabase
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold
from tests.world.offices import Notes, connect, new_office, sync
from tests.world.postgres import Server, running

KILLS = 30
FOLD_EVERY = 10
HUB, AREAS = "35", ("35.07", "35.73")


class Hub:
    """A province on a server that is killed, its own officer, and two offices that push to it at once.

    careless: commits return before they are written, which the product never allows.
    """

    def __init__(self, server: Server, *, careless: bool = False) -> None:
        self.server, self._careless = server, careless
        server.create("hub")
        self.acknowledged: set[bytes] = set()
        self.pushes = 0
        self.failures: list[Exception] = []
        with closing(self.connect()) as connection:
            province = new_office(Random(1), Level.PROVINSI, HUB, db=PostgresDatabase(connection))
            self.identity = province.identity
            self.children = [new_office(Random(n), Level.KABKOTA, area) for n, area in enumerate(AREAS)]
            for child in self.children:
                connect(child, province)

    def connect(self) -> psycopg.Connection:
        connection: psycopg.Connection = self.server.connect("hub")
        if self._careless:
            connection.execute("SET synchronous_commit = off")
        return connection

    def node(self, connection: psycopg.Connection, seed: int) -> Node:
        """Return the province over one connection, as each request has its own."""
        return Node(
            self.identity, PostgresDatabase(connection), lambda: 1_770_000_000_000, Random(seed).randbytes, Notes()
        )

    def work_until_killed(self, seconds: float, seed: int) -> None:
        """Let three writers work, and kill the server after some seconds."""
        works: list[Callable[[Node, Random], None]] = [self._record, *map(self._push, self.children)]
        writers = [Thread(target=self._repeat, args=(work, seed * 10 + i)) for i, work in enumerate(works)]
        for writer in writers:
            writer.start()
        time.sleep(seconds)
        self.server.kill()
        for writer in writers:
            writer.join()

    def _repeat(self, work: Callable[[Node, Random], None], seed: int) -> None:
        rng = Random(seed)
        try:
            with closing(self.connect()) as connection:
                node = self.node(connection, seed)
                while True:
                    work(node, rng)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            return  # killed
        except Exception as error:  # noqa: BLE001
            self.failures.append(error)

    def _record(self, node: Node, rng: Random) -> None:
        area = rng.choice(AREAS)
        self.acknowledged.update(record_changes(node, list(new_enterprises(node, area, rng))))

    def _push(self, child: Node) -> Callable[[Node, Random], None]:
        def work(node: Node, rng: Random) -> None:
            record_changes(child, list(new_enterprises(child, child.identity.wilayah, rng)))
            sync(child, node)
            self.pushes += 1

        return work

    def check(self, *, fold: bool) -> None:
        """Look whether everything that was acknowledged is there, in chains that hold."""
        with closing(self.connect()) as connection:
            node = self.node(connection, 0)
            held = {bytes(i) for (i,) in node.db.rows("SELECT id FROM ledger_change")}
            assert self.acknowledged <= held
            for child in self.children:
                assert safe(child.db) <= held
            assert_chains_hold(node.db)
            if fold:
                assert_registry_is_the_fold(node)


def new_enterprises(node: Node, area: str, rng: Random) -> Iterator[NewChange]:
    """Give a few new enterprises, now and then many."""
    for record in islice(new_records(node.wall_ms(), node.random(6), area, "usaha"), rng.choice([1, 1, 2, 60])):
        yield NewChange(area, "usaha", "usaha", record, {"nama_usaha": "Toko", "kbli": "01111"}, "petugas", "import")


def safe(db: Database) -> set[bytes]:
    """Return the changes that an office shows as *aman*."""
    rows = db.rows(
        "SELECT c.id FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"
        " WHERE c.place & 1099511627775 <= s.safe_seq"
    )
    return {bytes(i) for (i,) in rows}


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that syncs as in production."""
    with running(durable=True) as started:
        yield started


def test_the_kills_find_a_hub_that_acknowledges_before_it_writes(server: Server) -> None:
    hub, lost = Hub(server, careless=True), 0
    for number in range(1, 6):
        hub.acknowledged.clear()
        hub.work_until_killed(0.3, number)
        hub.server.start()
        with closing(hub.connect()) as connection:
            rows = PostgresDatabase(connection).rows("SELECT id FROM ledger_change")
        lost += len(hub.acknowledged - {bytes(i) for (i,) in rows})

    assert lost > 0


def test_a_hub_killed_under_load_loses_nothing_that_was_acknowledged(server: Server) -> None:
    hub, rng = Hub(server), Random(2)
    for number in range(1, KILLS + 1):
        hub.work_until_killed(rng.uniform(0.1, 0.8), number)
        hub.server.start()
        hub.check(fold=number % FOLD_EVERY == 0)

    assert hub.failures == []
    assert len(hub.acknowledged) > KILLS
    assert hub.pushes > KILLS
    assert all(safe(child.db) for child in hub.children)
    with closing(hub.connect()) as connection:
        node = hub.node(connection, 1)
        for child in hub.children:
            assert sync(child, node).equal
