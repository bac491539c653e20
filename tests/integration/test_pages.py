"""What each page shows, over both databases."""

import pytest
from django.test import Client

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.registry.queries import read_record
from tests.world.site import first_record, signed_in, take

READING = ("/", "/usaha/", "/koperasi/", "/sinkronisasi/", "/gaya/")


@pytest.fixture
def reader(site: Node) -> Client:
    """The browser of somebody who may only read."""
    return signed_in(site, Peran.PEMBACA)


def get(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("path", READING)
def test_a_page_of_an_empty_office_says_what_to_do(site: Node, reader: Client, path: str) -> None:
    page = get(reader, path)

    assert site.identity.name in page
    assert path == "/gaya/" or "Unggah berkas" in page or "selaras join" in page


def test_a_record_shows_who_said_each_value_and_its_history(site: Node, reader: Client) -> None:
    take(site, "35.07_umkm.xlsx")
    number = first_record(site)
    record = bytes.fromhex(number)
    record_changes(site, [NewChange("35.07", "usaha", "usaha", record, {"produk_utama": "kerupuk"}, "ani", "edit")])

    page = get(reader, f"/usaha/{number}/")

    assert "kerupuk" in page
    assert "<strong>Kantor 35.07</strong> (ani) mengubah" in page
    assert "(uji) mengimpor dari berkas «35.07_umkm.xlsx» baris" in page
    assert "Laporan tahunan" in page
    assert page.index("mengubah") < page.index("mengimpor")


@pytest.mark.parametrize("path", ["/tidak-ada/", "/usaha/xyz/", "/usaha/" + "00" * 16 + "/"])
def test_an_address_that_leads_nowhere_says_so_in_indonesian(site: Node, reader: Client, path: str) -> None:
    answer = reader.get(path)

    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.content.decode()
    assert site.identity.name in answer.content.decode()


def test_what_waits_for_a_decision_is_on_the_first_page(site: Node, reader: Client) -> None:
    take(site, "35.07_umkm.xlsx")
    number = first_record(site)
    record = bytes.fromhex(number)
    found = read_record(site.db, "usaha", record)
    assert found is not None
    for product in ("kerupuk", "tempe"):
        fields, seen = {"produk_utama": product}, found[1].heads
        record_changes(site, [NewChange("35.07", "usaha", "usaha", record, fields, "ani", "edit", parents=seen)])

    assert f'href="/usaha/{number}/"' in get(reader, "/")
    assert "Pertentangan" in get(reader, f"/usaha/{number}/")


def test_static_files_are_served_with_an_address_that_changes_with_them(reader: Client) -> None:
    page = get(reader, "/")
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    answer = reader.get(address)

    assert "?v=" in address
    assert b"--brand" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "max-age=31536000" in answer.headers["Cache-Control"]
