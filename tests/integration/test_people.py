"""Who may come in and what each role sees: every refusal, over both databases."""

import re

import pytest
from django.conf import settings
from django.test import Client

from selaras.core.terms.peran import HAK, Hak, Peran
from selaras.flows.node import Node
from selaras.flows.people import PersonRefused, add_person, change_password, set_active
from selaras.flows.sign_in import IDLE_MS, LOCKED_MS, SESSION_MS
from selaras.store.people.queries import Access, Person, list_access
from selaras.web.routes import GET, ROUTES, Route
from selaras.web.visitor import COOKIE
from tests.world.site import PASSWORD, signed_in, take

PLACES = {
    "number": "00" * 16,
    "login": "tak.ada",
    "token": "00" * 16,
    "peer": "00" * 16,
    "kind": "usaha",
    "day": "x",
    "tag": "x",
    "name": "x",
    "area": "35.07",
}


def somebody() -> Client:
    return Client(headers={"host": "localhost"})


def address(route: Route) -> str:
    path = re.sub(r"<(?:str|slug):(\w+)>", lambda match: PLACES[match[1]], route.path)
    return "/" + re.sub(r"<(?:int|nomor):\w+>", "999", path)


def call(client: Client, route: Route) -> tuple[int, str]:
    """Call an address in each of its ways but HEAD; return the status of the last, and where it leads."""
    way = route.methods[-1]
    answer = client.post(address(route)) if way == "POST" else client.get(address(route))
    return answer.status_code, answer.headers.get("Location", "")


def deeds(node: Node) -> list[Access]:
    return [line for _, line in list_access(node.db, 2**62, 100)]


@pytest.mark.parametrize("role", Peran)
def test_a_role_reaches_exactly_the_addresses_that_its_rights_name(site: Node, role: Peran) -> None:
    client = signed_in(site, role)
    for route in ROUTES:
        if route.hak is None:
            continue
        status, _ = call(client, route)
        assert (status == 403) == (route.hak not in HAK[role]), (route.path, status)
        assert status in (200, 302, 403, 404, 422), (route.path, status)


def test_nobody_reaches_an_address_without_coming_in(site: Node) -> None:
    signed_in(site, Peran.PEMBACA)
    for route in ROUTES:
        if route.hak is not None:
            status, where = call(somebody(), route)
            assert (status, where.partition("?")[0]) == (302, "/masuk/"), route.path


