"""Backups on the pages: made, listed, tried, and what is said when one is broken, over both databases."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.gateways.home.backup_note import read_note
from selaras.store.people.queries import list_access
from selaras.web import backups
from selaras.web.errand import Errand
from tests.integration.test_hand_overs import add_usaha, seen
from tests.world.site import signed_in

PAGE = "/kantor/cadangan/"


@pytest.fixture
def administrator(site: Node) -> Client:
    add_usaha(site)
    return signed_in(site, Peran.ADMINISTRATOR)


def files() -> list[Path]:
    return sorted((Path(settings.HOME.path) / "cadangan").glob("*.zip"))


def test_a_backup_is_made_listed_tried_and_noted(site: Node, administrator: Client) -> None:
    assert "Belum ada cadangan" in seen(administrator, PAGE)

    assert administrator.post(f"{PAGE}buat/").headers["Location"] == PAGE

    (file,) = files()
    page = seen(administrator, PAGE)
    assert f"Cadangan {file.name} dibuat dan diperiksa: 1 perubahan." in page
    assert f"restore {file} --aside" in page
    assert "utuh, " not in page
    administrator.post(f"{PAGE}{file.name}/uji/")
    page = seen(administrator, PAGE)
    assert f"Cadangan {file.name} utuh: 1 perubahan" in page
    assert '<span class="badge badge-good">utuh, ' in page
    note = read_note(Path(settings.HOME.path))
    assert note is not None
    assert note.tried == note.file == str(file.resolve())
    assert [line.deed for _, line in list_access(site.db, 2**62, 2)] == ["menguji cadangan", "membuat cadangan"]
    assert "dibuat dan diperiksa" not in seen(administrator, PAGE)


def test_a_broken_backup_is_told_and_is_not_called_whole(administrator: Client) -> None:
    administrator.post(f"{PAGE}buat/")
    (file,) = files()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert "tidak terbaca" in seen(administrator, PAGE)

    administrator.post(f"{PAGE}{file.name}/uji/")

    page = seen(administrator, PAGE)
    assert "bukan berkas cadangan Selaras, atau tidak utuh lagi" in page
    assert "utuh, " not in page.replace("tidak utuh lagi", "")


def test_a_full_disk_is_told_before_anything_is_written(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selaras.flows.backup_node.free_bytes", lambda _: 1000)

    administrator.post(f"{PAGE}buat/")

    assert re.search(r"Ruang disk tidak cukup: perlu \d+,\d MB", seen(administrator, PAGE))
    assert files() == []


def test_a_folder_that_cannot_be_written_is_told(administrator: Client) -> None:
    (Path(settings.HOME.path) / "cadangan").write_text("bukan folder")

    administrator.post(f"{PAGE}buat/")

    assert "Membuat cadangan gagal" in seen(administrator, PAGE)


def test_one_backup_is_made_at_a_time_and_the_page_says_that_it_runs(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Errand(PAGE, {}, "Membuat cadangan", "Memeriksa salinan", running=True)
    monkeypatch.setattr(backups, "_work", running)
    with running.lock:
        page = seen(administrator, PAGE)
        administrator.post(f"{PAGE}buat/")
        refused = seen(administrator, PAGE)

    assert "Memeriksa salinan" in page
    assert "Buat cadangan sekarang" not in page.replace("<strong>Buat cadangan sekarang</strong>", "")
    assert "masih berjalan" in refused
    assert files() == []


def test_a_name_that_is_not_in_the_folder_is_not_there(administrator: Client) -> None:
    administrator.post(f"{PAGE}buat/")
    (file,) = files()
    shutil.move(file, file.parent.parent / "luar.zip")

    for name in ("luar.zip", "..%2Fluar.zip", "tak-ada.zip"):
        assert administrator.post(f"{PAGE}{name}/uji/").status_code == 404


def test_who_does_not_manage_the_office_sees_and_makes_no_backup(site: Node) -> None:
    client = signed_in(site, Peran.VERIFIKATOR)

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}buat/").status_code == 403
    assert client.post(f"{PAGE}x.zip/uji/").status_code == 403
    assert files() == []
