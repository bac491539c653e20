"""Offices that exchange through the product's own flows, each with a database of its own in memory."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.batch import Batch, decode_batch, encode_batch
from selaras.core.ledger.certificate import in_link_scope
from selaras.core.ledger.envelope import open_envelope, seal
from selaras.core.ledger.record import new_records
from selaras.core.ledger.segment import BrokenSegment, prove
from selaras.core.ledger.stream import Stream, publication_rumpun
from selaras.flows.answer import answer
from selaras.flows.apply_batch import apply_batch
from selaras.flows.collect_batch import collect_batch
from selaras.flows.exchange import PeerUnreachable, exchange
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Row, SqliteDatabase
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import read_frontier, read_segment, unsafe_count
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import COPY, read_directory, set_state
from selaras.store.registry.tables import tables
from tests.world import contents
from tests.world.databases import memory_connection
from tests.world.offices import connect, new_office, parent_certificate, sync


class Tree:
    """Two ministries, a province, two offices and a bank."""

    def __init__(self) -> None:
        rng = Random(35)
        self.koperasi = new_office(rng, Level.KEMENTERIAN, "ID", ("koperasi",))
        self.umkm = new_office(rng, Level.KEMENTERIAN, "ID", ("usaha",))
        self.province = new_office(rng, Level.PROVINSI, "35")
        self.malang = new_office(rng, Level.KABKOTA, "35.07")
        self.kota = new_office(rng, Level.KABKOTA, "35.73")
        self.bank = new_office(rng, Level.MITRA, "35", ())
        connect(self.province, self.koperasi)
        connect(self.province, self.umkm)
        for child in (self.malang, self.kota, self.bank):
            connect(child, self.province)
        self.ids: Iterator[bytes] = new_records(self.malang.wall_ms(), rng.randbytes(6), "35.07", "usaha")

    def state(self, node: Node, record: bytes, **fields: str | int | None) -> bytes:
        change = NewChange("35.07", "usaha", "usaha", record, fields, "uji", "edit")
        return record_changes(node, [change])[0]

    def sync_all(self) -> None:
        for _ in range(2):
            for child in (self.malang, self.kota, self.bank):
                sync(child, self.province)
            sync(self.province, self.umkm)
            sync(self.province, self.koperasi)


@pytest.fixture
def tree() -> Tree:
    return Tree()


def ledger(node: Node) -> list[tuple[object, ...]]:
    columns = "c.id, c.kind, c.record, c.parents, c.salt, c.payload, c.commitment"
    joined = f"SELECT {columns} FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"
    return node.db.rows(f"{joined} WHERE s.rumpun = 'usaha' ORDER BY s.key, c.place")


def registry(node: Node) -> dict[str, list[Row]]:
    return contents.registry(node.db)


def test_nodes_with_equal_heads_hold_equal_changes_and_equal_registry_tables(tree: Tree) -> None:
    record = next(tree.ids)
    tree.state(tree.malang, record, nama_usaha="Toko A", nib="1234567890123")
    tree.sync_all()
    tree.state(tree.umkm, record, nib="9999999999999")
    tree.state(tree.malang, record, nama_usaha="Toko AA")
    tree.state(tree.province, record, alamat="Jalan Uji 1")
    tree.sync_all()

    assert ledger(tree.malang) == ledger(tree.province) == ledger(tree.umkm)
    assert registry(tree.malang) == registry(tree.province) == registry(tree.umkm)
    state = tables()["usaha"].to_state(tables()["usaha"].load(tree.malang.db, [record])[record])
    assert (state.values["nib"], state.values["nama_usaha"]) == ("9999999999999", "Toko AA")
    assert {"nib", "nama_usaha"} <= state.verified
    assert state.unverified == {"alamat"}


def test_a_node_never_receives_what_lies_outside_its_wilayah_and_rumpun(tree: Tree) -> None:
    tree.state(tree.malang, next(tree.ids), nama_usaha="Toko A")
    tree.sync_all()

    for node in (tree.kota, tree.bank, tree.koperasi):
        assert not ledger(node)
        assert not any(registry(node).values())


def test_a_change_acknowledged_by_a_second_node_survives_the_loss_of_the_first(tree: Tree) -> None:
    record = next(tree.ids)
    tree.state(tree.malang, record, nama_usaha="Toko A")
    assert unsafe_count(tree.malang.db, tree.malang.id) == 1
    sync(tree.malang, tree.province)

    assert unsafe_count(tree.malang.db, tree.malang.id) == 0
    assert tables()["usaha"].load(tree.province.db, [record])


def test_receiving_a_batch_again_in_any_order_changes_nothing(tree: Tree) -> None:
    for _ in range(3):
        tree.state(tree.malang, next(tree.ids), nama_usaha="Toko")
    sync(tree.malang, tree.province)
    before = ledger(tree.province), registry(tree.province)
    (stream,) = (s for s in read_frontier(tree.malang.db) if s.rumpun == "usaha")
    batch, _ = collect_batch(tree.malang.db, read_directory(tree.malang.db), [(stream, 0)])

    for _ in range(2):
        assert apply_batch(tree.province, tree.malang.id, batch, lambda _: True).changes == 0

    assert (ledger(tree.province), registry(tree.province)) == before


def test_a_tampered_change_is_refused_counted_and_blocks_no_other_stream(tree: Tree) -> None:
    tree.state(tree.malang, next(tree.ids), nama_usaha="Toko A")
    home = next(new_records(1, b"123456", "35.73", "usaha"))
    record_changes(tree.kota, [NewChange("35.73", "usaha", "usaha", home, {"nama_usaha": "B"}, "uji", "edit")])
    segments = []
    for node in (tree.malang, tree.kota):
        (stream,) = (s for s in read_frontier(node.db) if s.rumpun == "usaha")
        segment = read_segment(node.db, stream, 0, read_shapes(node.db))
        assert segment is not None
        segments.append(segment)
    payload = segments[0].payloads[0]
    assert payload is not None
    segments[0] = replace(segments[0], payloads=[payload.replace(b"Toko A", b"Toko X")])

    applied = apply_batch(tree.province, tree.malang.id, Batch(tuple(segments)), lambda _: True)

    assert [refusal.cause for refusal in applied.refused] == ["rantai_rusak"]
    assert applied.changes == 1
    assert [found.times for found in read_quarantine(tree.province.db)] == [1]


def test_an_office_that_speaks_of_foreign_records_is_refused(tree: Tree) -> None:
    foreign = next(tree.ids)
    record_changes(tree.kota, [NewChange("35.73", "usaha", "usaha", foreign, {"nama_usaha": "X"}, "uji", "edit")])

    assert [refusal.cause for refusal in sync(tree.kota, tree.province).refused] == ["tanpa_wewenang"]
    assert not tables()["usaha"].load(tree.province.db, [foreign])


def test_after_an_erasure_no_node_holds_the_value_and_every_chain_still_verifies(tree: Tree) -> None:
    record = next(tree.ids)
    said = tree.state(tree.malang, record, nama_usaha="Toko A", alamat="rahasia sekali")
    tree.sync_all()
    erase = NewChange("35.07", "usaha", "usaha", record, {"musnah": said.hex()}, "uji", "erase")
    record_changes(tree.malang, [erase])
    tree.sync_all()

    for node in (tree.malang, tree.province, tree.umkm):
        assert not any(b"rahasia sekali" in (row[5] or b"") for row in ledger(node))  # type: ignore[operator]
        assert not any("rahasia sekali" in row for rows in registry(node).values() for row in rows)
        for stream, head in read_frontier(node.db).items():
            segment = read_segment(node.db, stream, 0, read_shapes(node.db))
            assert segment is not None
            assert prove(segment, stream.key)[-1] == head.id


def test_a_restored_backup_loses_no_acknowledged_change_and_is_reported_at_first_contact(tree: Tree) -> None:
    first, lost = next(tree.ids), next(tree.ids)
    tree.state(tree.malang, first, nama_usaha="Toko A")
    sync(tree.malang, tree.province)
    backup = snapshot(tree.malang)
    tree.state(tree.malang, lost, nama_usaha="Toko B")
    sync(tree.malang, tree.province)
    restored = replace(tree.malang, db=backup)
    set_state(restored.db, COPY)
    with pytest.raises(NodeMayNotWrite):
        tree.state(restored, first, alamat="Jalan 1")

    assert sync(restored, tree.province).recovered == 1
    assert tables()["usaha"].load(restored.db, [lost])
    tree.state(restored, first, alamat="Jalan 1")
    sync(restored, tree.province)
    assert registry(restored) == registry(tree.province)


def test_two_live_copies_of_an_office_keep_both_branches(tree: Tree) -> None:
    record = next(tree.ids)
    tree.state(tree.malang, record, nama_usaha="Toko A")
    sync(tree.malang, tree.province)
    clone = replace(tree.malang, db=snapshot(tree.malang))
    tree.state(tree.malang, record, alamat="dari asli")
    tree.state(clone, record, produk_utama="dari salinan")
    sync(tree.malang, tree.province)
    sync(clone, tree.province)
    sync(tree.malang, tree.province)

    assert registry(tree.malang) == registry(tree.province) == registry(clone)
    row = tables()["usaha"].load(tree.province.db, [record])[record]
    assert {"dari asli", "dari salinan"} <= set(row)


def test_kinds_that_this_version_does_not_know_are_kept_and_relayed_byte_for_byte(tree: Tree) -> None:
    record = next(tree.ids)
    new = NewChange("35.07", "usaha", "jenis_baru", record, {"kolom_baru": "isi"}, "uji", "edit")
    record_changes(tree.malang, [new])
    tree.sync_all()

    assert len(ledger(tree.umkm)) == 1
    assert ledger(tree.umkm) == ledger(tree.malang)


def test_a_line_that_breaks_at_any_message_leaves_a_state_that_the_next_exchange_completes(tree: Tree) -> None:
    for _ in range(3):
        tree.state(tree.malang, next(tree.ids), nama_usaha="Toko")
    parent = parent_certificate(tree.malang, tree.province)
    for good in range(5):
        left = iter(range(good))

        def line(frame: bytes, left: Iterator[int] = left) -> bytes:
            reply = answer(tree.province, frame)
            if next(left, None) is None:
                raise PeerUnreachable("putus")
            return reply

        try:
            exchange(tree.malang, parent, line)
        except PeerUnreachable:
            continue

    assert sync(tree.malang, tree.province).rounds == 1
    assert registry(tree.malang) == registry(tree.province)


def test_nothing_new_is_one_round_and_few_bytes(tree: Tree) -> None:
    tree.state(tree.malang, next(tree.ids), nama_usaha="Toko")
    sync(tree.malang, tree.province)

    done = sync(tree.malang, tree.province)

    assert (done.rounds, done.equal) == (1, True)
    assert done.bytes_sent + done.bytes_received < 700


def test_cut_or_changed_frames_are_never_read_as_batches(tree: Tree) -> None:
    tree.state(tree.malang, next(tree.ids), nama_usaha="Toko")
    (stream,) = (s for s in read_frontier(tree.malang.db) if s.rumpun == "usaha")
    batch, _ = collect_batch(tree.malang.db, read_directory(tree.malang.db), [(stream, 0)])
    frame = encode_batch(batch.segments, batch.certificates)

    for cut in range(0, len(frame), 7):
        with pytest.raises(BrokenSegment):
            decode_batch(frame[:cut])


def test_what_one_ministry_says_in_common_reaches_the_offices_below_and_not_the_other_ministry(tree: Tree) -> None:
    note = next(new_records(1, b"123456", "ID", "umum"))
    record_changes(tree.umkm, [NewChange("ID", "umum", "catatan", note, {"isi": "rapat"}, "uji", "edit")])
    tree.sync_all()

    assert sync(tree.province, tree.koperasi).equal
    assert not read_quarantine(tree.koperasi.db)
    assert note in {bytes(r) for (r,) in tree.malang.db.rows("SELECT record FROM ledger_change")}


def test_a_publication_crosses_only_to_its_reader(tree: Tree) -> None:
    held = read_directory(tree.province.db).certificates
    bank, malang, kota, koperasi = (held[n.id] for n in (tree.bank, tree.malang, tree.kota, tree.koperasi))
    parent = tree.province.identity.certificate(tree.province.id, 0, 0)
    published = Stream(tree.province.id, b"12345678", "35.07", publication_rumpun(tree.bank.id, "usaha"))
    to_malang = replace(published, rumpun=publication_rumpun(tree.malang.id, "usaha"))

    to_ministry = replace(published, rumpun=publication_rumpun(tree.koperasi.id, "usaha"))

    assert in_link_scope(bank, parent, published)
    assert in_link_scope(malang, parent, published), "its own office sees what is published of its records"
    assert not in_link_scope(kota, parent, published)
    assert not in_link_scope(parent, koperasi, published), "a ministry sees no publication of another rumpun"
    assert not in_link_scope(malang, parent, to_malang), "who holds the original needs no copy"
    assert in_link_scope(parent, koperasi, to_ministry)
    beside = replace(parent, wilayah="33")
    assert not in_link_scope(beside, koperasi, to_ministry), "what one province published is not another's business"


def snapshot(node: Node) -> SqliteDatabase:
    """Return a copy of an office's database as it is now."""
    copy = memory_connection()
    source = node.db
    assert isinstance(source, SqliteDatabase)
    source._connection.backup(copy)
    return SqliteDatabase(copy)


def test_an_answer_that_cannot_be_read_is_the_peers_failure_and_leaves_everything_as_it_was(tree: Tree) -> None:
    tree.state(tree.malang, next(tree.ids), nama_usaha="Toko")
    parent = parent_certificate(tree.malang, tree.province)

    def line(frame: bytes) -> bytes:
        reply = open_envelope(answer(tree.province, frame), parent.key, tree.malang.id)
        return seal(replace(reply, attachment=b"bukan frontier"), tree.province.identity.key)

    before = ledger(tree.malang)
    with pytest.raises(PeerUnreachable):
        exchange(tree.malang, parent, line)

    assert ledger(tree.malang) == before
    assert sync(tree.malang, tree.province).equal
