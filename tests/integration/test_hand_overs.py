"""Serah terima on the pages: offered, withdrawn, accepted, suggested, and who may not, over both databases."""

from random import Random

import pytest
from django.test import Client

from selaras.core.ledger.authority import Level, Pembina
from selaras.core.ledger.record import new_records
from selaras.core.terms.peran import Peran
from selaras.flows.edit_record import add_belonging
from selaras.flows.hand_over import offer_hand_over
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.ledger.queries import count_changes
from selaras.store.network.queries import COPY, set_state
from selaras.store.registry.queries import read_record
from tests.world.offices import connect, new_office, sync
from tests.world.site import signed_in

WHY = {"alasan": "omzetnya sudah melewati batas"}
OFFER, WITHDRAW, ACCEPT = (
    {"tindakan": "tawarkan", "kepada": "provinsi", **WHY},
    {"tindakan": "tarik", **WHY},
    {"tindakan": "terima"},
)


def add_usaha(node: Node, name: str = "Toko Rekaan", omzet: int | None = None) -> str:
    """Let an office state an enterprise, with sales in 2024; return its number."""
    record = next(new_records(node.wall_ms(), bytes(6), "35.07", "usaha"))
    fields = {"nama_usaha": name, "nama_pemilik": "Orang Rekaan", "wilayah": "35.07.12.2003"}
    record_changes(node, [NewChange("35.07", "usaha", "usaha", record, fields, "uji", "edit")])
    if omzet:
        add_belonging(node, "laporan_usaha", record, {"tahun": 2024, "omzet": omzet}, author="uji")
    return record.hex()


def pembina(node: Node, number: str) -> tuple[str, str | None]:
    """Return who supervises an enterprise, and to whom it is offered."""
    found = read_record(node.db, "usaha", bytes.fromhex(number))
    assert found is not None
    return found[1].pembina, found[1].offer


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def offered_from_below(province: Node) -> str:
    """Let Kabupaten Malang offer an enterprise to the province; return its number."""
    malang = new_office(Random(5), Level.KABKOTA, "35.07", wall=province.wall_ms)
    connect(malang, province)
    number = add_usaha(malang)
    offer_hand_over(malang, bytes.fromhex(number), Pembina.PROVINSI, author="ani", reason="omzet naik")
    sync(malang, province)
    return number


def test_an_offer_is_made_with_a_reason_shown_and_withdrawn(site: Node) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    path = f"/usaha/{number}/"

    answer = client.post(f"{path}serah-terima/", OFFER)

    assert answer.headers["Location"] == f"{path}#serah-terima"
    assert pembina(site, number) == ("kabkota", "provinsi")
    page = seen(client, path)
    assert "Serah terima kepada provinsi menunggu diterima" in page
    assert "(verifikator) menawarkan serah terima kepada provinsi" in page
    assert "Alasan: omzetnya sudah melewati batas" in page
    assert "Terima pembinaannya" not in page
    waiting = seen(client, "/serah-terima/")
    assert waiting.index("Menunggu diterima kantor lain") < waiting.index("Toko Rekaan")
    assert "serah terima pembina menunggu diterima kantor ini" not in seen(client, "/")

    client.post(f"{path}serah-terima/", WITHDRAW)

    assert pembina(site, number) == ("kabkota", None)
    assert "menarik tawaran serah terima" in seen(client, path)


def test_the_receiving_office_is_told_on_its_first_page_and_accepts(province: Node) -> None:
    number, client = offered_from_below(province), signed_in(province, Peran.VERIFIKATOR)
    assert "<strong>1 serah terima pembina menunggu diterima kantor ini.</strong>" in seen(client, "/")
    assert f'href="/usaha/{number}/#serah-terima"' in seen(client, "/serah-terima/")
    page = seen(client, f"/usaha/{number}/")
    assert "Terima pembinaannya" in page
    assert "Tawarkan serah terima" not in page

    client.post(f"/usaha/{number}/serah-terima/", ACCEPT)

    assert pembina(province, number) == ("provinsi", None)
    assert "kantor ini sekarang pembinanya" in seen(client, f"/usaha/{number}/")
    assert "menunggu diterima kantor ini" not in seen(client, "/")


