"""Hand-over, deletion and settling over real exchanges, on both databases: who may, what it does everywhere, and who may not."""

from __future__ import annotations

import pytest

from selaras.core.ledger.authority import Pembina
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import report_record
from selaras.core.ledger.state import State
from selaras.core.terms.skala import PP_7_2021
from selaras.flows.delete_record import delete_record, undelete_record
from selaras.flows.hand_over import accept_hand_over, offer_hand_over, open_offers, withdraw_offer
from selaras.flows.held_record import ActRefused
from selaras.flows.move_record import Moved, move_record
from selaras.flows.node import Node
from selaras.flows.record_story import record_story
from selaras.flows.settle_field import PROPOSAL, RIVAL, SHOWN, choices, settle_field
from selaras.flows.suggest_hand_over import suggested_hand_overs
from selaras.store.registry.tables import tables
from tests.parity.story import MALANG, SURABAYA, Offices, found, say
from tests.world.contents import assert_registry_is_the_fold, registry
from tests.world.fixtures import DIALECTS, NewDatabase

NAMES = ("umkm", "koperasi", "jatim", "malang", "surabaya", "bank")
WHY = "untuk uji"


@pytest.fixture(params=DIALECTS)
def offices(request: pytest.FixtureRequest, new_database: NewDatabase) -> Offices:
    """The six offices, all on one dialect."""
    return found(new_database, dict.fromkeys(NAMES, request.param))


def state(node: Node, record: bytes, kind: str = "usaha") -> State:
    return tables()[kind].to_state(tables()[kind].load(node.db, [record])[record])


def new_usaha(offices: Offices, **more: str) -> bytes:
    record = next(offices.records(MALANG, "usaha"))
    say(offices.nodes["malang"], MALANG, "usaha", record, {"nama_usaha": "Toko Rekaan", **more})
    offices.sync_all(1)
    return record


def assert_alike(offices: Offices) -> None:
    """Check that those who hold the same streams show the same, and that it is the fold."""
    malang, jatim, umkm = (registry(offices.nodes[name].db) for name in ("malang", "jatim", "umkm"))
    assert malang == jatim
    assert malang["usaha"] == umkm["usaha"]
    for name in ("malang", "jatim", "umkm"):
        assert_registry_is_the_fold(offices.nodes[name])


