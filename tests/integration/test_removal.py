"""Delete, bring back and move records on the pages, and who may not, over both databases."""

from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import moved_record
from selaras.core.terms.peran import Peran
from selaras.flows.delete_record import delete_record
from selaras.flows.move_record import move_record
from selaras.flows.node import Node
from selaras.store.ledger.queries import count_changes
from selaras.store.network.queries import COPY, set_state
from selaras.store.registry.queries import read_belonging, read_record
from tests.integration.test_hand_overs import add_usaha, seen
from tests.world.offices import connect, new_office, sync
from tests.world.site import signed_in

WHY = {"alasan": "tercatat dua kali"}
BLITAR, DESA = "35.05", "35.05.12.2003"


def is_deleted(node: Node, number: str, kind: str = "usaha") -> bool:
    found = read_record(node.db, kind, bytes.fromhex(number))
    assert found is not None
    return bool(found[1].deletions)


def status(node: Node, number: str) -> object:
    found = read_record(node.db, "usaha", bytes.fromhex(number))
    assert found is not None
    return found[1].values.get("status_usaha")


def from_below(province: Node) -> tuple[Node, str]:
    """Let Kabupaten Malang state an enterprise that the province then holds."""
    malang = new_office(Random(5), Level.KABKOTA, "35.07", wall=province.wall_ms)
    connect(malang, province)
    number = add_usaha(malang)
    sync(malang, province)
    return malang, number


def test_a_record_is_deleted_with_a_reason_stays_reachable_and_comes_back(site: Node) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    path = f"/usaha/{number}/"
    assert "Hapus catatan ini" in seen(client, path)

    assert client.post(f"{path}hapus/", WHY).headers["Location"] == path

    page = seen(client, path)
    assert is_deleted(site, number)
    assert "<strong>Catatan ini dihapus.</strong>" in page
    assert "(verifikator) menghapus catatan" in page
    assert "Alasan: tercatat dua kali" in page
    assert "Toko Rekaan" not in seen(client, "/usaha/")
    assert f'href="{path}"' in seen(client, "/dihapus/")
    assert "/ubah/" not in page
    assert "/tambah/" not in page

    client.post(f"{path}pulihkan/", {"alasan": "ternyata usaha lain"})

    assert not is_deleted(site, number)
    assert "membatalkan penghapusan" in seen(client, path)
    assert "Toko Rekaan" in seen(client, "/usaha/")
    assert "Toko Rekaan" not in seen(client, "/dihapus/")


def test_a_report_is_deleted_and_brought_back_on_its_own_page(site: Node) -> None:
    subject, client = add_usaha(site, omzet=12_000_000), signed_in(site, Peran.VERIFIKATOR)
    number = read_belonging(site.db, "laporan_usaha", bytes.fromhex(subject))[0][0].hex()

    client.post(f"/laporan_usaha/{number}/hapus/", WHY)
    assert is_deleted(site, number, "laporan_usaha")
    assert "Batalkan penghapusan" in seen(client, f"/laporan_usaha/{number}/")
    client.post(f"/laporan_usaha/{number}/pulihkan/", WHY)

    assert not is_deleted(site, number, "laporan_usaha")
    assert not is_deleted(site, subject)


@pytest.mark.parametrize(
    ("act", "typed", "told"),
    [
        ("hapus", {}, "sebutkan alasannya"),
        ("hapus", {"alasan": "x"}, "sebutkan alasannya"),
        ("pulihkan", WHY, "tidak sedang dihapus"),
    ],
)
def test_an_act_that_cannot_be_is_refused_in_words(site: Node, act: str, typed: dict[str, str], told: str) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    before = count_changes(site.db)

    client.post(f"/usaha/{number}/{act}/", typed)

    assert told in seen(client, f"/usaha/{number}/")
    assert count_changes(site.db) == before


def test_an_office_that_may_not_write_deletes_nothing_and_says_so(site: Node) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    set_state(site.db, COPY)

    client.post(f"/usaha/{number}/hapus/", WHY)

    assert "belum boleh mencatat" in seen(client, f"/usaha/{number}/")
    assert not is_deleted(site, number)


def test_an_office_that_is_not_the_pembina_is_offered_no_act_and_refused(province: Node) -> None:
    _, number = from_below(province)
    client = signed_in(province, Peran.VERIFIKATOR)
    page = seen(client, f"/usaha/{number}/")
    assert "Tindakan lain" not in page

    client.post(f"/usaha/{number}/hapus/", WHY)
    assert "Hanya pembina catatan ini (kabupaten/kota)" in seen(client, f"/usaha/{number}/")
    client.post(f"/usaha/{number}/pindah/", {**WHY, "ke": BLITAR})
    assert "menutupnya lebih dahulu" in seen(client, f"/usaha/{number}/")

    assert not is_deleted(province, number)
    assert status(province, number) is None


