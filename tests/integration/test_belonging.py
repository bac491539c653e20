"""Yearly reports, loans and managers on the pages: listed, opened, added, changed, over both databases."""

import pytest
from django.test import Client

from selaras.core.ledger.record import new_records, report_record
from selaras.core.terms.peran import Peran
from selaras.flows.delete_record import delete_record
from selaras.flows.edit_record import add_belonging
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.ledger.queries import count_changes
from selaras.store.network.queries import COPY, set_state
from selaras.store.registry.queries import read_belonging, read_record
from tests.integration.test_editing import form_of
from tests.world.site import first_record, signed_in, take

ANOTHER_DESA = "35.07.02"  # a kecamatan in which the first record is not


@pytest.fixture
def number(site: Node) -> str:
    take(site, "35.07_umkm.xlsx")
    return first_record(site)


@pytest.fixture
def operator(site: Node) -> Client:
    return signed_in(site, Peran.OPERATOR)


def report(node: Node, number: str) -> tuple[str, dict[str, object]]:
    """Return the newest report of an enterprise."""
    record, state = read_belonging(node.db, "laporan_usaha", bytes.fromhex(number))[0]
    return record.hex(), dict(state.values)


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_a_record_lists_its_reports_and_each_opens_as_a_page_of_its_own(
    site: Node, number: str, operator: Client
) -> None:
    record, values = report(site, number)

    page = seen(operator, f"/usaha/{number}/")
    own = seen(operator, f"/laporan_usaha/{record}/")

    assert f'href="/laporan_usaha/{record}/"' in page
    assert f">{values['tahun']}</a>" in page
    assert f"<h1>Laporan tahun {values['tahun']}</h1>" in own
    assert f'href="/usaha/{number}/"' in own
    assert "mengimpor dari berkas" in own


def test_a_purpose_stated_on_either_page_opens_the_figures_of_both(site: Node, number: str) -> None:
    record, values = report(site, number)
    client = signed_in(site, Peran.VERIFIKATOR)
    sales = f"Rp{values['omzet']:,}".replace(",", ".")
    assert sales not in seen(client, f"/laporan_usaha/{record}/")

    answer = client.post(f"/laporan_usaha/{record}/buka/", {"keperluan": "verifikasi lapangan"})

    assert answer.headers["Location"] == f"/laporan_usaha/{record}/"
    assert sales in seen(client, f"/laporan_usaha/{record}/")
    assert sales in seen(client, f"/usaha/{number}/")


def test_a_report_of_another_year_is_added_and_a_second_one_of_that_year_is_not(
    site: Node, number: str, operator: Client
) -> None:
    path = f"/usaha/{number}/tambah/laporan_usaha/"
    assert 'name="tahun" type="text" value="2023"' in seen(operator, f"{path}?tahun=2023")
    typed = {"tahun": "2023", "omzet": "120 juta", "tenaga_kerja_laki": "2", "tenaga_kerja_perempuan": "3"}

    answer = operator.post(path, typed)

    record = report_record(bytes.fromhex(number), "laporan_usaha", "2023")
    assert answer.headers["Location"] == f"/laporan_usaha/{record.hex()}/"
    found = read_record(site.db, "laporan_usaha", record)
    assert found is not None
    assert found[0] == "35.07"
    assert found[1].values | {"omzet": 120_000_000, "usaha": number, "tahun": 2023} == found[1].values
    assert not found[1].unverified
    assert '<td class="number">5</td>' in seen(operator, f"/usaha/{number}/")

    again = operator.post(path, {**typed, "omzet": "130 juta"})

    assert again.status_code == 422
    assert f'href="/laporan_usaha/{record.hex()}/"' in again.content.decode()
    assert form_of(again.content.decode())["omzet"] == "130 juta"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, 'href="#isian-tahun"'),
        ({"tahun": "2099"}, 'href="#isian-tahun"'),
        ({"tahun": "2023", "omzet": "banyak"}, "Jumlah uang tidak terbaca"),
        ({"tahun": "2023", "omzet": "5000"}, "Omzet Rp 5.000 setahun: benarkah?"),
    ],
)
def test_a_new_report_passes_the_checks_of_the_import(
    site: Node, number: str, operator: Client, typed: dict[str, str], told: str
) -> None:
    before = count_changes(site.db)

    answer = operator.post(f"/usaha/{number}/tambah/laporan_usaha/", typed)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert count_changes(site.db) == before


def test_an_amount_that_jumps_is_asked_about_without_telling_the_masked_one(
    site: Node, number: str, operator: Client
) -> None:
    fields = {"tahun": 2009, "omzet": 123_456_000}
    add_belonging(site, "laporan_usaha", bytes.fromhex(number), fields, author="uji")
    path, typed = f"/usaha/{number}/tambah/laporan_usaha/", {"tahun": "2010", "omzet": "300.000"}

    asked = operator.post(path, typed)

    assert asked.status_code == 422
    assert "tidak cocok dengan yang sudah tercatat" in asked.content.decode()
    assert "123.456.000" not in asked.content.decode()
    assert operator.post(path, {**typed, "tetap": "ya"}).status_code == 302


