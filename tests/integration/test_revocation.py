"""A revoked office: its later words count nowhere, its earlier ones do, and it is told."""

from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.exchange import PeerRefused
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.revoke_node import NotOurs, revoke_node
from selaras.store.network.queries import REVOKED, read_directory, read_self
from tests.world.offices import connect, new_office, sync


def state(node: Node, record: bytes) -> None:
    record_changes(node, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": "Toko"}, "uji", "edit")])


def test_a_revoked_office_keeps_what_it_said_and_may_say_nothing_more() -> None:
    rng = Random(3)
    ministry = new_office(rng, Level.KEMENTERIAN, "ID")
    province, office = new_office(rng, Level.PROVINSI, "35"), new_office(rng, Level.KABKOTA, "35.07")
    connect(province, ministry)
    connect(office, province)
    ids = new_records(office.wall_ms(), rng.randbytes(6), "35.07", "usaha")
    state(office, next(ids))
    sync(office, province)
    revoke_node(province, office.id, author="uji", reason="kunci hilang")
    sync(province, ministry)

    state(office, next(ids))
    with pytest.raises(PeerRefused) as refused:
        sync(office, province)

    assert refused.value.code == "dicabut"
    me = read_self(office.db)
    assert me is not None
    assert me.state == REVOKED
    with pytest.raises(NodeMayNotWrite):
        state(office, next(ids))
    assert office.id in read_directory(ministry.db).limits
    for node in (province, ministry):
        assert node.db.rows("SELECT COUNT(*) FROM registry_usaha") == [(1,)]


def test_a_node_revokes_only_those_it_certified() -> None:
    rng = Random(4)
    province, stranger = new_office(rng, Level.PROVINSI, "35"), new_office(rng, Level.KABKOTA, "35.73")

    with pytest.raises(NotOurs):
        revoke_node(province, stranger.id, author="uji", reason="salah")
