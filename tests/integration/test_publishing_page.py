"""Terbitkan on the pages and on the command line: who may, what is said first, and what is refused; over both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from selaras.cli.exit_codes import ExitCode
from selaras.config.database_url import DEFAULT_URL
from selaras.core.terms.peran import HAK, Hak, Peran
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures
from selaras.store.figures.queries import list_releases
from selaras.store.people.queries import list_access
from selaras.web.errand import Errand
from selaras.web.figures import publish
from tests.integration.test_hand_overs import add_usaha, seen
from tests.world.command import run, said
from tests.world.site import serving, signed_in, take

PAGE = "/angka/terbitkan/"
AGREED = {"tahun": "2024", "setuju": "ya"}


@pytest.fixture
def leader(site: Node) -> Client:
    take(site, "35.07_umkm.xlsx")
    return signed_in(site, Peran.PIMPINAN)


def numbers(node: Node) -> list[tuple[int, int]]:
    return [(head.number, head.year) for head in list_releases(node.db)]


def test_a_release_is_made_from_the_page_and_noted_with_who_made_it(site: Node, leader: Client) -> None:
    page = seen(leader, PAGE)
    assert "Terbitkan angka 2024" in page
    assert "sel, agar tidak ada usaha yang dikenali" in page

    answer = leader.post(PAGE, AGREED, follow=True)

    assert "Terbitan 1 untuk 2024 sudah dibekukan." in answer.content.decode()
    assert numbers(site) == [(1, 2024)]
    assert list_releases(site.db)[0].digest == publish_figures(site, 2024).digest
    assert [(line.deed, line.login, line.purpose) for _, line in list_access(site.db, 2**62, 1)] == [
        ("menerbitkan angka", "pimpinan", "2024")
    ]
    assert "sudah dibekukan" not in seen(leader, PAGE)


def test_nothing_is_published_that_was_not_agreed_to(site: Node, leader: Client) -> None:
    for given in ({"tahun": "2024"}, {"tahun": "2024", "setuju": "tidak"}):
        assert "Belum diterbitkan" in leader.post(PAGE, given, follow=True).content.decode()
    assert numbers(site) == []


def test_a_release_that_would_tell_about_one_enterprise_is_refused_unless_it_is_wanted(
    site: Node, leader: Client
) -> None:
    leader.post(PAGE, AGREED)
    add_usaha(site, omzet=10**8)

    assert "menunjuk satu atau dua usaha saja. Terbitkan sesudah" in seen(leader, PAGE)
    assert "Tidak diterbitkan: pada" in leader.post(PAGE, AGREED, follow=True).content.decode()
    assert numbers(site) == [(1, 2024)]
    leader.post(PAGE, {**AGREED, "walau": "ya"})
    assert numbers(site) == [(2, 2024), (1, 2024)]
    assert list_access(site.db, 2**62, 1)[0][1].deed == "menerbitkan angka walaupun selisihnya menunjuk usaha"


@pytest.mark.parametrize("role", Peran)
def test_only_who_may_publish_is_shown_the_way_and_let_in(site: Node, role: Peran) -> None:
    client, may = signed_in(site, role), role in {Peran.PIMPINAN, Peran.ADMINISTRATOR}

    assert may == (Hak.TERBITKAN in HAK[role])
    assert (f'href="{PAGE}"' in seen(client, "/angka/")) == may
    assert client.get(PAGE).status_code == (200 if may else 403)
    assert client.post(PAGE, AGREED).status_code == (302 if may else 403)
    assert bool(numbers(site)) == may


def test_who_sees_a_part_of_the_office_only_does_not_publish_for_all_of_it(province: Node) -> None:
    client = signed_in(province, Peran.PIMPINAN, "35.07")

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, AGREED).status_code == 403
    assert numbers(province) == []


def test_one_release_is_made_at_a_time_and_the_page_says_that_it_runs(
    site: Node, leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Errand(PAGE, {}, "Menerbitkan angka 2024", running=True)
    monkeypatch.setattr(publish, "_work", running)
    with running.lock:
        page = seen(leader, PAGE)
        refused = leader.post(PAGE, AGREED, follow=True).content.decode()

    assert "Menerbitkan angka 2024…" in page
    assert 'name="setuju"' not in page
    assert "masih berjalan" in refused
    assert numbers(site) == []


def test_a_large_registry_is_not_counted_while_somebody_waits(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "is_large", lambda *_: True)
    monkeypatch.setattr(publish, "check_draft", lambda *_: pytest.fail("counted"))

    assert "dihitung pada saat terbit" in seen(leader, PAGE)


def test_a_year_that_is_none_shows_the_newest_one_with_reports(leader: Client) -> None:
    for asked in ("9999", "0", "x", "12345678", "-1", ""):
        assert "Terbitkan angka 2024" in seen(leader, f"{PAGE}?tahun={asked}")
    assert "Terbitkan angka 2023" in seen(leader, f"{PAGE}?tahun=2023")


def test_the_command_warns_of_it_and_refuses_it_where_asked_to(tmp_path: Path) -> None:
    with serving(tmp_path / "kantor", DEFAULT_URL) as node:
        take(node, "35.07_umkm.xlsx")
        home, publishing = Path(settings.HOME.path), ("figures", "publish", "--period", "2024", "--json")
        assert said(run(home, *publishing))["release"] == 1
        add_usaha(node, omzet=10**8)

        refused = run(home, *publishing, "--strict")

        assert refused.returncode == ExitCode.NO
        assert "selisihnya dengan terbitan 1 menunjuk" in refused.stderr
        assert "tanpa --strict" in refused.stderr
        warned = run(home, *publishing)
        assert said(warned)["release"] == 2
        assert said(warned)["told_by_difference"] > 0
        assert "selisihnya dengan terbitan 1 menunjuk" in warned.stderr
