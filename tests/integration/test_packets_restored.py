"""What an office learns by packets of a database that was restored or copied, and how it gets its own back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selaras.flows.node import NodeMayNotWrite
from selaras.flows.read_packet import read_packet
from selaras.flows.scrub import scrub
from selaras.store.database import Database
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import unsafe_count
from selaras.store.network.queries import COPY, GOOD, set_state
from tests.world.contents import ledger, registry
from tests.world.packets import Offices, held, snapshot, state_of, write


@pytest.fixture
def offices(database: Database) -> Offices:
    return Offices(database)


@pytest.fixture
def two(offices: Offices) -> Offices:
    """The same with something said by each."""
    record = offices.state(offices.malang, nama_usaha="Toko A")
    offices.there_and_back()
    offices.state(offices.jatim, record, alamat="Jalan dari provinsi")
    return offices


def test_a_restored_office_that_knows_it_writes_again_after_the_reply_to_its_own_packet(two: Offices) -> None:
    backup = snapshot(two.malang)
    lost = two.state(two.malang, nama_usaha="Toko B")
    two.there_and_back()
    stale = write(two.jatim, two.malang)
    two.malang.db = backup
    set_state(backup, COPY)

    done = read_packet(two.malang, stale)
    assert (done.lost, done.recovered, state_of(two.malang)) == (True, 0, COPY)
    two.there_and_back()

    assert state_of(two.malang) == GOOD
    assert lost in {row[0] for row in registry(two.malang.db)["usaha"]}
    two.state(two.malang, lost, nama_usaha="Toko BB")
    two.there_and_back()
    assert held(two.malang) == held(two.jatim)


def test_what_a_peer_has_lost_is_safe_no_longer_until_it_has_it_again(two: Offices) -> None:
    backup = snapshot(two.malang)
    for _ in range(2):
        two.there_and_back()
    assert unsafe_count(two.jatim.db, two.jatim.id) == 0
    two.malang.db = backup
    set_state(backup, COPY)

    two.pass_on(two.malang, two.jatim)
    assert unsafe_count(two.jatim.db, two.jatim.id) == 1
    assert scrub(two.jatim, lambda _: None).sound
    two.pass_on(two.jatim, two.malang)
    two.pass_on(two.malang, two.jatim)
    assert unsafe_count(two.jatim.db, two.jatim.id) == 0


def test_an_old_reply_does_not_free_a_restored_office(two: Offices) -> None:
    old = write(two.jatim, two.malang)
    set_state(two.malang.db, COPY)
    write(two.malang, two.jatim)

    assert not read_packet(two.malang, old).healed
    assert state_of(two.malang) == COPY


def test_an_office_restored_unnoticed_learns_it_from_its_parents_packet(two: Offices) -> None:
    backup = snapshot(two.malang)
    two.state(two.malang, nama_usaha="Toko B")
    two.pass_on(two.malang, two.jatim)
    two.malang.db = backup
    kept = two.state(two.malang, nama_usaha="Toko yang hanya ada di cadangan")

    assert two.pass_on(two.jatim, two.malang).lost
    assert state_of(two.malang) == COPY
    with pytest.raises(NodeMayNotWrite):
        two.state(two.malang, nama_usaha="Toko C")
    two.there_and_back()
    assert state_of(two.malang) == GOOD
    two.there_and_back()

    assert held(two.malang) == held(two.jatim)
    assert {kept} < {row[0] for row in registry(two.jatim.db)["usaha"]}
    assert len(registry(two.jatim.db)["usaha"]) == 3


def test_two_live_copies_keep_both_branches_and_say_nothing_twice(two: Offices) -> None:
    clone = replace(two.malang, db=snapshot(two.malang))
    before = len(ledger(two.malang.db)["changes"])
    two.state(two.malang, nama_usaha="Toko dari yang asli")
    two.there_and_back()
    two.state(clone, nama_usaha="Toko dari salinan")

    assert [refusal.cause for refusal in two.pass_on(clone, two.jatim).refused] == ["bercabang"]
    assert two.pass_on(two.jatim, clone).lost
    two.pass_on(clone, two.jatim)
    two.pass_on(two.jatim, clone)
    assert state_of(clone) == GOOD
    two.pass_on(clone, two.jatim)

    assert held(clone) == held(two.jatim)
    assert len(registry(two.jatim.db)["usaha"]) == 3
    assert len(ledger(clone.db)["changes"]) == before + 3  # one of the province, one of each copy
    assert read_quarantine(two.jatim.db)
