"""Many writers at one hub on PostgreSQL: nobody waits for ever, nothing is skipped, and the registry is the fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from random import Random
from threading import Event, Thread

import orjson
import pytest
from psycopg.errors import LockNotAvailable

from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records
from selaras.core.ledger.stream import NATION, RUMPUN_UMUM
from selaras.flows.node import Node
from selaras.flows.rebuild import rebuild
from selaras.flows.record_changes import NewChange, append, record_changes
from selaras.flows.restate_branch import leave_epoch
from selaras.store.database import Database, PostgresDatabase, Row
from selaras.store.network.queries import move_clock, read_self
from selaras.store.registry.tables import KindTable
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold
from tests.world.offices import Notes, connect, new_office, sync
from tests.world.postgres import Server

AREAS = [f"35.{number:02}" for number in (1, 2, 3, 4)]
SYNCS = 12


class Hub:
    """A province on PostgreSQL; every writer opens it over a connection of its own, as a request does."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self._name = server, name
        with closing(server.connect(name)) as connection:
            province = new_office(Random(1), Level.PROVINSI, "35", db=PostgresDatabase(connection))
            self.identity = province.identity
            self.ministry = new_office(Random(2), Level.KEMENTERIAN, NATION, ("usaha",))
            connect(province, self.ministry)
            self.children = [new_office(Random(i), Level.KABKOTA, area) for i, area in enumerate(AREAS, 3)]
            for child in self.children:
                connect(child, province)

    @contextmanager
    def node(self, seed: int = 0) -> Iterator[Node]:
        """Open the province."""
        with closing(self._server.connect(self._name)) as connection:
            connection.execute("SET deadlock_timeout = '200ms'")
            random = Random(seed).randbytes
            yield Node(self.identity, PostgresDatabase(connection), lambda: 1_770_000_000_000, random, Notes())


@pytest.fixture
def hub(postgres: Server, postgres_name: Callable[[], str]) -> Hub:
    """A hub, a ministry above it and four offices below."""
    return Hub(postgres, postgres_name())


def enterprises(node: Node, area: str, count: int, **more: Scalar) -> list[NewChange]:
    """Return changes that begin enterprises and state a kind that only this writer knows."""
    ids = new_records(node.wall_ms(), node.random(6), area, "usaha")
    fields: dict[str, Scalar] = {"nama_usaha": "Toko", "alamat": "Jalan Mawar", **more}
    changes = [NewChange(area, "usaha", "usaha", record, fields, "p", "import") for record in islice(ids, count)]
    own = f"jenis_{node.random(4).hex()}"
    return [*changes, NewChange(area, "usaha", own, next(ids), {own: 1}, "p", "edit")]


def run_together(*works: Callable[[], None]) -> list[Exception]:
    """Run all at once and return what went wrong."""
    failures: list[Exception] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def push_often(hub: Hub, child: Node, seed: int) -> None:
    """Record and sync, again and again."""
    rng = Random(seed)
    with hub.node(seed) as node:
        for _ in range(SYNCS):
            record_changes(child, enterprises(child, child.identity.wilayah, rng.randint(1, 30)))
            edit_all(child, child.identity.wilayah, str(rng.random()))
            assert not sync(child, node).refused


def edit_all(node: Node, area: str, text: str) -> None:
    """State something about every enterprise of an area that this node holds, as others do meanwhile."""
    records = node.db.rows("SELECT record FROM registry_usaha WHERE wilayah_induk = ? ORDER BY record", (area,))
    fields = {"produk_utama": text}
    edits = [NewChange(area, "usaha", "usaha", bytes(record), fields, "p", "edit") for (record,) in records]
    record_changes(node, edits)


def record_often(hub: Hub) -> None:
    """Record at the hub itself, in the wilayah of every child."""
    with hub.node(50) as node:
        for i in range(SYNCS * 4):
            area = AREAS[i % len(AREAS)]
            record_changes(node, enterprises(node, area, 3))
            edit_all(node, area, str(i))


