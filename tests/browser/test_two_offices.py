"""Journeys of an office and the one above it, on their pages: a clerk's whole day, a flash disk, a proposal from above."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pair import Pair, working_pair

HEAD = "nama usaha;nama pemilik;nik;kode desa;omzet;catatan dinas\n"


@pytest.fixture(params=[True, False], ids=["dengan skrip", "tanpa skrip"])
def pair(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Pair]:
    with working_pair(tmp_path, chromium, scripts=request.param) as made:
        yield made


def upload(page: Page, file: Path, *rows: str) -> None:
    """Upload a file of these rows and see what was found in it."""
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    page.goto("/unggah/")
    page.get_by_label("Berkas .xlsx").set_input_files(file)
    page.get_by_label("Tanggal data").fill("31/12/2024")
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("Belum ada yang disimpan")).to_be_visible(timeout=30_000)


def keep(page: Page) -> None:
    page.get_by_role("button", name="Simpan ").click()
    expect(page.get_by_text("Tersimpan.", exact=False).first).to_be_visible(timeout=30_000)


def record_of(page: Page, name: str) -> str:
    """Return the address of the record of this name, found on the list."""
    page.goto("/usaha/")
    address = page.get_by_role("link", name=name).first.get_attribute("href")
    assert address is not None
    return address


def test_a_whole_day_import_mend_question_double_edit_sync_verify(pair: Pair, tmp_path: Path) -> None:
    page, file = pair.below, tmp_path / "pendataan.csv"
    first = "Warung Subuh;Siti Rekaan;3507014101800003;35.07.01.2001;12000000;-"
    upload(page, file, first, "Bengkel Maju;Budi Rekaan;350701010180000;35.07.01.2001;50000000;-")
    expect(page.get_by_text("NIK harus 16 angka").first).to_be_visible()
    keep(page)
    again = "Warung Subuh Bu Siti;Siti Rekaan;3507014101800003;35.07.01.2001;12000000;-"
    upload(page, file, first, "Bengkel Maju;Budi Rekaan;3507010101800004;35.07.01.2001;50000000;-", again)
    keep(page)

    page.goto("/unggah/pertanyaan/")
    for _ in range(4):
        cards = page.get_by_role("main").locator("section.card")
        if not cards.count():
            break
        cards.first.get_by_role("button").first.click()
    expect(page.get_by_text("Semua sudah dijawab")).to_be_visible()

    page.goto(record_of(page, "Bengkel Maju"))
    page.get_by_role("link", name="Ubah").click()
    page.get_by_label("Produk utama").fill("servis motor")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Tersimpan: 1 kolom.")).to_be_visible()

    page.goto("/sinkronisasi/")
    page.get_by_role("button", name="Bertukar sekarang").click()
    expect(page.get_by_text("sama", exact=True)).to_be_visible()
    with page.expect_download() as paper:
        page.get_by_role("button", name="Berita acara").click()
    with ZipFile(paper.value.path()) as papers:
        assert papers.namelist() == ["berita-acara.pdf", "berita-acara.json"]
    pair.above.goto(record_of(pair.above, "Bengkel Maju"))
    expect(pair.above.get_by_role("main")).to_contain_text("servis motor")


def test_without_a_line_a_flash_disk_carries_everything_up_and_the_receipt_down(pair: Pair, tmp_path: Path) -> None:
    upload(pair.below, tmp_path / "desa.csv", "Tahu Rekaan;Tono Rekaan;3507010101800005;35.07.01.2001;9000000;-")
    keep(pair.below)

    for writer, reader in ((pair.below, pair.above), (pair.above, pair.below)):
        writer.goto("/sinkronisasi/")
        with writer.expect_download() as packet:
            writer.get_by_role("button", name="Tulis paket").first.click()
        carried = tmp_path / packet.value.suggested_filename
        packet.value.save_as(carried)
        reader.goto("/sinkronisasi/")
        reader.get_by_label("Berkas .paket").set_input_files(carried)
        reader.get_by_role("button", name="Baca paket").click()

    expect(pair.below.get_by_text("semua perubahan kantor ini aman")).to_be_visible()
    assert record_of(pair.above, "Tahu Rekaan")


def test_what_the_province_proposes_is_taken_by_the_office_with_one_click(pair: Pair, tmp_path: Path) -> None:
    upload(pair.below, tmp_path / "desa.csv", "Keripik Rekaan;Tini Rekaan;3507014101800006;35.07.01.2001;9000000;-")
    keep(pair.below)
    sync(pair.below)
    pair.above.goto(record_of(pair.above, "Keripik Rekaan"))
    pair.above.get_by_role("link", name="Ubah").click()
    pair.above.get_by_label("Nama usaha").fill("Keripik Tempe Rekaan")
    pair.above.get_by_role("button", name="Simpan").click()
    expect(pair.above.get_by_text("Tersimpan: 1 kolom.")).to_be_visible()
    sync(pair.below)

    pair.below.goto("/")
    expect(pair.below.get_by_role("main")).to_contain_text("keputusan")
    pair.below.goto(record_of(pair.below, "Keripik Rekaan"))
    pair.below.get_by_role("button", name="Pakai «Keripik Tempe Rekaan»").click()

    expect(pair.below.get_by_role("heading", name="Keripik Tempe Rekaan")).to_be_visible()


def sync(page: Page) -> None:
    page.goto("/sinkronisasi/")
    page.get_by_role("button", name="Bertukar sekarang").click()
    expect(page.get_by_text("sama", exact=True)).to_be_visible()
