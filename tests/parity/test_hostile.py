"""What a peer may send cannot stop an office, whichever database it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from selaras.core.ledger.authority import ERASURE, Level
from selaras.core.ledger.batch import BATCH_BYTES_MAX, Batch, decode_batch, encode_batch
from selaras.core.ledger.change import PARENTS_MAX, PAYLOAD_BYTES_MAX
from selaras.core.ledger.envelope import Envelope, open_envelope, seal
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records
from selaras.core.ledger.segment import BrokenSegment
from selaras.core.ledger.stream import Stream
from selaras.flows.answer import answer
from selaras.flows.apply_batch import Applied, apply_batch
from selaras.flows.collect_batch import collect_batch
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, StatementTooLarge, record_changes
from selaras.store.database import Database
from selaras.store.ledger.queries import BATCH_PAYLOAD_MAX, read_frontier
from selaras.store.ledger.write import SIGN_EVERY
from selaras.store.network.queries import read_directory
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold
from tests.world.offices import connect, new_office, sync

MALANG, KOTA = "35.07", "35.73"


class Hub:
    """A province on the database under test, with two offices below it."""

    def __init__(self, database: Database) -> None:
        self.rng = Random(5)
        self.jatim = new_office(self.rng, Level.PROVINSI, "35", db=database)
        self.malang = new_office(self.rng, Level.KABKOTA, MALANG)
        self.kota = new_office(self.rng, Level.KABKOTA, KOTA)
        for child in (self.malang, self.kota):
            connect(child, self.jatim)

    def say(self, fields: Mapping[str, Scalar], **more: Any) -> bytes:
        """Let Malang state a new enterprise; return its record."""
        record = next(new_records(self.malang.wall_ms(), self.rng.randbytes(6), MALANG, "usaha"))
        change = NewChange(MALANG, "usaha", "usaha", record, fields, "petugas", "edit")
        record_changes(self.malang, [change._replace(**more)])
        return bytes(more.get("record", record))

    def row(self, record: bytes, column: str) -> object:
        """Return one column of an enterprise at the province."""
        return self.jatim.db.rows(f"SELECT {column} FROM registry_usaha WHERE record = ?", (record,))[0][0]

    def check(self) -> None:
        """Bring all up and look whether the province is sound and holds what Malang said."""
        assert sync(self.malang, self.jatim).equal
        mine = read_frontier(self.malang.db)
        assert mine.items() <= read_frontier(self.jatim.db).items()
        assert_chains_hold(self.jatim.db)
        assert_registry_is_the_fold(self.jatim)


@pytest.fixture
def hub(database: Database) -> Hub:
    """The offices, the province on each database in turn."""
    return Hub(database)


@pytest.mark.parametrize("field", ["nama_usaha", "nib", "nik_pemilik"])
@pytest.mark.parametrize(
    "text", ["a\0b", Random(1).randbytes(5_000).hex(), "'; DROP TABLE ledger_change; --", "\U0010ffff"]
)
def test_no_text_stops_an_office(hub: Hub, field: str, text: str) -> None:
    record = hub.say({field: text, "alamat": "Jalan Mawar"})
    hub.say({field: text, "nama_usaha": text}, record=record)
    hub.check()

    assert hub.row(record, "alamat") == "Jalan Mawar"
    shown = "\0" not in text and (field == "nama_usaha" or len(text) < 600)
    assert hub.row(record, field) == (text if shown else None)


def test_a_statement_that_no_peer_would_take_is_not_written(hub: Hub) -> None:
    with pytest.raises(StatementTooLarge):
        hub.say({"nama_usaha": "x" * PAYLOAD_BYTES_MAX})
    hub.say({"nama_usaha": "x" * (PAYLOAD_BYTES_MAX - 100)})
    hub.check()


def test_the_longest_changes_between_two_signed_heads_fit_into_a_batch() -> None:
    change = PAYLOAD_BYTES_MAX + 32 * PARENTS_MAX + 200
    assert SIGN_EVERY * change + BATCH_PAYLOAD_MAX < BATCH_BYTES_MAX


def test_a_batch_of_the_longest_statements_arrives(hub: Hub) -> None:
    ids = new_records(hub.malang.wall_ms(), hub.rng.randbytes(6), MALANG, "usaha")
    text = "x" * (PAYLOAD_BYTES_MAX - 100)
    changes = [
        NewChange(MALANG, "usaha", "usaha", record, {"nama_usaha": text, "rw": str(i)}, "p", "import")
        for i, record in zip(range(300), ids, strict=False)
    ]
    record_changes(hub.malang, changes)
    hub.check()


def test_more_heads_than_a_change_may_name_do_not_stop_its_author(hub: Hub) -> None:
    record = hub.say({"alamat": "Jalan Mawar"})
    for i in range(PARENTS_MAX + 6):
        hub.say({"telepon": f"+62{i}"}, record=record, parents=())
    sync(hub.malang, hub.jatim)
    for node in (hub.jatim, hub.malang):
        for text in ("Jalan Melati", "Jalan Anggrek"):
            record_changes(node, [NewChange(MALANG, "usaha", "usaha", record, {"alamat": text}, "p", "edit")])
    hub.check()

    assert hub.row(record, "alamat") == "Jalan Anggrek"


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, -(2**63), 2**64 - 1])
def test_no_number_stops_an_office(hub: Hub, number: int) -> None:
    record = hub.say({"tahun_mulai": number, "alamat": "Jalan Mawar"})
    hub.check()

    assert hub.row(record, "alamat") == "Jalan Mawar"


def test_an_id_named_under_a_foreign_record_does_not_block_its_erasure(hub: Hub) -> None:
    target = hub.say({"nama_pemilik": "Seseorang"})
    (said,) = hub.malang.db.rows("SELECT id FROM ledger_change WHERE record = ?", (target,))
    named = {ERASURE: bytes(said[0]).hex()}
    hub.say(named, reason="erase")
    hub.say(named, reason="erase", record=target)
    hub.check()

    assert hub.row(target, "nama_pemilik") is None
    assert hub.jatim.db.rows("SELECT COUNT(*) FROM ledger_change WHERE payload IS NULL") == [(1,)]


def batch_of(node: Node) -> Batch:
    """Return everything that a node would push."""
    wanted = [(stream, 0) for stream in read_frontier(node.db)]
    return collect_batch(node.db, read_directory(node.db), wanted)[0]


@pytest.mark.parametrize("part", ["rumpun", "wilayah", "kind"])
def test_a_name_that_nobody_can_read_is_refused_with_its_frame(hub: Hub, part: str) -> None:
    hub.say({"alamat": "Jalan Mawar"})
    (segment,) = batch_of(hub.malang).segments
    if part == "kind":
        bad = replace(segment, kinds=["usa\0ha"])
    else:
        named = {"wilayah": MALANG, "rumpun": "mitra/", part: "mitra/\0"}
        bad = replace(segment, stream=Stream(hub.malang.id, bytes(8), **named))

    with pytest.raises(BrokenSegment):
        decode_batch(encode_batch([bad]))


def ask(hub: Hub, verb: str, body: dict[str, Any]) -> Envelope:
    """Ask the province something that Malang's program never would."""

    def once(name: str, told: dict[str, Any]) -> Envelope:
        key: Ed25519PrivateKey = hub.malang.identity.key
        frame = seal(Envelope(hub.malang.id, hub.jatim.id, name, "00" * 8, told, b""), key)
        return open_envelope(answer(hub.jatim, frame), hub.jatim.identity.public_key, hub.malang.id)

    token = once("hello", {"d": ""}).body["k"]
    return once(verb, {**body, "k": token})


