"""Change, add and settle records through the pages, over both databases."""

import re
from html import unescape
from random import Random

import pytest
from django.test import Client

from selaras import data
from selaras.core.ledger.authority import Level
from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.ledger.queries import count_changes
from selaras.store.network.queries import COPY, set_state
from selaras.store.registry.queries import read_record
from tests.world.offices import connect, new_office, sync
from tests.world.site import first_record, signed_in, take

HIDDEN = re.compile(r'<input type="hidden" name="((?:dulu-|kepala)[a-z_]*)" value="([^"]*)">')
BOX = re.compile(r'<input id="isian-([a-z_]+)" name="[a-z_]+" type="text" value="([^"]*)"')
CHOSEN = re.compile(r'<select id="isian-([a-z_]+)"(?:(?!</select>).)*?<option value="([^"]*)" selected>', re.DOTALL)


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send of a form that nobody touched."""
    found = {**dict(HIDDEN.findall(page)), **dict(BOX.findall(page)), **dict(CHOSEN.findall(page))}
    return {name: unescape(value) for name, value in found.items()}


def values(node: Node, number: str) -> dict[str, object]:
    found = read_record(node.db, "usaha", bytes.fromhex(number))
    assert found is not None
    return dict(found[1].values)


@pytest.fixture
def number(site: Node) -> str:
    take(site, "35.07_umkm.xlsx")
    return first_record(site)


@pytest.fixture
def operator(site: Node) -> Client:
    return signed_in(site, Peran.OPERATOR)


def test_only_what_was_typed_over_is_stated(site: Node, number: str, operator: Client) -> None:
    before = values(site, number)
    form = form_of(operator.get(f"/usaha/{number}/ubah/").content.decode())

    answer = operator.post(f"/usaha/{number}/ubah/", {**form, "produk_utama": "kerupuk udang", "tahun_mulai": "2011"})

    assert answer.headers["Location"] == f"/usaha/{number}/"
    assert values(site, number) == {**before, "produk_utama": "kerupuk udang", "tahun_mulai": 2011}
    assert "Tersimpan: 2 kolom" in operator.get(f"/usaha/{number}/").content.decode()


def test_an_untouched_form_states_nothing(site: Node, number: str, operator: Client) -> None:
    form, before = form_of(operator.get(f"/usaha/{number}/ubah/").content.decode()), count_changes(site.db)

    assert operator.post(f"/usaha/{number}/ubah/", form).status_code == 302
    assert count_changes(site.db) == before


def test_a_form_shows_no_masked_value_and_an_empty_masked_box_says_nothing(
    site: Node, number: str, operator: Client
) -> None:
    page = operator.get(f"/usaha/{number}/ubah/").content.decode()

    for name in ("nik_pemilik", "telepon", "tanggal_lahir"):
        assert form_of(page)[name] == ""
        assert str(values(site, number)[name]) not in page


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("nib", "12", "NIB"),
        ("nama_usaha", "", "wajib diisi"),
        ("tahun_mulai", "3011", "Tahun"),
        ("wilayah", "35.78.01.1001", "harus di dalam Kabupaten Malang"),
        ("nik_pemilik", "350701010180000", "NIK harus 16 angka"),
        ("kbli", "1", "KBLI"),
    ],
)
def test_a_fault_is_told_beside_its_box_and_nothing_typed_is_lost(
    site: Node, number: str, operator: Client, name: str, typed: str, told: str
) -> None:
    form, before = form_of(operator.get(f"/usaha/{number}/ubah/").content.decode()), count_changes(site.db)

    answer = operator.post(f"/usaha/{number}/ubah/", {**form, "produk_utama": "kerupuk udang", name: typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#isian-{name}"' in page
    assert told in page
    assert form_of(page)["produk_utama"] == "kerupuk udang"
    assert count_changes(site.db) == before


def test_a_doubt_is_asked_and_saved_only_after_it_was_checked(site: Node, number: str, operator: Client) -> None:
    form = form_of(operator.get(f"/usaha/{number}/ubah/").content.decode())
    other = "L" if values(site, number)["jenis_kelamin"] == "P" else "P"
    doubtful = {**form, "jenis_kelamin": other}

    asked = operator.post(f"/usaha/{number}/ubah/", doubtful)
    assert asked.status_code == 422
    assert "Periksa dahulu" in asked.content.decode()
    assert operator.post(f"/usaha/{number}/ubah/", {**doubtful, "tetap": "ya"}).status_code == 302
    assert values(site, number)["jenis_kelamin"] == other


def test_a_form_that_came_too_late_is_refused_without_losing_what_was_typed(
    site: Node, number: str, operator: Client
) -> None:
    form = form_of(operator.get(f"/usaha/{number}/ubah/").content.decode())
    other = NewChange("35.07", "usaha", "usaha", bytes.fromhex(number), {"tahun_mulai": 1999}, "ani", "edit")
    record_changes(site, [other])

    late = operator.post(f"/usaha/{number}/ubah/", {**form, "produk_utama": "kerupuk udang"})

    page = late.content.decode()
    assert late.status_code == 422
    assert "berubah sementara Anda mengetik" in page
    again = form_of(page)
    assert (again["produk_utama"], again["tahun_mulai"]) == ("kerupuk udang", "1999")
    assert operator.post(f"/usaha/{number}/ubah/", again).status_code == 302
    assert values(site, number)["produk_utama"] == "kerupuk udang"
    assert values(site, number)["tahun_mulai"] == 1999


def test_an_office_that_may_not_write_says_so_and_keeps_what_was_typed(
    site: Node, number: str, operator: Client
) -> None:
    form = form_of(operator.get(f"/usaha/{number}/ubah/").content.decode())
    set_state(site.db, COPY)

    answer = operator.post(f"/usaha/{number}/ubah/", {**form, "produk_utama": "kerupuk udang"})

    assert answer.status_code == 422
    assert "belum boleh mencatat" in answer.content.decode()
    assert form_of(answer.content.decode())["produk_utama"] == "kerupuk udang"


def test_a_new_record_is_added_after_every_fault_was_told_at_once(site: Node, operator: Client) -> None:
    empty = operator.post("/usaha/baru/", {"nib": "12"})
    assert empty.content.decode().count("wajib diisi</a>") == 3

    typed = {"nama_usaha": "Toko Uji", "nama_pemilik": "Orang Rekaan", "wilayah": "35.07.01.2001"}
    answer = operator.post("/usaha/baru/", typed)

    assert answer.status_code == 302
    page = operator.get(answer.headers["Location"]).content.decode()
    assert "<h1>Toko Uji</h1>" in page
    assert "(operator) mengubah" in page
    assert site.db.rows("SELECT wilayah_induk FROM registry_usaha") == [("35.07",)]


@pytest.mark.parametrize("kind", ["usaha", "koperasi"])
def test_the_forms_of_both_kinds_have_a_box_for_every_field(site: Node, operator: Client, kind: str) -> None:
    page = operator.get(f"/{kind}/baru/").content.decode()

    fields = [field.name for field in data.kamus().kind(kind).fields]
    assert [name for name in fields if f'id="isian-{name}"' not in page] == []
    assert site.identity.name in page


def disputed(site: Node, number: str) -> None:
    """Let a province propose another product, and this office state two at once."""
    found = read_record(site.db, "usaha", bytes.fromhex(number))
    assert found is not None
    for product in ("kerupuk", "tempe"):
        fields, seen = {"produk_utama": product}, found[1].heads
        record_changes(
            site, [NewChange("35.07", "usaha", "usaha", bytes.fromhex(number), fields, "ani", "edit", parents=seen)]
        )
    province = new_office(Random(3), Level.PROVINSI, "35", wall=site.wall_ms)
    connect(site, province)
    sync(site, province)
    fields = {"kegiatan_utama": "dagang sayur"}
    record_changes(province, [NewChange("35.07", "usaha", "usaha", bytes.fromhex(number), fields, "budi", "edit")])
    sync(site, province)


def test_a_rival_and_a_proposal_are_settled_with_one_click_each(site: Node, number: str) -> None:
    disputed(site, number)
    client = signed_in(site, Peran.VERIFIKATOR)
    page = client.get(f"/usaha/{number}/").content.decode()
    assert "Pertentangan" in page
    assert "Usulan perbaikan" in page
    now, rival = values(site, number)["produk_utama"], {"kerupuk", "tempe"} - {values(site, number)["produk_utama"]}
    assert f"Pakai «{rival.pop()}»" in page

    client.post(f"/usaha/{number}/putuskan/", {"kolom": "produk_utama", "pilihan": "a"})
    client.post(f"/usaha/{number}/putuskan/", {"kolom": "kegiatan_utama", "pilihan": "b"})

    assert values(site, number)["produk_utama"] == now
    assert values(site, number)["kegiatan_utama"] == "dagang sayur"
    page = client.get(f"/usaha/{number}/").content.decode()
    assert "Diputuskan: Produk utama" in page
    assert "(verifikator) memutuskan" in page
    assert "Usulan perbaikan</span>" not in page


def test_who_may_not_settle_is_offered_no_button_and_is_refused(site: Node, number: str, operator: Client) -> None:
    disputed(site, number)
    page = operator.get(f"/usaha/{number}/").content.decode()
    refused = operator.post(f"/usaha/{number}/putuskan/", {"kolom": "produk_utama", "pilihan": "a"})

    assert "Pertentangan" in page
    assert "/putuskan/" not in page
    assert refused.status_code == 403
    assert site.db.rows("SELECT COUNT(*) FROM registry_usaha WHERE rivals IS NOT NULL")[0][0] == 1


@pytest.mark.parametrize("typed", [{}, {"kolom": "nib", "pilihan": "a"}, {"kolom": "produk_utama", "pilihan": "zz"}])
def test_a_made_up_decision_is_refused_in_words(site: Node, number: str, typed: dict[str, str]) -> None:
    disputed(site, number)
    before, client = count_changes(site.db), signed_in(site, Peran.VERIFIKATOR)

    client.post(f"/usaha/{number}/putuskan/", typed)

    assert "notice-bad" in client.get(f"/usaha/{number}/").content.decode()
    assert count_changes(site.db) == before
