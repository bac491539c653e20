"""A lawful erasure over real exchanges, on both databases: the value is nowhere, what else was said still counts, chains hold."""

from __future__ import annotations

import pytest

from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import report_record
from selaras.flows.erase_record import Erased, erase_record
from selaras.flows.held_record import ActRefused, held_record
from selaras.flows.node import Node
from selaras.flows.publish import PublishOrder, publish
from selaras.flows.record_consent import record_consent
from selaras.flows.restate_publication import restate_all
from selaras.flows.scrub import scrub
from selaras.flows.sweep_erased import sweep_erased
from selaras.store.database import Row
from selaras.store.inbox.queries import keep_rows, read_rows
from selaras.store.ledger.erasure import unswept
from selaras.store.ledger.quarantine import Refusal, keep_refused
from selaras.store.ledger.queries import read_frontier, read_segment
from selaras.store.ledger.shapes import read_shapes
from tests.parity.story import MALANG, Offices, found, say
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold, ledger, registry
from tests.world.fixtures import DIALECTS, NewDatabase

NAMES = ("umkm", "koperasi", "jatim", "malang", "surabaya", "bank")
NIK, ADDRESS = "3507010101800001", "Jalan Pribadi 1"
FACTS: dict[str, Scalar] = {"nama_usaha": "Toko Rekaan", "nik_pemilik": NIK, "alamat": ADDRESS, "produk_utama": "tempe"}


@pytest.fixture(params=DIALECTS)
def offices(request: pytest.FixtureRequest, new_database: NewDatabase) -> Offices:
    """The six offices, all on one dialect."""
    return found(new_database, dict.fromkeys(NAMES, request.param))


def new_usaha(offices: Offices) -> bytes:
    record = next(offices.records(MALANG, "usaha"))
    say(offices.nodes["malang"], MALANG, "usaha", record, FACTS)
    offices.sync_all(1)
    return record


def everything(node: Node) -> str:
    """Return all that a node's database holds as one text."""
    rows: list[Row] = [row for part in (ledger(node.db), registry(node.db)) for rows in part.values() for row in rows]
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for row in rows for value in row
    )


def assert_gone(offices: Offices, *words: str) -> None:
    for name, node in offices.nodes.items():
        held = everything(node)
        assert not [word for word in words if word in held], name
        assert_chains_hold(node.db)
        assert_registry_is_the_fold(node)
        checked = scrub(node, lambda _: None)
        assert (checked.bad_changes, checked.bad_rows) == (0, 0)