@pytest.mark.parametrize("role", [Peran.OPERATOR, Peran.PIMPINAN, Peran.ADMINISTRATOR, Peran.PEMBACA])
def test_who_may_not_act_on_records_is_offered_no_act_and_refused(site: Node, role: Peran) -> None:
    number, client = add_usaha(site), signed_in(site, role)

    assert "Tindakan lain" not in seen(client, f"/usaha/{number}/")
    for act in ("hapus", "pulihkan", "pindah"):
        assert client.post(f"/usaha/{number}/{act}/", {**WHY, "ke": BLITAR}).status_code == 403, act
    assert client.get(f"/usaha/{number}/pindah/").status_code == 403
    assert not is_deleted(site, number)


def test_whoever_works_elsewhere_deletes_and_moves_nothing_here(site: Node) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR, "35.07.01")
    near, whole = signed_in(site, Peran.OPERATOR, "35.07.12"), signed_in(site, Peran.PIMPINAN)

    for act in ("hapus", "pulihkan", "pindah"):
        assert client.post(f"/usaha/{number}/{act}/", {**WHY, "ke": BLITAR}).status_code == 403, act
    assert not is_deleted(site, number)
    delete_record(site, bytes.fromhex(number), author="uji", reason="uji")
    assert "Toko Rekaan" not in seen(client, "/dihapus/")
    assert "Toko Rekaan" in seen(near, "/dihapus/")
    assert "Toko Rekaan" in seen(whole, "/dihapus/")


def test_a_move_is_told_before_it_is_done_and_closes_the_record(site: Node) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)
    path = f"/usaha/{number}/pindah/"
    assert '<option value="35.05">Jawa Timur: Kabupaten Blitar</option>' in seen(client, path)
    assert '<option value="35.07">' not in seen(client, path)
    told = seen(client, f"{path}?ke={BLITAR}")
    assert "Dari Kabupaten Malang ke Kabupaten Blitar" in told
    assert "kantor yang meliputi keduanya" in told
    assert client.post(path, {"ke": BLITAR}).status_code == 422

    client.post(path, {**WHY, "ke": BLITAR})

    page = seen(client, f"/usaha/{number}/")
    assert status(site, number) == "pindah"
    assert "pindah ke Kabupaten Blitar" in page
    assert "menutup catatan karena pindah ke Kabupaten Blitar" in page
    assert "/pindah/" not in page


@pytest.mark.parametrize("to", ["", "35.07", "35", "99.99", "35.07.01.2001", "ID"])
def test_a_place_that_is_no_other_kabupaten_is_asked_again(site: Node, to: str) -> None:
    number, client = add_usaha(site), signed_in(site, Peran.VERIFIKATOR)

    answer = client.post(f"/usaha/{number}/pindah/", {**WHY, "ke": to})

    assert "Ke mana?" in answer.content.decode()
    assert status(site, number) is None


def test_the_province_opens_the_new_record_and_each_leads_to_the_other(province: Node) -> None:
    malang, number = from_below(province)
    move_record(malang, bytes.fromhex(number), BLITAR, author="ani", reason="ikut keluarga")
    sync(malang, province)
    client = signed_in(province, Peran.VERIFIKATOR)
    assert "Buka catatan barunya di Kabupaten Blitar" in seen(client, f"/usaha/{number}/")
    assert "Catatan baru dibuka di Kabupaten Blitar" in seen(client, f"/usaha/{number}/pindah/")

    answer = client.post(f"/usaha/{number}/pindah/", {**WHY, "desa": DESA})

    successor = moved_record(bytes.fromhex(number), BLITAR, "usaha").hex()
    assert answer.headers["Location"] == f"/usaha/{successor}/"
    assert f'href="/usaha/{number}/"' in seen(client, f"/usaha/{successor}/")
    old = seen(client, f"/usaha/{number}/")
    assert f'href="/usaha/{successor}/"' in old
    assert "/pindah/" not in old


def test_whoever_does_not_see_the_new_place_opens_nothing_there(province: Node) -> None:
    malang, number = from_below(province)
    move_record(malang, bytes.fromhex(number), BLITAR, author="ani", reason="ikut keluarga")
    sync(malang, province)
    client = signed_in(province, Peran.VERIFIKATOR, "35.07")

    assert client.post(f"/usaha/{number}/pindah/", WHY).status_code == 403
