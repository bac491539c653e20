"""The list follows the ledger, but not while changes stream in; publications and the ledger's health follow the clock."""

import datetime as dt
from random import Random

import pytest

from selaras.core.ledger.authority import ERASURE, Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.publish import PublishOrder, publish
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database
from selaras.store.ledger.damage import read_damage
from selaras.store.ledger.erasure import unswept
from selaras.store.registry.queries import export_records
from selaras.store.search.index import behind
from selaras.web import keeping
from selaras.web.keeping import BREATH_S, PAUSE_S, WAITS_MAX, Keeper, Tender
from tests.world.offices import connect, new_office, sync

TODAY = dt.date(2026, 11, 24)
RNG = Random(1)


@pytest.fixture
def office() -> Node:
    return new_office(RNG, Level.KABKOTA, "35.07")


def say(office: Node, count: int) -> None:
    ids = new_records(office.wall_ms(), RNG.randbytes(6), "35.07", "usaha")
    new = [NewChange("35.07", "usaha", "usaha", next(ids), {"nama_usaha": "Toko"}, "uji", "edit") for _ in range(count)]
    record_changes(office, new)


def test_what_has_stopped_streaming_is_taken_in_part_by_part(office: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "CHANGES", 2)
    keeper = Keeper()
    say(office, 5)

    assert [(keeper.look(office.db, TODAY), behind(office.db)) for _ in range(5)] == [
        (PAUSE_S, 5),
        (BREATH_S, 3),
        (BREATH_S, 1),
        (PAUSE_S, 0),
        (PAUSE_S, 0),
    ]


def test_a_stream_that_never_ends_does_not_keep_the_list_waiting_for_ever(office: Node) -> None:
    keeper, left = Keeper(), []
    for _ in range(WAITS_MAX + 1):
        say(office, 1)
        keeper.look(office.db, TODAY)
        left.append(behind(office.db))

    assert left == [*range(1, WAITS_MAX + 1), 0]


def test_a_scrub_runs_once_a_night_and_never_by_day(office: Node) -> None:
    say(office, 3)
    office.db.execute(
        "UPDATE ledger_change SET hlc_ms = hlc_ms + 1 WHERE place = (SELECT MAX(place) FROM ledger_change)"
    )
    tender, found = Tender(), []
    for day, hour in ((24, 12), (25, 2), (25, 3), (26, 1)):
        office.db.execute("DELETE FROM ledger_damage")
        tender.look(office, dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC))
        found.append(len(read_damage(office.db)))

    assert found == [0, 1, 0, 1]


def test_by_the_clock_publications_are_restated_and_what_was_erased_is_swept(database: Database) -> None:
    ministry = new_office(RNG, Level.KEMENTERIAN, "ID", ("usaha",), db=database)
    bank = new_office(RNG, Level.MITRA, "ID", ())
    connect(bank, ministry)
    ids = new_records(ministry.wall_ms(), RNG.randbytes(6), "35.07", "usaha")
    order = PublishOrder(bank.id, "usaha", ("nama_usaha",), {}, "uji", False, "uji")
    publish(ministry, order, lambda _: None)
    record = next(ids)
    (said,) = record_changes(
        ministry, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": "Toko"}, "uji", "edit")]
    )
    tender, noon = Tender(), dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)

    tender.look(ministry, noon)
    sync(bank, ministry)
    assert [one.fields for one in export_records(bank.db, "usaha")] == [{"nama_usaha": "Toko"}]
    erasing = NewChange("35.07", "usaha", "usaha", record, {ERASURE: said.hex()}, "uji", "erase")
    record_changes(ministry, [erasing])
    tender.look(ministry, noon)
    sync(bank, ministry)

    assert [one.fields for one in export_records(bank.db, "usaha")] == []
    assert bool(unswept(ministry.db)) == (ministry.db.dialect != "sqlite")
    tender.look(ministry, noon.replace(hour=2))
    assert not unswept(ministry.db)