def test_an_erased_field_is_nowhere_and_everything_else_stands_as_it_stood(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    say(n["malang"], MALANG, "usaha", record, {"nik_pemilik": "3507010101800009", "telepon": "+6281"})
    say(n["jatim"], MALANG, "usaha", record, {"alamat": "Jalan Usulan"})
    say(n["umkm"], MALANG, "usaha", record, {"nib": "1234567890123"})
    offices.sync_all()
    before = held_record(n["umkm"], record).state

    done = erase_record(n["malang"], record, ["nik_pemilik"], author="uji", reason="permintaan pemilik")
    offices.sync_all()

    assert (done.changes, done.lost) == (2, [])
    assert_gone(offices, NIK, "3507010101800009")
    for name in ("malang", "jatim", "umkm"):
        after = held_record(n[name], record).state
        assert {**before.values, "nik_pemilik": None} == {"nik_pemilik": None, **after.values}
        assert after.verified == before.verified - {"nik_pemilik"}
        assert [value for value, _ in after.proposals["alamat"]] == ["Jalan Usulan"]
        assert not after.rivals
    with pytest.raises(ActRefused, match="sudah dimusnahkan"):
        erase_record(n["malang"], record, ["nik_pemilik"], author="uji", reason="lagi")


def test_only_the_pembina_erases_and_a_cooperative_only_by_the_field(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    kud = next(offices.records(MALANG, "koperasi"))
    say(n["malang"], MALANG, "koperasi", kud, {"nama_koperasi": "KUD", "ketua": "Ketua Rekaan"})
    with pytest.raises(ActRefused, match="Hanya pembina"):
        erase_record(n["jatim"], record, [], author="uji", reason="x")
    with pytest.raises(ActRefused, match="tidak ada pada usaha"):
        erase_record(n["malang"], record, ["ketua"], author="uji", reason="x")
    with pytest.raises(ActRefused, match="badan hukum"):
        erase_record(n["malang"], kud, [], author="uji", reason="x")

    erase_record(n["malang"], kud, ["ketua"], author="uji", reason="berhenti")
    offices.sync_all()

    assert held_record(n["koperasi"], kud).state.values == {"nama_koperasi": "KUD"}
    assert_gone(offices, "Ketua Rekaan")


def test_what_another_office_said_beside_an_erased_value_is_told_as_lost(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    say(n["umkm"], MALANG, "usaha", record, {"nib": "1234567890123", "nik_pemilik": "3507010101800009"})
    offices.sync_all()

    done = erase_record(n["malang"], record, ["nik_pemilik"], author="uji", reason="permintaan")

    assert done.lost == ["nib"]


def test_an_erased_record_takes_its_reports_consents_and_published_copies_along_but_no_loan(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    report: dict[str, Scalar] = {"usaha": record.hex(), "tahun": 2024, "omzet": 123456789, "bahan_baku": "kedelai"}
    say(n["malang"], MALANG, "laporan_usaha", report_record(record, "laporan_usaha", "2024"), report)
    loan = next(offices.records(MALANG, "usaha"))
    say(n["bank"], MALANG, "kredit", loan, {"usaha": record.hex(), "lembaga": "Bank contoh"})
    fields = ("nama_usaha", "nik_pemilik")
    record_consent(n["malang"], record, n["bank"].id, fields, given=True, evidence="map Rekaan 7", author="uji")
    offices.sync_all(1)
    order = PublishOrder(n["bank"].id, "usaha", fields, {}, "rujukan", consented=True, author="uji")
    publish(n["jatim"], order, lambda _: None)
    offices.sync_all(1)
    assert NIK in everything(n["bank"])

    done = erase_record(n["malang"], record, [], author="uji", reason="permintaan pemilik")
    offices.sync_all(1)
    restate_all(n["jatim"], lambda _: None)
    offices.sync_all()

    assert done == Erased(3, done.records, [], 1)
    assert len(done.records) == 2
    assert_gone(offices, NIK, ADDRESS, "Toko Rekaan", "kedelai", "map Rekaan 7")
    for name in ("malang", "jatim", "umkm", "bank"):
        assert held_record(n[name], record).state.deletions
    assert held_record(n["malang"], loan).state.values["lembaga"] == "Bank contoh"


def test_the_inbox_and_the_quarantine_forget_an_erased_record_and_keep_no_new_evidence_of_it(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    db = n["malang"].db
    stream = next(s for s in read_frontier(db) if s.rumpun == "usaha")
    segment = read_segment(db, stream, 0, read_shapes(db))
    assert segment is not None
    refusals = [Refusal(stream, 1, cause, "uji") for cause in ("celah", "bercabang")]
    with db.transaction():
        keep_refused(db, n["jatim"].id, segment, refusals[0], 1)
        keep_rows(db, 1, [(b"k" * 16, b"h" * 16, record)])
    assert db.rows("SELECT COUNT(*) FROM ledger_quarantine WHERE length(segment) > 0") == [(1,)]

    erase_record(n["malang"], record, ["nik_pemilik"], author="uji", reason="permintaan")
    with db.transaction():
        keep_refused(db, n["jatim"].id, segment, refusals[1], 2)

    assert db.rows("SELECT COUNT(*) FROM ledger_quarantine WHERE length(segment) > 0") == [(0,)]
    assert db.rows("SELECT COUNT(*) FROM ledger_quarantine") == [(2,)]
    assert read_rows(db, [b"k" * 16]) == ({}, {})


def test_freed_pages_are_swept_once_after_an_erasure(offices: Offices) -> None:
    n, record = offices.nodes, new_usaha(offices)
    assert not sweep_erased(n["malang"])
    erase_record(n["malang"], record, ["nik_pemilik"], author="uji", reason="permintaan")
    before = registry(n["malang"].db)

    assert unswept(n["malang"].db) == 1
    assert sweep_erased(n["malang"])
    assert not sweep_erased(n["malang"])
    assert registry(n["malang"].db) == before