def test_open_pages_show_everybody_what_may_be_read_and_nothing_else(
    site: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(site, Peran.PEMBACA)
    monkeypatch.setattr(settings, "HOME", settings.HOME.__class__(settings.HOME.path, open_pages=True))
    for route in ROUTES:
        if route.hak is not None:
            status, where = call(somebody(), route)
            reading = route.hak is Hak.BACA and route.methods == GET and route.open
            assert (status in (200, 404) or where == "/angka/") == reading, route.path


def test_an_address_takes_only_the_methods_it_names(site: Node) -> None:
    admin, clerk = signed_in(site, Peran.ADMINISTRATOR), signed_in(site, Peran.VERIFIKATOR)
    for route in ROUTES:
        client = admin if route.hak in {Hak.KELOLA, Hak.TERBITKAN} else clerk
        refused = client.get(address(route)) if "GET" not in route.methods else client.delete(address(route))
        assert refused.status_code == 405, route.path
        assert "bukan halaman" in refused.content.decode(), route.path


def test_the_first_person_of_an_office_becomes_its_administrator(site: Node) -> None:
    client = somebody()
    assert client.get("/").headers["Location"] == "/pertama/"
    form = {"name": "Orang Pertama", "login": "pertama", "password": PASSWORD, "again": PASSWORD}

    answer = client.post("/pertama/", form)

    assert answer.headers["Location"] == "/"
    assert "administrator" in client.get("/kantor/pengguna/").content.decode()
    assert somebody().post("/pertama/", {**form, "login": "kedua"}).headers["Location"] == "/masuk/"
    with pytest.raises(PersonRefused):
        add_person(site, Person(0, "pertama", "Lain", Peran.OPERATOR, "35.07", active=True), PASSWORD, by="uji")


def test_the_first_person_is_made_only_at_the_offices_own_computer(site: Node) -> None:
    form = {"name": "Orang Luar", "login": "luar", "password": PASSWORD, "again": PASSWORD}
    answer = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.0.0.7").post("/pertama/", form)

    assert answer.status_code == 403
    assert deeds(site) == []


def test_a_wrong_password_and_an_unknown_login_are_refused_in_the_same_words(site: Node) -> None:
    signed_in(site, Peran.PEMBACA)
    known = somebody().post("/masuk/", {"login": "pembaca", "password": "bukan ini"})
    unknown = somebody().post("/masuk/", {"login": "siapa", "password": "bukan ini"})

    assert known.status_code == unknown.status_code == 422
    for answer in (known, unknown):
        assert "tidak cocok" in answer.content.decode()
        assert COOKIE not in answer.cookies
        assert "bukan ini" not in answer.content.decode()
    assert "siapa" not in [line.login for line in deeds(site)]


def test_five_wrong_passwords_lock_a_login_for_a_quarter_of_an_hour(
    site: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(site, Peran.PEMBACA)
    right = {"login": "pembaca", "password": PASSWORD}
    for _ in range(5):
        somebody().post("/masuk/", {**right, "password": "salah salah"})

    assert "15 menit" in somebody().post("/masuk/", right).content.decode()
    later(monkeypatch, site.wall_ms() + LOCKED_MS + 1)
    assert somebody().post("/masuk/", right).status_code == 302


def later(monkeypatch: pytest.MonkeyPatch, ms: int) -> None:
    monkeypatch.setattr("selaras.flows.open_node.wall_ms", lambda: ms)
    monkeypatch.setattr(
        "selaras.web.office._thread.held", None, raising=False
    )  # the node at hand has the clock of before


def test_whoever_is_idle_or_in_for_too_long_must_come_in_again(site: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    client, now = signed_in(site, Peran.PEMBACA), site.wall_ms()
    for minutes in range(20, 12 * 60, 20):
        later(monkeypatch, now + minutes * 60_000)
        assert client.get("/").status_code == 200, minutes
    later(monkeypatch, now + SESSION_MS + 60_000)
    assert client.get("/").status_code == 302

    other = somebody()
    other.post("/masuk/", {"login": "pembaca", "password": PASSWORD})
    later(monkeypatch, now + SESSION_MS + 120_000 + IDLE_MS)
    answer = other.get("/usaha/")
    assert answer.headers["Location"] == "/masuk/?lanjut=/usaha/&terkunci=1"
    assert "dengan sendirinya" in other.get(answer.headers["Location"]).content.decode()


def test_a_session_ends_with_going_out_with_a_new_password_and_with_being_stopped(site: Node) -> None:
    signed_in(site, Peran.ADMINISTRATOR)
    client = signed_in(site, Peran.OPERATOR)
    held = client.cookies[COOKIE].value
    client.post("/keluar/")
    thief = somebody()
    thief.cookies[COOKIE] = held
    assert thief.get("/").status_code == 302

    for end in (renew, stop):
        client.post("/masuk/", {"login": "operator", "password": PASSWORD})
        assert client.get("/").status_code == 200
        end(site)
        assert client.get("/").status_code == 302
    assert client.post("/masuk/", {"login": "operator", "password": PASSWORD}).status_code == 422


def renew(node: Node) -> None:
    change_password(node, "operator", PASSWORD, by="uji")


def stop(node: Node) -> None:
    set_active(node, "operator", active=False, by="uji")


def test_the_last_administrator_cannot_be_stopped(site: Node) -> None:
    client = signed_in(site, Peran.ADMINISTRATOR)
    answer = client.post("/kantor/pengguna/administrator/", {"aktif": "tidak"})

    assert answer.status_code == 422
    assert "administrator terakhir" in answer.content.decode()


@pytest.mark.parametrize("held", ["", "zz", "00" * 32, "ff" * 5000])
def test_a_made_up_cookie_lets_nobody_in(site: Node, held: str) -> None:
    signed_in(site, Peran.PEMBACA)
    client = somebody()
    client.cookies[COOKIE] = held

    assert client.get("/").status_code == 302


def test_a_person_of_another_wilayah_sees_neither_record_nor_line(site: Node) -> None:
    take(site, "35.07_umkm.xlsx")
    record, area = site.db.rows("SELECT record, wilayah FROM registry_usaha ORDER BY record LIMIT 1")[0]
    inside, kecamatan = f"/usaha/{bytes(record).hex()}/", area.rpartition(".")[0]
    other = "35.07.01" if kecamatan != "35.07.01" else "35.07.02"
    insider, outsider = signed_in(site, Peran.OPERATOR, kecamatan), signed_in(site, Peran.VERIFIKATOR, other)

    assert insider.get(inside).status_code == 200
    assert insider.get("/usaha/").content.decode().count(inside) == 1
    assert "di luar wilayah Anda" in outsider.get(inside).content.decode()
    assert outsider.get(inside).status_code == 403
    assert outsider.post(f"{inside}buka/", {"keperluan": "ingin tahu saja"}).status_code == 403
    assert inside not in outsider.get("/usaha/").content.decode()
    assert [line.deed for line in deeds(site) if line.deed == "membuka data pribadi"] == []


def secrets_of(node: Node) -> tuple[str, str, list[str], str]:
    record, owner, nik, phone = node.db.rows(
        "SELECT record, nama_pemilik, nik_pemilik, telepon FROM registry_usaha"
        " WHERE nik_pemilik IS NOT NULL AND telepon IS NOT NULL ORDER BY record LIMIT 1"
    )[0]
    number = bytes(record).hex()
    omzet = node.db.rows("SELECT omzet FROM registry_laporan_usaha WHERE usaha = ?", (number,))[0][0]
    return f"/usaha/{number}/", owner, [nik, phone], f"Rp{omzet:,}".replace(",", ".")


def test_personal_data_is_masked_until_a_purpose_opens_it_and_the_opening_is_written_down(
    site: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(site, "35.07_umkm.xlsx")
    path, owner, private, omzet = secrets_of(site)
    client = signed_in(site, Peran.OPERATOR)
    page = client.get(path).content.decode()
    assert owner in page
    assert not [secret for secret in (*private, omzet) if secret in page]

    client.post(f"{path}buka/", {"keperluan": "x"})
    assert "Sebutkan keperluannya" in client.get(path).content.decode()
    client.post(f"{path}buka/", {"keperluan": "verifikasi lapangan"})
    page = client.get(path).content.decode()

    assert all(secret in page for secret in private)
    assert omzet not in page, "an operator has no right to finances"
    assert ("membuka data pribadi", "verifikasi lapangan") in [(d.deed, d.purpose) for d in deeds(site)]
    later(monkeypatch, site.wall_ms() + 11 * 60_000)
    assert private[0] not in client.get(path).content.decode()


def test_each_role_opens_only_the_classes_of_its_rights(site: Node) -> None:
    take(site, "35.07_umkm.xlsx")
    path, _, private, omzet = secrets_of(site)
    for role in Peran:
        client = signed_in(site, role)
        opened = client.post(f"{path}buka/", {"keperluan": "verifikasi lapangan"})
        page = client.get(path).content.decode()
        assert (private[0] in page) == (Hak.BUKA_PRIBADI in HAK[role]), role
        assert (omzet in page) == (Hak.BUKA_KEUANGAN in HAK[role]), role
        assert (opened.status_code == 403) == (not {Hak.BUKA_PRIBADI, Hak.BUKA_KEUANGAN} & HAK[role])


def test_open_pages_show_no_personal_data_at_all(site: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    take(site, "35.07_umkm.xlsx")
    path, owner, private, omzet = secrets_of(site)
    monkeypatch.setattr(settings, "HOME", settings.HOME.__class__(settings.HOME.path, open_pages=True))

    page = somebody().get(path).content.decode()

    assert "••••" in page
    assert not [secret for secret in (owner, *private, private[1][3:], omzet) if secret in page]


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "Besar"},
        {"name": ""},
        {"role": "raja"},
        {"wilayah": "35.78"},
        {"password": "pendek", "again": "pendek"},
        {"password": "katasandi123", "again": "katasandi123"},
        {"again": "lain dari yang tadi"},
    ],
)
def test_a_wrong_form_of_a_new_person_keeps_what_was_typed_and_adds_nobody(site: Node, wrong: dict[str, str]) -> None:
    client = signed_in(site, Peran.ADMINISTRATOR)
    form = {"login": "baru", "name": "Orang Baru", "role": "operator", "password": PASSWORD, "again": PASSWORD}

    answer = client.post("/kantor/pengguna/", {**form, **wrong})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "perlu diperbaiki" in page
    assert wrong.get("login", "baru") in page
    assert PASSWORD not in page
    assert site.db.rows("SELECT COUNT(*) FROM people_person")[0][0] == 1


def test_a_person_who_was_added_comes_in_with_their_role(site: Node) -> None:
    admin = signed_in(site, Peran.ADMINISTRATOR)
    form = {"login": "baru", "name": "Orang Baru", "role": "operator", "password": PASSWORD, "again": PASSWORD}
    assert admin.post("/kantor/pengguna/", form).status_code == 302
    client = somebody()
    client.post("/masuk/", {"login": "baru", "password": PASSWORD, "lanjut": "/usaha/"})

    assert "operator" in client.get("/").content.decode()
    assert client.get("/kantor/pengguna/").status_code == 403
    assert "menambah pengguna" in admin.get("/kantor/akses/").content.decode()


@pytest.mark.parametrize(
    "where", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "/\\jahat.example"]
)
def test_coming_in_leads_to_no_other_site(site: Node, where: str) -> None:
    signed_in(site, Peran.PEMBACA)
    answer = somebody().post("/masuk/", {"login": "pembaca", "password": PASSWORD, "lanjut": where})

    assert answer.headers["Location"] == "/"


def test_a_form_from_another_site_is_refused(site: Node) -> None:
    signed_in(site, Peran.PEMBACA)
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    answer = strict.post("/masuk/", {"login": "pembaca", "password": PASSWORD})

    assert answer.status_code == 403
    assert "kedaluwarsa" in answer.content.decode()