def adopt_often(hub: Hub) -> None:
    """Let the ministry change its authority table, and the hub sync with it: everything is folded again."""
    with hub.node(60) as node:
        for version in range(2, 6):
            sync(node, hub.ministry)
            table = orjson.dumps([["usaha", "alamat", "kementerian_umkm" if version % 2 else "daerah"]]).decode()
            fields: dict[str, Scalar] = {"versi": version, "berlaku_sejak": "2026-01-01", "wewenang": table}
            policy = next(new_records(version, hub.ministry.random(6), NATION, RUMPUN_UMUM))
            said = NewChange(NATION, RUMPUN_UMUM, "kebijakan", policy, fields, "menteri", "edit")
            record_changes(hub.ministry, [said])
        sync(node, hub.ministry)


def rebuild_often(hub: Hub) -> None:
    """Make the registry anew while all others write."""
    with hub.node(80) as node:
        for _ in range(4):
            rebuild(node, lambda _: None)


def test_many_offices_push_at_once_without_a_gap_or_a_deadlock(hub: Hub) -> None:
    pushes = [partial(push_often, hub, child, seed) for seed, child in enumerate(hub.children)]
    failures = run_together(partial(record_often, hub), partial(adopt_often, hub), partial(rebuild_often, hub), *pushes)

    assert failures == []
    with hub.node(70) as node:
        for child in hub.children:
            assert sync(child, node).equal
            assert_registry_is_the_fold(child)
        assert_chains_hold(node.db)
        assert_registry_is_the_fold(node)
        assert len(node.db.rows("SELECT version FROM registry_policy")) == 4


def test_two_writers_of_one_record_wait_for_each_other(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    child = hub.children[0]
    record_changes(child, enterprises(child, AREAS[0], 1))
    with hub.node(1) as node:
        sync(child, node)
    edit_all(child, AREAS[0], "dari bawah")
    pushed = Event()

    def push() -> None:
        with hub.node(2) as other:
            sync(child, other)
        pushed.set()

    pusher, write = Thread(target=push), KindTable.write

    def write_slowly(table: KindTable, db: Database, new: Sequence[Row], changed: Sequence[Row]) -> None:
        if not pusher.is_alive():
            pusher.start()
            assert not pushed.wait(0.3), "the row that it read is being written"
        write(table, db, new, changed)

    with hub.node(3) as node:
        monkeypatch.setattr(KindTable, "write", write_slowly)
        edit_all(node, AREAS[0], "dari atas")
        pusher.join()
        assert_registry_is_the_fold(node)


def test_a_rebuild_waits_for_whoever_writes(hub: Hub) -> None:
    with hub.node(1) as writer, hub.node(2) as other:
        other.db.execute("SET lock_timeout = '100ms'")
        with writer.db.transaction():
            append(writer, enterprises(writer, AREAS[0], 1))
            with pytest.raises(LockNotAvailable):
                rebuild(other, lambda _: None)
        rebuild(other, lambda _: None)
        assert_registry_is_the_fold(writer)


def test_an_epoch_that_ends_while_a_change_is_written_has_ended(hub: Hub) -> None:
    ended = Event()

    def end_epoch() -> None:
        with hub.node(1) as node, node.db.transaction():
            me = read_self(node.db)
            assert me is not None
            leave_epoch(node, me.epoch)
        ended.set()

    ender = Thread(target=end_epoch)
    with hub.node(2) as node:
        random = node.random

        def slowly(count: int) -> bytes:
            if not ender.is_alive():
                ender.start()
                assert not ended.wait(0.3), "the writer still needs the epoch"
            return random(count)

        before = read_self(node.db)
        changes = enterprises(node, AREAS[0], 1)
        node.random = slowly
        record_changes(node, changes)
        ender.join()
        after = read_self(node.db)

    assert before is not None
    assert after is not None
    assert before.epoch != after.epoch


def test_the_clock_never_runs_back_when_a_batch_is_received_meanwhile(hub: Hub) -> None:
    seen = 1_770_000_500_000 << 32

    def see() -> None:
        with hub.node(1) as node, node.db.transaction():
            move_clock(node.db, seen)

    with hub.node(2) as node:
        random = node.random

        def slowly(count: int) -> bytes:
            see()
            return random(count)

        changes = enterprises(node, AREAS[0], 1)
        node.random = slowly
        record_changes(node, changes)
        after = read_self(node.db)

    assert after is not None
    assert after.hlc == seen
