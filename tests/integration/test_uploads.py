"""Field files through the pages: checked, kept, given back, asked about and taken back; over both databases."""

import errno
import io
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.store.inbox.questions import open_questions
from selaras.store.ledger.queries import count_changes
from selaras.store.network.queries import COPY, set_state
from selaras.web.uploads import job
from tests.world.site import EXAMPLES, signed_in

HEAD = "nama usaha;nama pemilik;nik;kode desa;omzet\n"
GOOD = "Toko Uji;Pemilik Rekaan;3507010101800001;35.07.01.2001;12000000\n"
BAD = "Toko Salah;Pemilik Lain;35070101;35.07.01.2001;12000000\n"


@pytest.fixture
def clerk(site: Node) -> Client:
    return signed_in(site, Peran.OPERATOR)


def send(client: Client, content: bytes, name: str = "uji.csv", day: str = "31/12/2024") -> str:
    """Upload a file and return the address of its page once it is read."""
    answer = client.post("/unggah/", {"berkas": SimpleUploadedFile(name, content), "tanggal": day})
    assert answer.status_code == 302, answer.content.decode()
    return ready(client, answer.headers["Location"])


def ready(client: Client, where: str) -> str:
    until = time.monotonic() + 60
    while "Refresh" in client.get(where).headers:
        assert time.monotonic() < until
        time.sleep(0.05)
    return where


def text(client: Client, where: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(where).content.decode()).split())


def names(node: Node) -> list[str]:
    return [
        name
        for (name,) in node.db.rows("SELECT nama_usaha FROM registry_usaha WHERE deletions IS NULL ORDER BY record")
    ]


def test_a_file_is_checked_first_and_kept_only_when_it_is_said(site: Node, clerk: Client) -> None:
    where = send(clerk, (HEAD + GOOD + BAD).encode())
    page = text(clerk, where)

    assert count_changes(site.db) == 0
    assert "Belum ada yang disimpan" in page
    assert "NIK harus 16 angka" in page
    assert "Simpan 1 baris" in page

    clerk.post(f"{where}simpan/")
    assert "Tersimpan." in text(clerk, ready(clerk, where))
    assert names(site) == ["Toko Uji"]
    assert site.db.rows("SELECT author FROM inbox_import") == [("operator",)]


def test_a_checked_file_shows_how_each_column_was_read_and_its_first_rows(site: Node, clerk: Client) -> None:
    head = "No;nama usaha;nama pemilk;nik;kode desa;omzet;catatan rahasia\n"
    row = "1;Toko Uji;Pemilik Rekaan;3507010101800001;35.07.01.2001;12000000;081234567890\n"
    page = text(clerk, send(clerk, (head + row).encode()))

    assert "No (bukan kolom registri) tidak dipakai" in page
    assert "nama usaha Nama usaha pasti Toko Uji" in page
    assert "nama pemilk Nama pemilik mungkin" in page
    assert "catatan rahasia (bukan kolom registri) menunggu" in page
    assert "3507010101800001" not in page, "masked as on every page"
    assert "081234567890" not in page
    assert count_changes(site.db) == 0


