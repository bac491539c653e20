"""Certificates over the years, on both databases: renewed in time by any sync, over when nobody called, and mended by joining again."""

from __future__ import annotations

import pytest

from selaras.flows.exchange import PeerRefused
from selaras.flows.issue_certificate import RENEW_BELOW_MS, VALID_MS
from selaras.flows.node import Node
from selaras.store.network.queries import read_directory
from tests.parity.story import MALANG, Offices, found, say
from tests.world.fixtures import DIALECTS, NewDatabase
from tests.world.offices import connect, sync

NAMES = ("umkm", "koperasi", "jatim", "malang", "surabaya", "bank")


@pytest.fixture(params=DIALECTS)
def offices(request: pytest.FixtureRequest, new_database: NewDatabase) -> Offices:
    """The six offices, all on one dialect."""
    return found(new_database, dict.fromkeys(NAMES, request.param))


def until(node: Node, about: Node, issuer: Node) -> int:
    """Return when a certificate ends, as a node knows it."""
    issued = read_directory(node.db).issued(issuer.id, about.id)
    assert issued is not None
    return issued[0].until


def new_usaha(offices: Offices) -> bytes:
    record = next(offices.records(MALANG, "usaha"))
    say(offices.nodes["malang"], MALANG, "usaha", record, {"nama_usaha": "Toko Rekaan"})
    return record


def test_a_sync_renews_a_certificate_in_its_last_third_and_not_before(offices: Offices) -> None:
    malang, jatim = offices.nodes["malang"], offices.nodes["jatim"]
    sync(malang, jatim)
    first = until(malang, malang, jatim)
    offices.wall.ms = first - RENEW_BELOW_MS - 1
    sync(malang, jatim)
    assert until(malang, malang, jatim) == first

    offices.wall.ms += 2
    sync(malang, jatim)

    assert until(malang, malang, jatim) == until(jatim, malang, jatim) == offices.wall.ms + VALID_MS
    assert sync(malang, jatim).rounds == 1, "the renewed certificate is not fetched again"


def test_an_office_that_syncs_every_season_works_for_ten_years(offices: Offices) -> None:
    malang, jatim, umkm = (offices.nodes[name] for name in ("malang", "jatim", "umkm"))
    records: list[bytes] = []
    for _ in range(40):
        offices.wall.ms += VALID_MS // 4
        records.append(new_usaha(offices))
        assert sync(malang, jatim).equal
        assert sync(jatim, umkm).equal

    held = umkm.db.rows("SELECT record FROM registry_usaha ORDER BY record")
    assert [bytes(record) for (record,) in held] == sorted(records)


def test_an_office_that_stayed_away_too_long_is_told_so_and_loses_nothing_by_joining_again(offices: Offices) -> None:
    malang, jatim = offices.nodes["malang"], offices.nodes["jatim"]
    sync(malang, jatim)
    offices.wall.ms = until(malang, malang, jatim) + 1
    record = new_usaha(offices)

    with pytest.raises(PeerRefused) as refused:
        sync(malang, jatim)
    assert refused.value.code == "kedaluwarsa"
    assert "Minta kode undangan baru" in refused.value.message

    connect(malang, jatim)
    assert sync(malang, jatim).equal
    assert jatim.db.rows("SELECT COUNT(*) FROM registry_usaha WHERE record = ?", (record,)) == [(1,)]