def test_a_report_is_changed_but_for_its_year(site: Node, number: str, operator: Client) -> None:
    record, values = report(site, number)
    path = f"/laporan_usaha/{record}/ubah/"
    form = form_of(seen(operator, path))
    assert "tahun" not in form
    assert "usaha" not in form

    answer = operator.post(path, {**form, "bahan_baku": "singkong", "tahun": "1999"})

    assert answer.headers["Location"] == f"/laporan_usaha/{record}/"
    assert report(site, number)[1] == {**values, "bahan_baku": "singkong"}


def test_a_loan_and_managers_are_added_to_what_they_belong_to(site: Node, number: str, operator: Client) -> None:
    take(site, "koperasi_35.xlsx")
    koperasi = bytes(site.db.rows("SELECT record FROM registry_koperasi ORDER BY record LIMIT 1")[0][0]).hex()
    loan = {"nik_debitur": "3507010101800003", "lembaga": "Bank Rekaan", "skema": "kur_mikro", "plafon": "10 juta"}
    person = {"nama": "Orang Rekaan", "jabatan": "manajer"}

    wrong = operator.post(
        f"/usaha/{number}/tambah/kredit/", {**loan, "tanggal_akad": "01/03/2024", "jatuh_tempo": "01/03/2023"}
    )
    answers = [
        operator.post(f"/usaha/{number}/tambah/kredit/", {**loan, "tanggal_akad": "01/03/2024"}),
        operator.post(f"/usaha/{number}/tambah/pengelola/", person),
        operator.post(f"/koperasi/{koperasi}/tambah/pengelola/", person),
    ]

    assert wrong.status_code == 422
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert ">Bank Rekaan</a>" in seen(operator, f"/usaha/{number}/")
    for subject in (f"/usaha/{number}/", f"/koperasi/{koperasi}/"):
        assert ">Orang Rekaan</a>" in seen(operator, subject)
    assert f'href="/koperasi/{koperasi}/"' in seen(operator, answers[2].headers["Location"])


def test_who_may_only_read_is_offered_no_form_and_refused(site: Node, number: str) -> None:
    record, _ = report(site, number)
    reader = signed_in(site, Peran.PEMBACA)

    assert "/tambah/" not in seen(reader, f"/usaha/{number}/")
    assert "/ubah/" not in seen(reader, f"/laporan_usaha/{record}/")
    for path in (f"/usaha/{number}/tambah/laporan_usaha/", f"/laporan_usaha/{record}/ubah/"):
        assert reader.post(path, {"tahun": "2020"}).status_code == 403


def test_a_report_is_seen_by_those_only_who_see_its_enterprise(site: Node, number: str) -> None:
    record, _ = report(site, number)
    found = read_record(site.db, "usaha", bytes.fromhex(number))
    assert found is not None
    own = ".".join(str(found[1].values["wilayah"]).split(".")[:3])
    assert own != ANOTHER_DESA
    here, there = signed_in(site, Peran.OPERATOR, own), signed_in(site, Peran.VERIFIKATOR, ANOTHER_DESA)

    for path in (f"/laporan_usaha/{record}/", f"/laporan_usaha/{record}/ubah/", f"/usaha/{number}/tambah/kredit/"):
        assert here.get(path).status_code == 200, path
        assert there.get(path).status_code == 403, path


def test_a_deleted_report_is_marked_still_reachable_and_not_changed(site: Node, number: str, operator: Client) -> None:
    record, values = report(site, number)
    delete_record(site, bytes.fromhex(record), author="uji", reason="tercatat dua kali")

    assert '<span class="badge badge-bad">dihapus</span>' in seen(operator, f"/usaha/{number}/")
    own = seen(operator, f"/laporan_usaha/{record}/")
    assert "Catatan ini dihapus" in own
    assert "/ubah/" not in own
    before = count_changes(site.db)
    assert operator.post(f"/laporan_usaha/{record}/ubah/", {"bahan_baku": "x"}).status_code == 302
    year = {"tahun": str(values["tahun"])}
    assert operator.post(f"/usaha/{number}/tambah/laporan_usaha/", year).status_code == 422
    assert count_changes(site.db) == before


def test_nothing_is_added_to_a_deleted_enterprise_or_by_an_office_that_may_not_write(
    site: Node, number: str, operator: Client
) -> None:
    path, typed = f"/usaha/{number}/tambah/pengelola/", {"nama": "Orang Rekaan", "jabatan": "manajer"}
    set_state(site.db, COPY)
    assert "belum boleh mencatat" in operator.post(path, typed).content.decode()
    set_state(site.db, "baik")
    delete_record(site, bytes.fromhex(number), author="uji", reason="tercatat dua kali")

    assert operator.post(path, typed).headers["Location"] == f"/usaha/{number}/"
    assert read_belonging(site.db, "pengelola", bytes.fromhex(number)) == []


def test_a_loan_that_names_nothing_or_nonsense_has_a_page_too(site: Node, operator: Client) -> None:
    fields = {"usaha": "bukan nomor", "nik_debitur": "3507010101800003", "lembaga": "Bank Rekaan"}
    record = next(new_records(site.wall_ms(), bytes(6), "35.07", "usaha"))
    record_changes(site, [NewChange("35.07", "usaha", "kredit", record, fields, "uji", "edit")])

    assert "<h1>Kredit Bank Rekaan</h1>" in seen(operator, f"/kredit/{record.hex()}/")