def test_a_hand_over_is_offered_by_the_pembina_and_accepted_by_the_level_that_was_asked(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    with pytest.raises(ActRefused, match="Hanya pembina"):
        offer_hand_over(n["jatim"], record, Pembina.PUSAT, author="uji", reason=WHY)
    with pytest.raises(ActRefused, match="Tidak ada tawaran"):
        accept_hand_over(n["jatim"], record, author="uji")

    offer_hand_over(n["malang"], record, Pembina.PROVINSI, author="uji", reason=WHY)
    offices.sync_all(1)
    assert [(o.id, o.pembina, o.to) for o in open_offers(n["jatim"].db)] == [(record.hex(), "kabkota", "provinsi")]
    with pytest.raises(ActRefused, match="hanya tingkat itu"):
        accept_hand_over(n["umkm"], record, author="uji")
    accept_hand_over(n["jatim"], record, author="uji")
    say(n["jatim"], MALANG, "usaha", record, {"nama_usaha": "Nama dari provinsi"})
    say(n["malang"], MALANG, "usaha", record, {"nama_usaha": "Nama dari kabupaten"})
    offices.sync_all()

    for name in ("malang", "jatim", "umkm"):
        held = state(n[name], record)
        assert (held.pembina, held.offer, held.values["nama_usaha"]) == ("provinsi", None, "Nama dari provinsi")
        assert "nama_usaha" in held.verified
    with pytest.raises(ActRefused, match="Hanya pembina"):
        offer_hand_over(n["malang"], record, Pembina.PUSAT, author="uji", reason=WHY)
    assert_alike(offices)


def test_an_offer_that_was_withdrawn_cannot_be_accepted_any_more(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    offer_hand_over(n["malang"], record, Pembina.PROVINSI, author="uji", reason=WHY)
    withdraw_offer(n["malang"], record, author="uji", reason=WHY)
    offices.sync_all(1)

    with pytest.raises(ActRefused, match="Tidak ada tawaran"):
        accept_hand_over(n["jatim"], record, author="uji")
    assert not open_offers(n["jatim"].db)


def test_sales_above_a_bound_suggest_a_hand_over_and_do_nothing_else(offices: Offices) -> None:
    n = offices.nodes
    said = {"kecil": 2_000_000_001, "mikro": 2_000_000_000, "menengah": 15_000_000_001, "besar": 50_000_000_001}
    found_by_name: dict[str, bytes] = {}
    for name, omzet in said.items():
        record = found_by_name[name] = new_usaha(offices, produk_utama=name)
        for year, amount in (("2023", 60_000_000_000), ("2024", omzet)):
            fields: dict[str, Scalar] = {"usaha": record.hex(), "tahun": int(year), "omzet": amount}
            say(n["malang"], MALANG, "laporan_usaha", report_record(record, "laporan_usaha", year), fields)
    kud = next(offices.records(MALANG, "koperasi"))
    say(n["malang"], MALANG, "koperasi", kud, {"nama_koperasi": "KUD", "wilayah_keanggotaan": "kabkota"})
    say(n["malang"], MALANG, "koperasi", kud, {"wilayah_keanggotaan": "nasional"})
    offices.sync_all(1)
    before = registry(n["jatim"].db)

    suggested = {s.id: (s.pembina, s.to) for s in suggested_hand_overs(n["jatim"].db, PP_7_2021)}

    assert suggested == {
        found_by_name["kecil"].hex(): ("kabkota", "provinsi"),
        found_by_name["menengah"].hex(): ("kabkota", "pusat"),
        found_by_name["besar"].hex(): ("kabkota", None),
        kud.hex(): ("kabkota", "pusat"),
    }
    assert registry(n["jatim"].db) == before


def test_a_deletion_hides_a_record_everywhere_and_only_the_pembina_makes_and_undoes_it(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    with pytest.raises(ActRefused, match="Hanya pembina"):
        delete_record(n["jatim"], record, author="uji", reason=WHY)

    deletion = delete_record(n["malang"], record, author="uji", reason="terdaftar dua kali")
    with pytest.raises(ActRefused, match="sudah dihapus"):
        delete_record(n["malang"], record, author="uji", reason=WHY)
    say(n["jatim"], MALANG, "usaha", record, {"alamat": "sesudah dihapus"})
    offices.sync_all()
    assert {state(n[name], record).deletions for name in ("malang", "jatim", "umkm")} == {(deletion,)}
    with pytest.raises(ActRefused, match="Hanya pembina"):
        undelete_record(n["umkm"], record, author="uji", reason=WHY)

    undelete_record(n["malang"], record, author="uji", reason="ternyata lain")
    offices.sync_all()
    assert {state(n[name], record).deletions for name in ("malang", "jatim", "umkm")} == {()}
    with pytest.raises(ActRefused, match="tidak sedang dihapus"):
        undelete_record(n["malang"], record, author="uji", reason=WHY)
    assert_alike(offices)


def test_who_has_authority_settles_a_rival_and_a_proposal_by_choosing_one_of_the_values(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    say(n["malang"], MALANG, "usaha", record, {"alamat": "Jalan A", "nib": "1111111111111"})
    say(n["jatim"], MALANG, "usaha", record, {"alamat": "Jalan B", "nib": "2222222222222"})
    offices.sync_all()
    listed = [(c.field, c.value, c.word) for c in choices(record_story(n["malang"], record).held)]
    assert listed[:2] == [("alamat", "Jalan A", SHOWN), ("alamat", "Jalan B", PROPOSAL)]
    assert {(field, word) for field, _, word in listed[2:]} == {("nib", SHOWN), ("nib", RIVAL)}
    with pytest.raises(ActRefused, match="Kementerian UMKM"):
        settle_field(n["malang"], record, "nib", "a", author="uji")
    with pytest.raises(ActRefused, match="salah satu dari: a, b"):
        settle_field(n["malang"], record, "alamat", "c", author="uji")

    settle_field(n["malang"], record, "alamat", "b", author="uji")
    nib = next(c for c in choices(record_story(n["umkm"], record).held) if c.value == "1111111111111")
    settle_field(n["umkm"], record, "nib", nib.letter, author="uji")
    offices.sync_all()

    for name in ("malang", "jatim", "umkm"):
        held = state(n[name], record)
        assert (held.values["alamat"], held.values["nib"]) == ("Jalan B", "1111111111111")
        assert not held.rivals
        assert not held.proposals
        assert {"alamat", "nib"} <= held.verified
    assert_alike(offices)


def test_a_story_names_who_stands_behind_each_value_and_tells_the_history_in_sentences(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices, alamat="Jalan A")
    say(n["jatim"], MALANG, "usaha", record, {"alamat": "Jalan B"})
    offer_hand_over(n["malang"], record, Pembina.PROVINSI, author="Ani", reason="omzet naik")
    offices.sync_all()

    story = record_story(n["umkm"], record)

    address = next(fact for fact in story.facts if fact.field == "alamat")
    assert (address.value, address.by, address.author, address.verified) == ("Jalan A", "Kantor 35.07", "petugas", True)
    assert [(p.value, p.by) for p in story.proposals] == [("Jalan B", "Kantor 35")]
    told = {f"{event.by} ({event.author}) {event.told}" for event in story.history}
    assert "Kantor 35.07 (Ani) menawarkan serah terima kepada provinsi (alasan: omzet naik)" in told
    assert "Kantor 35 (petugas) mengubah Alamat usaha menjadi «Jalan B»" in told


def test_an_office_may_say_nothing_about_a_record_that_it_only_reads(offices: Offices) -> None:
    with pytest.raises(ActRefused, match="tidak ada di kantor ini"):
        record_story(offices.nodes["surabaya"], new_usaha(offices))


def test_a_move_closes_one_record_and_opens_another_that_names_it(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices, alamat="Jalan Lama", produk_utama="tempe")
    with pytest.raises(ActRefused, match="menutupnya lebih dahulu"):
        move_record(n["jatim"], record, SURABAYA, author="uji", reason=WHY)
    with pytest.raises(ActRefused, match="sudah terikat"):
        move_record(n["malang"], record, "35.07.01.2001", author="uji", reason=WHY)

    assert move_record(n["malang"], record, SURABAYA, author="uji", reason="ikut keluarga") == Moved(True, None)
    offices.sync_all(1)
    with pytest.raises(ActRefused, match="bukan ke"):
        move_record(n["jatim"], record, "35.79", author="uji", reason=WHY)
    moved = move_record(n["jatim"], record, f"{SURABAYA}.18.1006", author="uji", reason=WHY)
    with pytest.raises(ActRefused, match="sudah ada"):
        move_record(n["jatim"], record, SURABAYA, author="uji", reason=WHY)
    offices.sync_all()

    assert (moved.closed, moved.opened is None) == (False, False)
    successor = bytes.fromhex(str(moved.opened))
    assert state(n["malang"], record).values["status_usaha"] == "pindah"
    there = record_story(n["surabaya"], successor)
    values = {fact.field: fact.value for fact in there.facts}
    assert values == {"nama_usaha": "Toko Rekaan", "produk_utama": "tempe", "wilayah": "35.78.18.1006"}
    assert there.held.home == SURABAYA
    assert not any(fact.verified for fact in there.facts), "the office there has yet to verify it"
    assert f"pindahan dari {record.hex()}" in there.history[0].told
    for name in ("malang", "surabaya", "jatim", "umkm"):
        assert_registry_is_the_fold(n[name])