def test_facts_suggest_a_hand_over_without_telling_the_amount(site: Node) -> None:
    number, client = add_usaha(site, omzet=2_345_678_000), signed_in(site, Peran.VERIFIKATOR)
    add_usaha(site, "Toko Kecil", omzet=12_000_000)

    page, waiting = seen(client, f"/usaha/{number}/"), seen(client, "/serah-terima/")

    for text in (page, waiting):
        assert "usaha kecil menurut PP 7/2021 (laporan tahun 2024)" in text
        assert "2.345.678.000" not in text
        assert "2345678000" not in text
    assert '<option value="provinsi" selected>' in page
    assert "Toko Kecil" not in waiting
    client.post(f"/usaha/{number}/serah-terima/", OFFER)
    assert "Pembina semua catatan sesuai" in seen(client, "/serah-terima/")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({**OFFER, "alasan": " "}, "sebutkan alasannya"),
        ({**OFFER, "alasan": "x" * 301}, "sebutkan alasannya"),
        ({**OFFER, "kepada": "kecamatan"}, "Pilih tingkat"),
        ({**OFFER, "kepada": "kabkota"}, "sudah dibina kabupaten/kota"),
        (WITHDRAW, "Tidak ada tawaran"),
        (ACCEPT, "Tidak ada tawaran"),
        ({}, "Tindakan itu tidak dikenal"),
    ],
)
def test_an_act_that_cannot_be_is_refused_in_words(site: Node, typed: dict[str, str], told: str) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    before = count_changes(site.db)

    client.post(f"/usaha/{number}/serah-terima/", typed)

    assert told in seen(client, f"/usaha/{number}/")
    assert count_changes(site.db) == before


def test_an_office_that_is_not_asked_is_offered_no_button_and_refused(province: Node) -> None:
    malang = new_office(Random(5), Level.KABKOTA, "35.07", wall=province.wall_ms)
    connect(malang, province)
    number = add_usaha(malang)
    sync(malang, province)
    client = signed_in(province, Peran.VERIFIKATOR)

    assert "/serah-terima/" not in seen(client, f"/usaha/{number}/")
    client.post(f"/usaha/{number}/serah-terima/", OFFER)

    assert "Hanya pembina catatan ini (kabupaten/kota)" in seen(client, f"/usaha/{number}/")
    assert pembina(province, number) == ("kabkota", None)


@pytest.mark.parametrize("role", [Peran.OPERATOR, Peran.PIMPINAN, Peran.ADMINISTRATOR, Peran.PEMBACA])
def test_who_may_not_act_on_records_is_offered_no_button_and_refused(province: Node, role: Peran) -> None:
    number, client = offered_from_below(province), signed_in(province, role)

    assert "menunggu diterima" in seen(client, f"/usaha/{number}/")
    assert "/serah-terima/" not in seen(client, f"/usaha/{number}/")
    assert client.post(f"/usaha/{number}/serah-terima/", ACCEPT).status_code == 403
    assert pembina(province, number) == ("kabkota", "provinsi")


def test_whoever_works_elsewhere_sees_no_offer_of_another_wilayah(province: Node) -> None:
    number, client = offered_from_below(province), signed_in(province, Peran.VERIFIKATOR, "35.78")

    assert "menunggu diterima kantor ini" not in seen(client, "/")
    assert "Toko Rekaan" not in seen(client, "/serah-terima/")
    assert client.post(f"/usaha/{number}/serah-terima/", ACCEPT).status_code == 403


def test_an_office_that_may_not_write_hands_nothing_over_and_says_so(site: Node) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    set_state(site.db, COPY)

    client.post(f"/usaha/{number}/serah-terima/", OFFER)

    assert "belum boleh mencatat" in seen(client, f"/usaha/{number}/")
    assert pembina(site, number) == ("kabkota", None)
