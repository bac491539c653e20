"""«Mirip dengan»: what is likely the same is shown while a new record is typed, and asked about before it is kept."""

import pytest
from django.test import Client

from selaras.core.ledger.record import new_records
from selaras.core.terms.peran import Peran
from selaras.flows.find_alike import SHOWN
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.ledger.queries import count_changes
from tests.world.site import signed_in

DESA, OTHER_DESA = "35.07.12.2003", "35.07.01.2001"
NIK = "3507010101800003"
NEW = {"nama_usaha": "Warung Barokah Jaya", "nama_pemilik": "Orang Rekaan", "wilayah": DESA}


def state(node: Node, *usaha: dict[str, str]) -> None:
    """Let the office state enterprises."""
    ids = new_records(node.wall_ms(), bytes(6), "35.07", "usaha")
    record_changes(
        node, [NewChange("35.07", "usaha", "usaha", next(ids), {**NEW, **more}, "uji", "edit") for more in usaha]
    )


@pytest.fixture
def operator(site: Node) -> Client:
    return signed_in(site, Peran.OPERATOR)


def alike(client: Client, **typed: str) -> str:
    answer = client.post("/usaha/mirip/", typed)
    assert answer.status_code == 200
    return answer.content.decode().strip()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"nama_usaha": "Warung Barokah Jaya", "wilayah": DESA}, "nama mirip, desa sama"),
        ({"nama_usaha": "warung barokah djaja"}, "nama mirip"),
        ({"nama_usaha": "Warung Makan Barokah Jaya"}, "nama mirip"),
        ({"nik_pemilik": NIK}, "NIK sama"),
        ({"nib": "1234567890123"}, "NIB sama"),
        ({"telepon": "0812-3456-789"}, "telepon sama"),
    ],
)
def test_what_is_typed_finds_the_record_that_is_there(
    site: Node, operator: Client, typed: dict[str, str], why: str
) -> None:
    state(site, {"nik_pemilik": NIK, "nib": "1234567890123", "telepon": "+628123456789"})

    told = alike(operator, **typed)

    assert "Warung Barokah Jaya" in told
    assert f"{why}</span>" in told


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"nama_usaha": ""},
        {"nama_usaha": "Bengkel Las"},
        {"nik_pemilik": NIK[:7]},
        {"telepon": "belum ada nomor"},
        {"nib": "9" * 400},
    ],
)
def test_what_is_like_nothing_shows_nothing(site: Node, operator: Client, typed: dict[str, str]) -> None:
    state(site, {"nik_pemilik": NIK})

    assert alike(operator, **typed) == ""


def test_at_most_five_are_shown_those_of_the_same_desa_first(site: Node, operator: Client) -> None:
    state(site, *({"wilayah": OTHER_DESA} for _ in range(6)), {"nama_pemilik": "Orang Dekat"})

    told = alike(operator, nama_usaha="Warung Barokah Jaya", wilayah=DESA)

    assert told.count("<li>") == SHOWN
    assert told.index("nama mirip, desa sama") < told.index("nama mirip</span>")


def test_a_likely_double_is_asked_about_and_kept_only_after_it_was_looked_at(site: Node, operator: Client) -> None:
    state(site, {})
    before = count_changes(site.db)

    asked = operator.post("/usaha/baru/", NEW)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Mirip dengan yang sudah tercatat" in page
    assert "bukan yang sama; simpan sebagai catatan baru" in page
    assert 'value="Warung Barokah Jaya"' in page
    assert count_changes(site.db) == before
    assert operator.post("/usaha/baru/", {**NEW, "tetap": "ya"}).status_code == 302
    assert count_changes(site.db) == before + 1


def test_a_name_that_is_only_near_in_another_desa_holds_nobody_up(site: Node, operator: Client) -> None:
    state(site, {})

    assert operator.post("/usaha/baru/", {**NEW, "wilayah": OTHER_DESA}).status_code == 302


def test_a_number_that_another_record_bears_is_asked_about_whatever_the_name(site: Node, operator: Client) -> None:
    state(site, {"nik_pemilik": NIK})
    other = {"nama_usaha": "Bengkel Las", "nama_pemilik": "Orang Rekaan", "wilayah": OTHER_DESA, "nik_pemilik": NIK}

    asked = operator.post("/usaha/baru/", other)

    assert asked.status_code == 422
    assert "NIK sama</span>" in asked.content.decode()


def test_nobody_sees_more_here_than_elsewhere(site: Node) -> None:
    state(site, {"nik_pemilik": NIK})
    elsewhere, reader = signed_in(site, Peran.OPERATOR, "35.07.01"), signed_in(site, Peran.PEMBACA)

    assert alike(elsewhere, nik_pemilik=NIK) == ""
    assert reader.post("/usaha/mirip/", {"nik_pemilik": NIK}).status_code == 403
    assert elsewhere.get(f"/usaha/mirip/?nik_pemilik={NIK}").status_code == 405
