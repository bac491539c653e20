"""Offices without a line exchange by packets: the same promises as on the line, whatever becomes of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.packet import read_header
from selaras.core.ledger.record import new_records
from selaras.flows.link import NoLink
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.read_packet import PacketRefused, read_packet
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.revoke_node import revoke_node
from selaras.flows.write_packet import write_packet
from selaras.store.database import Database
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import read_frontier, unsafe_count
from selaras.store.network.queries import GOOD, read_peers, set_state
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold, ledger, registry
from tests.world.offices import connect, new_office, sync
from tests.world.packets import MALANG, Offices, Parts, held, state_of, write


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


def test_packets_both_ways_make_both_offices_equal_and_their_changes_safe(two: Offices) -> None:
    two.there_and_back()
    done = two.pass_on(two.malang, two.jatim)

    assert done.equal
    assert held(two.malang) == held(two.jatim)
    assert unsafe_count(two.malang.db, two.malang.id) == unsafe_count(two.jatim.db, two.jatim.id) == 0
    for node in (two.malang, two.jatim):
        assert_chains_hold(node.db)
        assert_registry_is_the_fold(node)
    assert sync(two.malang, two.jatim).rounds == 1


def test_a_change_is_safe_only_when_the_reply_has_been_read(two: Offices) -> None:
    two.state(two.malang, nama_usaha="Toko B")
    two.pass_on(two.malang, two.jatim)
    reply = write(two.jatim, two.malang)
    assert unsafe_count(two.malang.db, two.malang.id) == 1
    read_packet(two.malang, reply)

    assert unsafe_count(two.malang.db, two.malang.id) == 0


def test_a_packet_holds_only_what_its_reader_has_not_acknowledged(two: Offices) -> None:
    two.there_and_back()
    two.pass_on(two.malang, two.jatim)
    two.state(two.malang, nama_usaha="Toko B")
    counts = []
    for everything in (False, True):
        done = write_packet(two.malang, two.jatim.id, lambda _: None, lambda _done, _all: None, everything=everything)
        counts.append(done.sent)

    assert counts == [1, 3]


def test_a_lost_packet_is_made_good_by_the_next_one(two: Offices) -> None:
    write(two.malang, two.jatim)
    two.state(two.malang, nama_usaha="Toko B")
    write(two.malang, two.jatim)
    two.there_and_back()

    assert held(two.malang) == held(two.jatim)


def test_packets_read_twice_late_and_in_any_order_change_nothing_more(two: Offices) -> None:
    packets = []
    for name in "BCD":
        two.state(two.malang, nama_usaha=f"Toko {name}")
        two.malang.wall_ms.ms += 1000  # type: ignore[attr-defined]
        packets.append(write(two.malang, two.jatim))
    for at in (2, 0, 1, 2, 0):
        read_packet(two.jatim, packets[at])
    after = held(two.jatim)
    done = read_packet(two.jatim, packets[1])

    assert (done.received, done.refused, done.equal) == (0, [], False)
    assert held(two.jatim) == after
    assert two.pass_on(two.jatim, two.malang).equal
    assert held(two.malang) == after


def test_a_packet_carries_nothing_from_outside_the_readers_wilayah(offices: Offices) -> None:
    home = next(new_records(1, b"123456", "35.73", "usaha"))
    record_changes(offices.kota, [NewChange("35.73", "usaha", "usaha", home, {"nama_usaha": "K"}, "uji", "edit")])
    offices.pass_on(offices.kota, offices.jatim)
    offices.pass_on(offices.jatim, offices.malang)

    assert not [stream for stream in read_frontier(offices.malang.db) if stream.wilayah == "35.73"]


def test_a_packet_for_another_office_is_refused_by_its_readers_name(two: Offices) -> None:
    before = ledger(two.kota.db)
    with pytest.raises(PacketRefused, match=r"«Kantor 35\.07»") as refused:
        read_packet(two.kota, write(two.jatim, two.malang))

    assert refused.value.code == "bukan_untuk"
    assert ledger(two.kota.db) == before


def test_a_packet_of_an_unknown_office_is_refused(two: Offices) -> None:
    stranger = new_office(two.rng, Level.KABKOTA, "35.78")
    other = new_office(two.rng, Level.PROVINSI, "35")
    connect(stranger, other)
    parts = write(stranger, other)
    pretended = replace(two.jatim, identity=other.identity)
    with pytest.raises(NoLink, match=r"«Kantor 35\.78»") as refused:
        read_packet(pretended, parts)

    assert refused.value.code == "tak_dikenal"


def test_nothing_is_read_from_or_written_to_a_revoked_office(two: Offices) -> None:
    parts = write(two.malang, two.jatim)
    revoke_node(two.jatim, two.malang.id, author="uji", reason="uji")
    before = held(two.jatim)
    for act in (lambda: read_packet(two.jatim, parts), lambda: write(two.jatim, two.malang)):
        with pytest.raises(NoLink) as refused:
            act()
        assert refused.value.code == "dicabut"

    assert held(two.jatim) == before
    set_state(two.malang.db, "dicabut")
    with pytest.raises(NodeMayNotWrite):
        write(two.malang, two.jatim)


def test_an_office_whose_certificate_ran_out_is_told_to_join_again(two: Offices) -> None:
    parts = write(two.malang, two.jatim)
    two.jatim.wall_ms.ms += 400 * 24 * 60 * 60 * 1000  # type: ignore[attr-defined]
    with pytest.raises(NoLink, match="selaras invite") as refused:
        read_packet(two.jatim, parts)

    assert refused.value.code == "kedaluwarsa"


def test_a_packet_renews_the_childs_certificate_in_time(two: Offices) -> None:
    two.jatim.wall_ms.ms += 300 * 24 * 60 * 60 * 1000  # type: ignore[attr-defined]
    two.pass_on(two.jatim, two.malang)
    two.jatim.wall_ms.ms += 300 * 24 * 60 * 60 * 1000  # type: ignore[attr-defined]

    assert not two.pass_on(two.malang, two.jatim).refused


def test_a_packet_cut_anywhere_is_refused_and_what_was_read_stays(two: Offices) -> None:
    two.state(two.malang, nama_usaha="Toko B")
    parts = write(two.malang, two.jatim)
    assert len(parts) == 4
    for whole in range(4):
        with pytest.raises(PacketRefused, match="salin berkasnya") as refused:
            read_packet(two.jatim, parts[:whole])
        assert refused.value.code == "terpotong"
        assert len(registry(two.jatim.db)["usaha"]) == (2 if whole == 3 else 1)

    assert read_packet(two.jatim, parts).received == 0
    assert_chains_hold(two.jatim.db)


def test_a_flipped_bit_anywhere_is_refused(two: Offices) -> None:
    two.state(two.malang, nama_usaha="Toko B")
    parts = write(two.malang, two.jatim)
    before = ledger(two.jatim.db)["changes"]
    for number, part in enumerate(parts[:3]):
        for at in range(0, len(part), 5):
            changed = bytearray(part)
            changed[at] ^= 1 << two.rng.randrange(8)
            with pytest.raises((PacketRefused, NoLink)):
                read_packet(two.jatim, [*parts[:number], bytes(changed), *parts[number + 1 :]])

    assert ledger(two.jatim.db)["changes"] == before


def test_parts_moved_left_out_repeated_or_taken_from_another_packet_are_refused(two: Offices) -> None:
    two.state(two.malang, nama_usaha="Toko B")
    first, second = write(two.malang, two.jatim), write(two.malang, two.jatim)
    header, opening, batch, end = first
    tampered: list[Parts] = [
        [header, batch, opening, end],
        [header, opening, end],
        [header, opening, batch, batch, end],
        [header, opening, batch, end, end],
        [header, opening, second[2], end],
        [second[0], opening, batch, end],
    ]
    for parts in tampered:
        with pytest.raises(PacketRefused) as refused:
            read_packet(two.jatim, parts)
        assert refused.value.code == "berubah"


def test_an_interrupted_reading_keeps_its_batches_and_goes_on_from_there(two: Offices) -> None:
    changes = [
        NewChange(MALANG, "usaha", "usaha", next(two.ids), {"nama_usaha": f"Toko {n}"}, "uji", "import")
        for n in range(9_000)
    ]
    record_changes(two.malang, changes)
    parts = write(two.malang, two.jatim)
    assert len(parts) == 5  # header, opening, two batches, end

    def torn() -> Iterator[bytes]:
        yield from parts[:3]
        raise OSError("the disk was pulled out")

    with pytest.raises(OSError, match="pulled"):
        read_packet(two.jatim, torn())
    there = len(registry(two.jatim.db)["usaha"])
    done = read_packet(two.jatim, parts)

    assert 0 < there < 9_000
    assert there + done.received == 9_001
    assert_registry_is_the_fold(two.jatim)


def test_a_refused_segment_stands_in_quarantine_and_holds_up_no_other_stream(two: Offices) -> None:
    two.state(two.malang, nama_usaha="Toko B")
    home = next(new_records(1, b"123456", MALANG, "koperasi"))
    two.malang.db.execute("UPDATE ledger_head SET signature = ?", (bytes(64),))
    record_changes(two.malang, [NewChange(MALANG, "koperasi", "koperasi", home, {"nama_koperasi": "K"}, "uji", "edit")])
    done = two.pass_on(two.malang, two.jatim)

    assert [refusal.cause for refusal in done.refused] == ["tanda_tangan"]
    assert [row.cause for row in read_quarantine(two.jatim.db)] == ["tanda_tangan"]
    assert registry(two.jatim.db)["koperasi"]
    two.pass_on(two.jatim, two.malang)
    assert unsafe_count(two.malang.db, two.malang.id) == 1


def test_a_childs_packet_cannot_make_its_parent_doubt_itself(two: Offices) -> None:
    two.there_and_back()
    two.malang.db.execute("UPDATE ledger_stream SET seq = 9 WHERE node = ?", (two.jatim.id,))

    assert not two.pass_on(two.malang, two.jatim).lost
    assert state_of(two.jatim) == GOOD


def test_the_header_shows_no_more_than_the_two_offices(two: Offices) -> None:
    record = two.state(two.malang, nama_usaha="Toko Rahasia")
    parts = write(two.malang, two.jatim)

    assert read_header(parts[0]).receiver_name == two.jatim.identity.name
    assert b"Rahasia" not in b"".join(parts)
    assert record.hex().encode() not in parts[0]


def test_a_packet_is_a_contact_like_any_other(two: Offices) -> None:
    two.pass_on(two.malang, two.jatim)
    (peer,) = (peer for peer in read_peers(two.jatim.db) if peer.node == two.malang.id)

    assert peer.met == two.jatim.wall_ms()
