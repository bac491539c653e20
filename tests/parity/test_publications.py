"""What one office publishes to another, on both databases: nothing else arrives, and what is taken back is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records
from selaras.core.ledger.stream import Stream, publication_rumpun
from selaras.flows.apply_batch import apply_batch
from selaras.flows.collect_batch import collect_batch
from selaras.flows.create_node import create_node
from selaras.flows.held_record import ActRefused, held_record
from selaras.flows.node import Node
from selaras.flows.publish import PublishOrder, find_reader, publish, withdraw_publication
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.record_consent import record_consent
from selaras.flows.restate_publication import Restated, restate_all
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import read_directory
from selaras.store.registry.publications import Publication, read_publications
from selaras.store.registry.tables import tables
from tests.parity.story import MALANG, SURABAYA, Offices, found, say
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold, registry
from tests.world.fixtures import DIALECTS, NewDatabase
from tests.world.offices import connect, sync

NAMES = ("umkm", "koperasi", "jatim", "malang", "surabaya", "bank")
IDENTITY = ("nama_usaha", "wilayah", "nib")
FACTS: dict[str, Scalar] = {
    "nama_usaha": "Toko Rekaan",
    "wilayah": "35.07.01.2001",
    "alamat": "Jalan Pribadi 1",
    "nik_pemilik": "3507010101800001",
}


@pytest.fixture(params=DIALECTS)
def offices(request: pytest.FixtureRequest, new_database: NewDatabase) -> Offices:
    """The six offices, all on one dialect."""
    return found(new_database, dict.fromkeys(NAMES, request.param))


def start(
    offices: Offices, by: str, to: str, kind: str, fields: tuple[str, ...], **where: str
) -> tuple[Publication, Restated]:
    consented = where.pop("consented", "") == "ya"
    reader = offices.nodes[to].id
    order = PublishOrder(reader, kind, fields, where, "uji penerbitan", consented, "uji")
    return publish(offices.nodes[by], order, lambda _: None)


def refresh(node: Node) -> tuple[int, int, int]:
    done = restate_all(node, lambda _: None)
    return done.stated, done.withdrawn, done.withheld


def shown(node: Node, kind: str = "usaha") -> dict[bytes, dict[str, Scalar]]:
    """Return the values of every record of a kind that is not deleted."""
    table = tables()[kind]
    rows = node.db.rows(f"SELECT {','.join(table.columns)} FROM {table.name} WHERE deletions IS NULL ORDER BY record")
    return {bytes(row[0]): dict(table.to_state(row).values) for row in rows}


def payloads(node: Node) -> bytes:
    rows = node.db.rows("SELECT payload FROM ledger_change WHERE payload IS NOT NULL ORDER BY place")
    return b"\n".join(bytes(payload) for (payload,) in rows)


def new_usaha(offices: Offices, office: str, wilayah: str, **more: Scalar) -> bytes:
    record = next(offices.records(wilayah, "usaha"))
    say(offices.nodes[office], wilayah, "usaha", record, {**FACTS, **more})
    offices.sync_all(1)
    return record


def test_each_ministry_holds_only_the_published_identity_of_the_other_ones_records(offices: Offices) -> None:
    n = offices.nodes
    connect(n["koperasi"], n["umkm"])
    toko = new_usaha(offices, "malang", MALANG)
    kud = next(offices.records(MALANG, "koperasi"))
    say(n["malang"], MALANG, "koperasi", kud, {"nama_koperasi": "KUD Rekaan", "ketua": "Ketua Rekaan", "alamat": "J 9"})
    offices.sync_all(1)
    sync(n["koperasi"], n["umkm"])
    assert not shown(n["umkm"], "koperasi")
    assert not shown(n["koperasi"])

    start(offices, "koperasi", "umkm", "koperasi", ("nama_koperasi", "nik_koperasi"))
    start(offices, "umkm", "koperasi", "usaha", IDENTITY)
    assert sync(n["koperasi"], n["umkm"]).equal

    assert shown(n["umkm"], "koperasi") == {kud: {"nama_koperasi": "KUD Rekaan"}}
    assert shown(n["koperasi"]) == {toko: {"nama_usaha": "Toko Rekaan", "wilayah": "35.07.01.2001"}}
    offices.sync_all(1)
    assert not any(s.rumpun.startswith("mitra/") for s in read_frontier(n["jatim"].db)), "no ministry's goes down"
    assert b"Ketua Rekaan" not in payloads(n["umkm"])
    assert b"Jalan Pribadi" not in payloads(n["koperasi"])
    assert held_record(n["koperasi"], toko).rumpun is None
    assert "nama_usaha" in held_record(n["koperasi"], toko).state.verified
    assert "nama_koperasi" in held_record(n["umkm"], kud).state.unverified, "no ministry has stated it yet"
    offices.sync_all(1)
    for name in ("umkm", "koperasi", "jatim"):
        assert_registry_is_the_fold(n[name])


def test_a_bank_holds_nothing_but_what_is_published_to_it(offices: Offices) -> None:
    n = offices.nodes
    toko, _ = new_usaha(offices, "malang", MALANG), new_usaha(offices, "surabaya", SURABAYA)
    offices.sync_all(1)
    assert not read_frontier(n["bank"].db)

    _, done = start(offices, "jatim", "bank", "usaha", IDENTITY, wilayah=MALANG)
    offices.sync_all(1)

    assert done == Restated(stated=1)
    assert shown(n["bank"]) == {toko: {"nama_usaha": "Toko Rekaan", "wilayah": "35.07.01.2001"}}
    assert {s.rumpun for s in read_frontier(n["bank"].db)} == {publication_rumpun(n["bank"].id, "usaha")}
    for word in (b"Jalan Pribadi", b"3507010101800001", SURABAYA.encode()):
        assert word not in payloads(n["bank"])
    (told,) = read_publications(n["bank"].db)
    assert (told.purpose, told.publisher, told.basis) == ("uji penerbitan", n["jatim"].id, "bukan data pribadi")
    with pytest.raises(ActRefused, match="salinan terbitan"):
        held_record(n["bank"], toko).change({"nama_usaha": "Palsu"}, "uji", "edit")
    with pytest.raises(ActRefused, match="tidak menerbitkan"):
        start(offices, "bank", "umkm", "usaha", IDENTITY)


def test_a_loan_that_a_bank_states_reaches_the_office_of_the_borrower(offices: Offices) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG)
    start(offices, "jatim", "bank", "usaha", IDENTITY)
    offices.sync_all(1)
    loan = next(offices.records(MALANG, "usaha"))
    say(n["bank"], MALANG, "kredit", loan, {"usaha": toko.hex(), "lembaga": "Bank contoh", "plafon": 25_000_000})
    offices.sync_all()

    for name in ("malang", "jatim", "umkm"):
        assert shown(n[name], "kredit")[loan]["plafon"] == 25_000_000
        assert "plafon" in held_record(n[name], loan).state.verified
    assert not shown(n["surabaya"], "kredit")


def test_publishing_again_states_only_what_changed(offices: Offices) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG)
    new_usaha(offices, "malang", MALANG)
    start(offices, "jatim", "bank", "usaha", IDENTITY)
    offices.sync_all(1)
    assert refresh(n["jatim"]) == (0, 0, 0)
    before = n["bank"].db.rows("SELECT COUNT(*) FROM ledger_change")[0][0]

    say(n["malang"], MALANG, "usaha", toko, {"nama_usaha": "Nama Baru", "alamat": "Jalan Lain"})
    offices.sync_all(1)
    assert refresh(n["jatim"]) == (1, 0, 0)
    assert refresh(n["jatim"]) == (0, 0, 0)
    offices.sync_all(1)

    assert n["bank"].db.rows("SELECT COUNT(*) FROM ledger_change")[0][0] == before + 1
    assert payloads(n["bank"]).count(b"35.07.01.2001") == 2, "the area did not change, so it was not stated again"
    assert shown(n["bank"])[toko]["nama_usaha"] == "Nama Baru"
    assert not held_record(n["bank"], toko).state.rivals


def test_a_withdrawn_publication_leaves_nothing_at_the_reader_and_every_chain_holds(offices: Offices) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG)
    names, _ = start(offices, "jatim", "bank", "usaha", ("nama_usaha",))
    areas, _ = start(offices, "jatim", "bank", "usaha", ("nama_usaha", "wilayah"))
    offices.sync_all(1)

    done = withdraw_publication(n["jatim"], areas.record, author="uji", reason="selesai", progress=lambda _: None)
    assert (done.stated, done.withdrawn) == (1, 0)
    offices.sync_all(1)
    assert shown(n["bank"]) == {toko: {"nama_usaha": "Toko Rekaan"}}
    done = withdraw_publication(n["jatim"], names.record, author="uji", reason="selesai", progress=lambda _: None)
    assert (done.stated, done.withdrawn) == (0, 1)
    offices.sync_all(1)

    assert shown(n["bank"]) == {}
    for name in ("bank", "jatim"):
        assert_chains_hold(n[name].db)
        assert_registry_is_the_fold(n[name])
    assert b"Toko Rekaan" not in payloads(n["bank"])
    assert all(p.ended for p in read_publications(n["bank"].db))
    with pytest.raises(ActRefused, match="Tidak ada penerbitan"):
        withdraw_publication(n["jatim"], names.record, author="uji", reason="lagi", progress=lambda _: None)
    start(offices, "jatim", "bank", "usaha", ("nama_usaha",))
    offices.sync_all(1)
    assert shown(n["bank"]) == {toko: {"nama_usaha": "Toko Rekaan"}}, "what was withdrawn may be published again"


def test_a_secret_field_reaches_a_reader_only_while_its_owner_consents(offices: Offices) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG)
    other = new_usaha(offices, "malang", MALANG, nik_pemilik="3507010101800002")
    with pytest.raises(ActRefused, match="nik_pemilik adalah data pribadi"):
        start(offices, "jatim", "bank", "usaha", ("nama_usaha", "nik_pemilik"))
    with pytest.raises(ActRefused, match="alamat adalah data pribadi"):
        start(offices, "jatim", "bank", "usaha", ("alamat",))

    def consent(*, given: bool) -> None:
        bank, fields = n["bank"].id, ("nik_pemilik",)
        record_consent(n["malang"], toko, bank, fields, given=given, evidence="map 7", author="uji")
        offices.sync_all(1)

    consent(given=True)
    _, done = start(offices, "jatim", "bank", "usaha", ("nama_usaha", "nik_pemilik"), consented="ya")
    offices.sync_all(1)
    assert done == Restated(stated=2, withheld=1)
    assert shown(n["bank"])[toko]["nik_pemilik"] == FACTS["nik_pemilik"]
    assert "nik_pemilik" not in shown(n["bank"])[other]

    consent(given=False)
    assert refresh(n["jatim"]) == (1, 0, 1)
    offices.sync_all(1)
    assert shown(n["bank"])[toko] == {"nama_usaha": "Toko Rekaan"}
    assert str(FACTS["nik_pemilik"]).encode() not in payloads(n["bank"])


def test_a_deleted_record_and_one_that_no_longer_fits_are_taken_back(offices: Offices) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG, status_usaha="aktif")
    other = new_usaha(offices, "malang", MALANG, status_usaha="aktif", kbli="10710")
    with pytest.raises(ActRefused, match="belum sampai"):
        start(offices, "malang", "bank", "usaha", ("nama_usaha",))
    start(offices, "jatim", "bank", "usaha", ("kbli",))
    offices.sync_all(1)
    start(offices, "malang", "bank", "usaha", ("nama_usaha",), status_usaha="aktif")
    offices.sync_all(1)
    assert set(shown(n["bank"])) == {toko, other}, "what an office publishes passes the province on its way"

    say(n["malang"], MALANG, "usaha", toko, {"dihapus": "ya"})
    say(n["malang"], MALANG, "usaha", other, {"status_usaha": "tutup"})
    assert refresh(n["malang"]) == (0, 2, 0)
    offices.sync_all(1)

    assert shown(n["bank"]) == {other: {"kbli": "10710"}}, "the province goes on to publish the other one's kbli"
    assert refresh(n["jatim"]) == (0, 0, 0)
    assert b"Toko Rekaan" not in payloads(n["bank"])


def test_copies_from_two_publishers_have_one_home_in_whatever_order_they_arrive(
    offices: Offices, new_database: NewDatabase
) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG)
    start(offices, "jatim", "bank", "usaha", ("nama_usaha", "nib"))
    offices.sync_all(1)
    start(offices, "malang", "bank", "usaha", ("nama_usaha", "wilayah"))
    offices.sync_all(1)
    tables_seen = []
    streams = [s for s in read_frontier(n["jatim"].db) if s.rumpun.startswith("mitra/")]
    for order in (streams, streams[::-1]):
        bank = replace(n["bank"], db=new_database(n["bank"].db.dialect))
        create_node(bank)
        connect(bank, n["jatim"])
        for stream in order:
            batch, _ = collect_batch(n["jatim"].db, read_directory(n["jatim"].db), [(stream, 0)])
            assert not apply_batch(bank, n["jatim"].id, batch, lambda _: True).refused
        tables_seen.append(registry(bank.db))

    assert tables_seen[0] == tables_seen[1] == registry(n["bank"].db)
    assert held_record(n["bank"], toko).home == MALANG


def test_a_publisher_that_names_a_wrong_home_or_rumpun_is_refused(offices: Offices) -> None:
    n, toko = offices.nodes, new_usaha(offices, "malang", MALANG)
    to_bank = publication_rumpun(n["bank"].id, "usaha")
    as_koperasi = publication_rumpun(n["bank"].id, "koperasi")
    kud = next(new_records(offices.wall(), b"123456", MALANG, "koperasi"))
    forged = [
        NewChange(SURABAYA, to_bank, "usaha", toko, {"nama_usaha": "X"}, "uji", "publish", parents=()),
        NewChange(MALANG, as_koperasi, "usaha", kud, {"nama_usaha": "X"}, "uji", "publish", parents=()),
    ]
    record_changes(n["jatim"], forged)

    causes = {refusal.cause for refusal in sync(n["bank"], n["jatim"]).refused}

    assert causes == {"tanpa_wewenang"}
    assert not shown(n["bank"])
    assert Stream(n["jatim"].id, b"12345678", MALANG, to_bank) not in read_frontier(n["bank"].db)


def test_a_reader_is_found_by_its_name_and_one_that_holds_the_original_needs_nothing(offices: Offices) -> None:
    n = offices.nodes
    assert find_reader(n["jatim"], n["bank"].id.hex()).level is Level.MITRA
    with pytest.raises(ActRefused, match="tidak dikenal"):
        find_reader(n["jatim"], "tidak ada")
    with pytest.raises(ActRefused, match="lebih dari satu"):
        find_reader(n["jatim"], "kantor")
    with pytest.raises(ActRefused, match="sudah menerima aslinya"):
        start(offices, "jatim", "umkm", "usaha", IDENTITY)
