"""Exchange with a parent through the pages: by line, by packet, and on paper; over both databases."""

import io
import json
import zipfile
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.core.ledger.authority import Level
from selaras.core.terms.peran import Peran
from selaras.flows.answer import answer
from selaras.flows.node import Node
from selaras.flows.read_packet import read_packet
from selaras.flows.write_packet import write_packet
from selaras.gateways.packet.file import new_packet_file, read_parts
from selaras.gateways.peer.line import LineDown
from selaras.store.ledger.queries import count_changes, unsafe_count
from tests.world.offices import connect, new_office
from tests.world.site import signed_in, take


class Line:
    """A line that only has to be closed; the test answers in its place."""

    def __init__(self, _url: str) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def parent(site: Node, monkeypatch: pytest.MonkeyPatch) -> Node:
    """The province that this office has joined, on the other end of a good line."""
    province = new_office(Random(5), Level.PROVINSI, "35", wall=site.wall_ms)
    connect(site, province)
    take(site, "35.07_umkm.xlsx")
    for module in ("now", "paper"):
        monkeypatch.setattr(f"selaras.web.exchange.{module}.PeerLine", Line)
        monkeypatch.setattr(
            f"selaras.web.exchange.{module}.transport_over", lambda _line, _path: lambda frame: answer(province, frame)
        )
    return province


@pytest.fixture
def clerk(site: Node) -> Client:
    return signed_in(site, Peran.OPERATOR)


def page(client: Client) -> str:
    return client.get("/sinkronisasi/").content.decode()


def test_exchanging_now_makes_everything_safe_and_says_what_moved(site: Node, parent: Node, clerk: Client) -> None:
    assert unsafe_count(site.db, site.id) > 0
    clerk.post("/sinkronisasi/jalankan/")
    shown = page(clerk)

    assert "perubahan terkirim" in shown
    assert "isi keduanya sama" in shown
    assert "semua perubahan kantor ini aman" in shown
    assert unsafe_count(site.db, site.id) == 0
    assert count_changes(parent.db) == count_changes(site.db)


def test_a_parent_that_cannot_be_reached_is_told_and_nothing_is_lost(
    site: Node, parent: Node, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_url: str) -> Line:
        raise LineDown("Tidak ada jawaban.")

    monkeypatch.setattr("selaras.web.exchange.now.PeerLine", down)
    monkeypatch.setattr("selaras.web.exchange.paper.PeerLine", down)
    before = count_changes(site.db)
    clerk.post("/sinkronisasi/jalankan/")
    assert "tidak terjangkau" in page(clerk)
    clerk.post(f"/sinkronisasi/berita-acara/{parent.id.hex()}/")
    assert "tidak terjangkau" in page(clerk)
    assert count_changes(site.db) == before


def test_an_office_without_a_parent_is_told_how_to_get_one(site: Node, clerk: Client) -> None:
    clerk.post("/sinkronisasi/jalankan/")

    assert "Mintalah kode undangan" in page(clerk)
    assert site.identity.name in page(clerk)


def test_packets_go_both_ways_and_make_everything_safe(site: Node, parent: Node, clerk: Client, tmp_path: Path) -> None:
    given = clerk.post(f"/sinkronisasi/paket/{parent.id.hex()}/")
    there = tmp_path / "ke-provinsi.paket"
    there.write_bytes(b"".join(given.streaming_content))  # type: ignore[attr-defined]
    assert read_packet(parent, read_parts(there)).received == count_changes(site.db)
    back = tmp_path / "dari-provinsi.paket"
    with new_packet_file(back) as put:
        write_packet(parent, site.id, put, lambda _done, _all: None)

    clerk.post("/sinkronisasi/paket/", {"paket": SimpleUploadedFile("dari-provinsi.paket", back.read_bytes())})

    assert "Paket dari «Kantor 35»" in page(clerk)
    assert unsafe_count(site.db, site.id) == 0


@pytest.mark.parametrize("content", [b"", b"bukan paket", b"PK\x03\x04"])
def test_a_file_that_is_no_packet_is_refused_in_words(site: Node, parent: Node, clerk: Client, content: bytes) -> None:
    before = count_changes(site.db)
    clerk.post("/sinkronisasi/paket/", {"paket": SimpleUploadedFile("x.paket", content)})

    assert "notice-bad" in page(clerk)
    assert count_changes(site.db) == before
    assert count_changes(parent.db) == 0


def test_a_berita_acara_is_taken_as_a_pdf_and_the_file_that_proves_it(site: Node, parent: Node, clerk: Client) -> None:
    clerk.post("/sinkronisasi/jalankan/")
    given = clerk.post(f"/sinkronisasi/berita-acara/{parent.id.hex()}/")
    files = zipfile.ZipFile(io.BytesIO(given.content))

    assert files.read("berita-acara.pdf").startswith(b"%PDF")
    told = json.loads(files.read("berita-acara.json"))["statement"]
    assert told["equal"] is True
    assert told["child"]["node"] == site.id.hex()


def test_the_office_page_tells_its_health_and_certificate(site: Node, parent: Node) -> None:
    shown = signed_in(site, Peran.ADMINISTRATOR).get("/kantor/").content.decode()

    assert f"Dari {parent.identity.name}" in shown
    assert "perlu tindakan" in shown, "no backup was ever made"
    assert site.id.hex() in shown
