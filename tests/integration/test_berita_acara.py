"""A berita acara: both sides sign the same facts, anybody can check them, and nobody can change them."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pypdf
import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.berita_acara import canonical, sign_statement, statement
from selaras.core.ledger.envelope import open_envelope, seal
from selaras.core.ledger.record import new_records
from selaras.core.ledger.stream import publication_rumpun
from selaras.flows import certify_peer
from selaras.flows.answer import answer
from selaras.flows.certify_peer import Certified, certify_parent
from selaras.flows.countersign import packed, signed_side, unpacked
from selaras.flows.exchange import PeerRefused, PeerUnreachable
from selaras.flows.node import Node
from selaras.flows.print_berita_acara import print_berita_acara
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.verify_peer import verify_child
from selaras.store.database import Database
from selaras.store.network.queries import read_directory, read_peers
from tests.world.offices import connect, new_office, parent_certificate, sync
from tools.verify_bukti import NotValid, check

MALANG = "35.07"
PROGRAM = Path(__file__).parents[2] / "tools" / "verify_bukti.py"


class Offices:
    """A ministry, a province on the database under test, and an office that has said something in two rumpun."""

    def __init__(self, database: Database) -> None:
        rng = Random(12)
        self.umkm = new_office(rng, Level.KEMENTERIAN, "ID", ("usaha",))
        self.jatim = new_office(rng, Level.PROVINSI, "35", db=database)
        self.malang = new_office(rng, Level.KABKOTA, MALANG)
        connect(self.jatim, self.umkm)
        connect(self.malang, self.jatim)
        for rumpun, field in (("usaha", "nama_usaha"), ("koperasi", "nama_koperasi")):
            record = next(new_records(self.malang.wall_ms(), rng.randbytes(6), MALANG, rumpun))
            record_changes(self.malang, [NewChange(MALANG, rumpun, rumpun, record, {field: "Maju"}, "uji", "edit")])
        sync(self.malang, self.jatim)

    def certify(self) -> Certified:
        return certify(self.malang, self.jatim)

    def say_more(self, node: Node) -> None:
        record = next(new_records(node.wall_ms(), node.random(6), MALANG, "usaha"))
        record_changes(node, [NewChange(MALANG, "usaha", "usaha", record, {"nama_usaha": "Baru"}, "uji", "edit")])


def certify(child: Node, parent: Node) -> Certified:
    return certify_parent(child, parent_certificate(child, parent), lambda frame: answer(parent, frame))


@pytest.fixture
def offices(database: Database) -> Offices:
    return Offices(database)


@pytest.fixture(scope="module")
def signed() -> dict[str, Any]:
    """The document of two equal offices, to be tampered with."""
    from tests.world.databases import memory_database

    made: dict[str, Any] = orjson.loads(Offices(memory_database()).certify().document)
    return made


def refused(content: bytes, *roots: str) -> bool:
    try:
        check(content, set(roots))
    except NotValid:
        return True
    return False


def test_equal_offices_sign_that_they_are_equal(offices: Offices) -> None:
    made = offices.certify()
    told, chains = check(made.document, {offices.umkm.identity.public_key.hex()})

    assert (told["equal"], told["differences"], told["changes"]) == (True, 0, {"child": 2, "parent": 2})
    assert [root.node for root in chains.roots.values()] == [offices.umkm.id.hex()]
    assert not made.verified.differences


@pytest.mark.parametrize("later", ["malang", "jatim"])
def test_offices_that_differ_sign_what_differs(offices: Offices, later: str) -> None:
    offices.say_more(getattr(offices, later))
    made = offices.certify()
    told, _ = check(made.document, set())

    assert (told["equal"], told["differences"]) == (False, 1)
    assert told["changes"] == {"child": 2 + (later == "malang"), "parent": 2 + (later == "jatim")}
    assert len(made.verified.differences) == 1


def test_the_statement_keeps_to_what_the_two_may_share(offices: Offices) -> None:
    told, _ = check(certify(offices.jatim, offices.umkm).document, set())  # they have never exchanged

    assert {row["rumpun"] for row in told["streams"]} <= {"usaha", "umum"}


def test_what_is_published_to_a_bank_stands_in_its_berita_acara(offices: Offices) -> None:
    bank = new_office(Random(14), Level.MITRA, "35", ())
    connect(bank, offices.jatim)
    record = next(new_records(offices.jatim.wall_ms(), bytes(6), MALANG, "usaha"))
    published = publication_rumpun(bank.id, "usaha")
    record_changes(offices.jatim, [NewChange(MALANG, published, "usaha", record, {"nama_usaha": "A"}, "uji", "edit")])
    sync(bank, offices.jatim)
    told, _ = check(certify(bank, offices.jatim).document, set())

    assert [row["rumpun"] for row in told["streams"]] == [published]
    assert told["equal"]


def test_every_changed_character_is_found(signed: dict[str, Any]) -> None:
    content = canonical(signed)
    assert not refused(content)
    for at in range(len(content)):
        for bit in (1, 32):
            changed = bytearray(content)
            changed[at] ^= bit
            assert refused(bytes(changed)), content[at - 20 : at + 20]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def test_every_value_changed_left_out_repeated_or_emptied_is_found(signed: dict[str, Any]) -> None:
    def at(whole: Any, path: tuple[Any, ...]) -> Any:
        for key in path:
            whole = whole[key]
        return whole

    tried = 0
    for path in places(signed):
        for act in (other, lambda _: None, lambda _: 0, lambda _: "", lambda _: [], lambda value: [value, value]):
            changed = deepcopy(signed)
            holder = at(changed, path[:-1])
            holder[path[-1]] = act(holder[path[-1]])
            if changed != signed:
                tried += 1
                assert refused(canonical(changed)), path
        changed = deepcopy(signed)
        del at(changed, path[:-1])[path[-1]]
        assert refused(canonical(changed)), path
    assert tried > 300


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return value[::-1] if isinstance(value, list) else {**value, "x": 1}


def test_one_side_cannot_speak_for_both(offices: Offices) -> None:
    """The child makes a statement of its own in which both are equal; the parent signed another one."""
    offices.say_more(offices.malang)
    document = orjson.loads(offices.certify().document)
    child, parent = (offices.malang.identity.certificate(b"", 0, 0), parent_certificate(offices.malang, offices.jatim))
    mine = signed_side(offices.malang, child, child, parent)
    lie = statement(mine, replace(mine, certificate=parent))
    document["statement"] = orjson.loads(lie)
    own = sign_statement(lie, offices.malang.identity.key).hex()
    for parents in (document["signatures"]["parent"], own, ""):
        document["signatures"] = {"child": own, "parent": parents}
        assert refused(canonical(document))
    document["signatures"] = {"child": own}
    assert refused(canonical(document))


def test_an_invented_tree_of_offices_fails_at_the_root_key(offices: Offices) -> None:
    document = offices.certify().document
    stranger = new_office(Random(99), Level.KEMENTERIAN, "ID", ("usaha",))

    assert not refused(document, offices.umkm.identity.public_key.hex())
    assert refused(document, stranger.identity.public_key.hex())


def test_a_child_does_not_sign_what_its_parent_made_up(offices: Offices) -> None:
    parent = parent_certificate(offices.malang, offices.jatim)

    def line(frame: bytes) -> bytes:
        reply = open_envelope(answer(offices.jatim, frame), parent.key, offices.malang.id)
        if "signature" not in reply.body:
            return seal(reply, offices.jatim.identity.key)
        lie = unpacked(reply.attachment).replace(b'"child":2', b'"child":9')
        body = {"signature": sign_statement(lie, offices.jatim.identity.key).hex()}
        return seal(replace(reply, body=body, attachment=packed(lie)), offices.jatim.identity.key)

    with pytest.raises(PeerUnreachable, match="tidak dapat dibaca"):
        certify_parent(offices.malang, parent, line)


def test_a_parent_does_not_sign_heads_that_no_author_signed(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = parent_certificate(offices.malang, offices.jatim)
    own = offices.malang.identity.certificate(offices.jatim.id, 0, 0)
    honest = signed_side(offices.malang, own, own, parent)
    stream, head = next(iter(honest.heads.items()))
    forged = replace(honest, heads={**honest.heads, stream: replace(head, head=replace(head.head, seq=50))})
    monkeypatch.setattr(certify_peer, "signed_side", lambda *_: forged)

    with pytest.raises(PeerRefused) as no:
        offices.certify()
    assert no.value.code == "tak_terbaca"


def test_a_child_that_never_exchanged_has_no_time_of_contact(offices: Offices) -> None:
    kota = new_office(Random(13), Level.KABKOTA, "35.73")
    connect(kota, offices.jatim)
    (peer,) = (peer for peer in read_peers(offices.jatim.db) if peer.node == kota.id)
    told = verify_child(offices.jatim, read_directory(offices.jatim.db).certificates[kota.id], peer)

    assert told.asked == 0


def test_the_paper_says_the_same_in_words_on_one_page(offices: Offices) -> None:
    document = offices.certify().document
    pdf = pypdf.PdfReader(io.BytesIO(print_berita_acara(document, "bukti.json")))
    text = " ".join(pdf.pages[0].extract_text().split())

    assert len(pdf.pages) == 1
    for words in (
        "BERITA ACARA SINKRONISASI DATA",
        "Senin, tanggal dua, bulan Februari, tahun dua ribu dua puluh enam (02-02-2026), pukul 09.40 WIB",
        "ISI REGISTRI KEDUA PIHAK SAMA",
        "2 (dua) perubahan",
        "Kabupaten Malang (35.07)",
        "bukti.json",
    ):
        assert words in text
    assert "/MarkInfo" in pdf.root_object


def test_the_paper_of_offices_that_differ_names_each_difference(offices: Offices) -> None:
    offices.say_more(offices.malang)
    pdf = pypdf.PdfReader(io.BytesIO(print_berita_acara(offices.certify().document, "bukti.json")))
    text = " ".join(pdf.pages[0].extract_text().split())

    assert "ISI REGISTRI KEDUA PIHAK BELUM SAMA" in text
    assert "Pihak Pertama memegang sampai perubahan ke-2, Pihak Kedua memegang sampai perubahan ke-1" in text


def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program without the environment's settings; selaras itself is out of its reach by test below."""
    command = [sys.executable, "-I", "-X", "utf8", str(PROGRAM), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


def test_the_program_tells_valid_different_invalid_and_wrong_use_apart(offices: Offices, tmp_path: Path) -> None:
    file = tmp_path / "bukti.json"
    file.write_bytes(offices.certify().document)
    root = offices.umkm.identity.public_key.hex()
    same = run_program(str(file), "--root", root)
    foreign = run_program(str(file), "--root", "0" * 64)
    offices.say_more(offices.malang)
    file.write_bytes(offices.certify().document)
    different = run_program(str(file))
    file.write_bytes(file.read_bytes().replace(b'"equal":false', b'"equal":true'))
    changed = run_program(str(file))
    wrong = [run_program(), run_program(str(tmp_path / "tidak_ada.json")), run_program(str(file), "--root", "akar")]

    assert [done.returncode for done in (same, foreign, different, changed)] == [0, 1, 3, 1]
    assert [done.returncode for done in wrong] == [2, 2, 2]
    assert "SAMA: 2 aliran, 2 perubahan" in same.stdout
    assert "cocokkan" not in same.stdout
    assert "BERBEDA pada 1 dari 2 aliran" in different.stdout
    assert "TIDAK SAH" in changed.stdout


def test_the_program_is_short_and_stands_alone() -> None:
    source = PROGRAM.read_text("utf-8")
    listing = (
        "import runpy, sys; sys.argv = ['x', '--help']\n"
        "try:\n    runpy.run_path(sys.argv.pop(0) and " + repr(str(PROGRAM)) + ", run_name='__main__')\n"
        "except SystemExit:\n    print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", listing], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())

    assert len(source.splitlines()) <= 300
    assert loaded
    assert not loaded & {"selaras", "django", "orjson", "zstandard"}


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"1e999", b'{"format":1}', b"\xff", b'"\\ud800"', b"[" * 99_999]
)
def test_any_other_file_is_not_valid_and_stops_nothing(content: bytes) -> None:
    assert refused(content)
