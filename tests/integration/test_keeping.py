"""The list follows the ledger, but not while changes stream in."""

import datetime as dt
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.search.index import behind
from selaras.web import keeping
from selaras.web.keeping import BREATH_S, PAUSE_S, WAITS_MAX, Keeper
from tests.world.offices import new_office

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
