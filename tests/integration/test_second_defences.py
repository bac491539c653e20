"""Defences that stand behind another one on the line, so that only a packet or a hostile relay meets them."""

from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.batch import Batch
from selaras.core.ledger.record import new_records
from selaras.flows.apply_batch import apply_batch
from selaras.flows.collect_batch import collect_batch
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import read_directory
from tests.world.offices import connect, new_office, sync

RECORD = next(new_records(1, b"123456", "35.07", "usaha"))


@pytest.fixture
def offices() -> tuple[Node, Node, Node]:
    rng = Random(5)
    ministry, province = new_office(rng, Level.KEMENTERIAN, "ID"), new_office(rng, Level.PROVINSI, "35")
    office = new_office(rng, Level.KABKOTA, "35.07")
    connect(province, ministry)
    connect(office, province)
    return ministry, province, office


def state(node: Node, fields: dict[str, str], reason: str = "edit") -> bytes:
    (made,) = record_changes(node, [NewChange("35.07", "usaha", "usaha", RECORD, dict(fields), "uji", reason)])
    return made


def said_by(node: Node) -> Batch:
    """Return all that a node itself has said."""
    own = [(stream, 0) for stream in read_frontier(node.db) if stream.node == node.id]
    return collect_batch(node.db, read_directory(node.db), own)[0]


def test_a_change_that_arrives_after_its_erasure_comes_without_its_payload(offices: tuple[Node, Node, Node]) -> None:
    ministry, province, office = offices
    said = state(office, {"alamat": "rahasia sekali"})
    whole = said_by(office)
    sync(office, province)
    state(province, {"musnah": said.hex()}, "erase")

    apply_batch(ministry, province.id, said_by(province), lambda _: True)
    assert apply_batch(ministry, province.id, whole, lambda _: True).changes == 1

    rows = ministry.db.rows("SELECT payload FROM ledger_change WHERE id = ?", (said,))
    assert rows == [(None,)]


def test_an_office_that_writes_a_stream_of_another_wilayah_is_refused_whoever_relays_it(
    offices: tuple[Node, Node, Node],
) -> None:
    ministry, province, _ = offices
    neighbour = new_office(Random(6), Level.KABKOTA, "35.73")
    connect(neighbour, province)
    state(neighbour, {"alamat": "x"})

    applied = apply_batch(
        ministry, province.id, Batch(said_by(neighbour).segments, _certificates(province)), lambda _: True
    )

    assert [refusal.cause for refusal in applied.refused] == ["tanpa_wewenang"]


def _certificates(node: Node) -> tuple[bytes, ...]:
    return tuple(signed for texts in read_directory(node.db).signed.values() for signed in texts)