@pytest.mark.parametrize("after", [-1, -5, -(2**40), 2**40, 2**63, 2**64 - 1])
def test_a_pull_from_an_impossible_place_gives_nothing(hub: Hub, after: int) -> None:
    record = next(new_records(0, hub.rng.randbytes(6), KOTA, "usaha"))
    record_changes(hub.kota, [NewChange(KOTA, "usaha", "usaha", record, {"alamat": "Rahasia"}, "p", "edit")])
    sync(hub.kota, hub.jatim)
    hub.say({"alamat": "Jalan Mawar"})
    hub.check()
    (stream,) = read_frontier(hub.malang.db)

    reply = ask(hub, "pull", {"want": [[*stream.to_json(), after, ""]]})
    assert (reply.verb, reply.attachment) == ("ok", b"")
    assert ask(hub, "ids", {"s": stream.to_json(), "at": [after]}).body["ids"] == [""]


def test_a_refused_segment_is_counted_and_holds_up_no_other(hub: Hub) -> None:
    hub.say({"alamat": "Jalan Mawar"})
    batch = batch_of(hub.malang)
    bad = replace(batch.segments[0], signature=bytes(64))

    def push(*segments: Any) -> Applied:
        return apply_batch(hub.jatim, hub.malang.id, Batch(segments, batch.certificates), lambda _: True)

    for times in (1, 2):
        applied = push(bad)
        assert [refusal.cause for refusal in applied.refused] == ["tanda_tangan"]
        assert applied.held == {}
        assert hub.jatim.db.rows("SELECT times FROM ledger_quarantine") == [(times,)]

    applied = push(bad, batch.segments[0])
    assert applied.changes == 1
    assert len(applied.held) == 1
    assert hub.jatim.db.rows("SELECT times FROM ledger_quarantine") == []
    hub.check()