def test_the_rows_to_mend_come_back_in_the_clerks_own_columns_and_go_in_when_mended(site: Node, clerk: Client) -> None:
    where = send(clerk, (HEAD + GOOD + BAD).encode())
    clerk.post(f"{where}simpan/")
    ready(clerk, where)

    answer = clerk.get(f"{where}dikembalikan.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Toko Salah" in cells
    assert "Toko Uji" not in cells
    assert 'filename="uji - dikembalikan.xlsx"' in answer.headers["Content-Disposition"]
    again = send(clerk, (HEAD + BAD.replace("35070101;", "3507010101800002;")).encode())
    clerk.post(f"{again}simpan/")
    ready(clerk, again)
    assert names(site) == ["Toko Uji", "Toko Salah"]


def test_the_same_file_again_adds_nothing(site: Node, clerk: Client) -> None:
    pages = []
    for _ in range(2):
        where = send(clerk, (EXAMPLES / "35.07_umkm.xlsx").read_bytes(), "35.07_umkm.xlsx")
        clerk.post(f"{where}simpan/")
        pages.append(text(clerk, ready(clerk, where)))

    assert "Catatan baru 0 " not in pages[0]
    assert "Catatan baru 0 " in pages[1]
    assert len(names(site)) > 200


def test_an_import_is_taken_back_as_a_whole(site: Node, clerk: Client) -> None:
    where = send(clerk, (HEAD + GOOD).encode())
    clerk.post(f"{where}simpan/")
    ready(clerk, where)
    assert "uji.csv" in text(clerk, "/unggah/")

    clerk.post("/unggah/impor/1/tarik/")

    page = text(clerk, "/unggah/")
    assert "Impor nomor 1 ditarik kembali: 2 catatan ditarik" in page
    assert names(site) == []
    clerk.post("/unggah/impor/1/tarik/")
    assert "sudah ditarik kembali sebelumnya" in text(clerk, "/unggah/")
    assert clerk.post("/unggah/impor/77/tarik/").status_code == 404


def test_a_question_is_answered_and_what_waited_is_stated(site: Node, clerk: Client) -> None:
    file = "nama usaha;nama pemilik;nik;kode desa;merk dagang\n" + GOOD.replace("12000000", "Sari Rasa")
    where = send(clerk, file.encode())
    clerk.post(f"{where}simpan/")
    ready(clerk, where)
    asked = open_questions(site.db)
    assert asked
    page = text(clerk, "/unggah/pertanyaan/")
    assert asked[0].message in page
    assert "menunggu jawaban" in text(clerk, "/")

    clerk.post(f"/unggah/pertanyaan/{asked[0].id}/", {"lain": "bukan kolom apa pun"})
    assert "bukan kolom kamus" in text(clerk, "/unggah/pertanyaan/")
    clerk.post(f"/unggah/pertanyaan/{asked[0].id}/", {"lain": "usaha.produk_utama"})

    assert "Dijawab" in text(clerk, "/unggah/pertanyaan/")
    assert site.db.rows("SELECT produk_utama FROM registry_usaha") == [("Sari Rasa",)]
    clerk.post("/unggah/pertanyaan/999/", {"jawaban": "ya"})
    assert "Tidak ada pertanyaan nomor 999" in text(clerk, "/unggah/pertanyaan/")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rusak.xlsx", b"PK\x03\x04rusak", "tidak selesai"),
        ("kosong.csv", b"", ""),
        ("foto.jpg", b"\xff\xd8\xff\xe0", "tidak selesai"),
        ("../../etc/passwd.csv", (HEAD + GOOD).encode(), "passwd.csv"),
        ("<script>.csv", (HEAD + GOOD).encode(), "script"),
    ],
)
def test_a_hostile_file_ends_in_words_and_leaves_nothing_outside(
    site: Node, clerk: Client, name: str, content: bytes, told: str
) -> None:
    answer = clerk.post("/unggah/", {"berkas": SimpleUploadedFile(name, content), "tanggal": "31/12/2024"})
    if answer.status_code == 422:  # Django's own form of an empty file
        assert "pilih satu berkas" in answer.content.decode()
        return
    page = clerk.get(ready(clerk, answer.headers["Location"])).content.decode()

    assert told in page
    assert "<script>.csv" not in page
    assert count_changes(site.db) == 0
    assert not Path("/etc/passwd.csv").exists()


