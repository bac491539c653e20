"""The letter of a record and the public page that checks it, over both databases."""

import re

import pytest
from django.test import Client

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from tests.world.site import first_record, signed_in, take

ADDRESS = re.compile(r"http://localhost(/periksa/usaha/[0-9a-f]{32}/[0-9]{8}/[0-9a-f]{24}/)")


@pytest.fixture
def address(site: Node) -> str:
    take(site, "35.07_umkm.xlsx")
    page = signed_in(site, Peran.PEMBACA).get(f"/usaha/{first_record(site)}/surat/").content.decode()
    assert "<svg" in page
    found = ADDRESS.search(page)
    assert found is not None
    return found[1]


def scan(address: str) -> tuple[int, str]:
    answer = Client(headers={"host": "localhost"}).get(address)
    return answer.status_code, answer.content.decode()


def test_whoever_scans_a_letter_sees_that_it_is_real_and_no_personal_data(site: Node, address: str) -> None:
    name, owner, nik, phone = site.db.rows(
        "SELECT nama_usaha, nama_pemilik, nik_pemilik, telepon FROM registry_usaha ORDER BY record LIMIT 1"
    )[0]
    status, page = scan(address)

    assert status == 200
    assert "Surat ini asli" in page
    assert name in page
    assert not [secret for secret in (owner, nik, phone) if secret and secret in page]


def test_a_letter_with_anything_changed_is_unknown(site: Node, address: str) -> None:
    *_, number, day, tag, _ = address.split("/")
    other = bytes(site.db.rows("SELECT record FROM registry_usaha ORDER BY record DESC LIMIT 1")[0][0]).hex()
    for changed in (
        address.replace(number, other),
        address.replace(day, "20200101"),
        address.replace(day, "99999999"),
        address.replace(tag, "0" * 24),
        address.replace("/usaha/", "/koperasi/"),
        "/periksa/raja/x/y/z/",
    ):
        status, page = scan(changed)
        assert status == 404, changed
        assert "tidak dikenal" in page


def test_a_letter_of_a_deleted_record_says_so(site: Node, address: str) -> None:
    record = bytes.fromhex(first_record(site))
    record_changes(site, [NewChange("35.07", "usaha", "usaha", record, {"dihapus": "ya"}, "ani", "delete")])

    assert "sudah dihapus" in scan(address)[1]