def test_a_full_disk_is_told_and_the_import_goes_on_with_room(
    site: Node, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    where = send(clerk, (HEAD + GOOD).encode())
    with monkeypatch.context() as full:
        full.setattr(job, "_write", fail)
        full.setattr(job, "import_workbook", fail)
        clerk.post(f"{where}simpan/")
        ready(clerk, where)  # no page that waits for ever
    with monkeypatch.context() as full:
        full.setattr(job, "import_workbook", fail)
        clerk.post(f"{where}simpan/")
        page = text(clerk, ready(clerk, where))
    assert "Disk penuh" in page
    assert "Teruskan" in page
    with monkeypatch.context() as full:
        full.setattr(job, "_fill_folder", fail)
        refused = clerk.post(
            "/unggah/", {"berkas": SimpleUploadedFile("a.csv", GOOD.encode()), "tanggal": "31/12/2024"}
        )

    assert refused.status_code == 422
    assert "Disk penuh" in refused.content.decode()
    clerk.post(f"{where}simpan/")
    assert "Tersimpan." in text(clerk, ready(clerk, where))
    assert names(site) == ["Toko Uji"]


def test_a_profile_that_makes_no_sense_is_named_with_its_line(site: Node, clerk: Client) -> None:
    folder = Path(settings.HOME.path) / "profil"
    folder.mkdir(exist_ok=True)
    (folder / "Salah ketik.toml").write_text('[kolom]\n"Merk" = "usaha.nama"\n', encoding="utf-8")

    page = text(clerk, send(clerk, (HEAD + GOOD).encode()))

    assert "Profil «Salah ketik», [kolom] «Merk»: «usaha.nama» bukan kolom kamus." in page
    assert count_changes(site.db) == 0


@pytest.mark.parametrize("day", ["", "kemarin", "31/12/2999", "99/99/2024"])
def test_a_wrong_date_is_told_beside_its_box(site: Node, clerk: Client, day: str) -> None:
    answer = clerk.post("/unggah/", {"berkas": SimpleUploadedFile("uji.csv", GOOD.encode()), "tanggal": day})

    assert answer.status_code == 422
    assert 'href="#isian-tanggal"' in answer.content.decode()
    assert site.identity.name in answer.content.decode()


def test_an_upload_is_its_clerks_alone(site: Node, clerk: Client) -> None:
    where = send(clerk, (HEAD + GOOD + BAD).encode())
    other = signed_in(site, Peran.VERIFIKATOR)

    assert other.get(where).status_code == 404
    assert other.post(f"{where}simpan/").status_code == 404
    assert other.get(f"{where}dikembalikan.xlsx").status_code == 404


def test_an_import_that_broke_off_with_its_process_is_taken_up_again(site: Node, clerk: Client) -> None:
    where = send(clerk, (HEAD + GOOD).encode())
    found = job.read_upload(where.strip("/").split("/")[1])
    assert found is not None
    found.stage, found.state = job.KEEP, job.RUNNING
    job._write(found)

    assert "berhenti di tengah jalan" in text(clerk, where)
    clerk.post(f"{where}simpan/")
    ready(clerk, where)
    assert names(site) == ["Toko Uji"]


def test_an_office_that_may_not_write_says_so(site: Node, clerk: Client) -> None:
    where = send(clerk, (HEAD + GOOD).encode())
    set_state(site.db, COPY)
    clerk.post(f"{where}simpan/")

    assert "belum boleh mencatat" in text(clerk, ready(clerk, where))
    assert names(site) == []


def test_a_file_that_is_still_read_says_how_long_the_rest_takes(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    where = send(clerk, (HEAD + GOOD).encode())
    token = where.split("/")[2]
    upload = job.read_upload(token)
    assert upload is not None
    upload.state = job.RUNNING
    job._write(upload)
    monkeypatch.setitem(job._running, token, (0.25, time.monotonic() - 60))
    assert "25% dibaca, kira-kira 4 menit lagi" in text(clerk, where)
    monkeypatch.setitem(job._running, token, (0.9, time.monotonic() - 60))
    assert "kurang dari satu menit lagi" in text(clerk, where)
    monkeypatch.setitem(job._running, token, (0.01, time.monotonic() - 60))
    assert "kira-kira" not in text(clerk, where), "too early to say"
