"""A clerk's day in the browser, with scripts and without: upload, check, keep, mend, find, change."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, faults_of, picture
from tests.browser.offices import EXAMPLES

HEAD = "nama usaha;nama pemilik;nik;kode desa;omzet\n"


def upload(page: Page, file: Path) -> None:
    page.goto("/unggah/")
    page.get_by_label("Berkas .xlsx").set_input_files(file)
    page.get_by_label("Tanggal data").fill("31/12/2024")
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("Belum ada yang disimpan")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("scripts", [True, False], ids=["dengan skrip", "tanpa skrip"])
def test_a_clerk_uploads_a_file_mends_a_row_finds_the_record_and_changes_it(
    new_page: NewPage, tmp_path: Path, scripts: bool
) -> None:
    name, last = ("Warung Sejahtera", "3") if scripts else ("Warung Makmur", "4")
    file = tmp_path / "pendataan.csv"
    file.write_text(f"{HEAD}{name};Orang Rekaan;350701010180000;35.07.01.2001;12000000\n", encoding="utf-8")
    page = new_page("operator", scripts=scripts)
    upload(page, file)
    expect(page.get_by_text("NIK harus 16 angka").first).to_be_visible()
    file.write_text(f"{HEAD}{name};Orang Rekaan;350701010180000{last};35.07.01.2001;12000000\n", encoding="utf-8")
    upload(page, file)
    page.get_by_role("button", name="Simpan 1 baris").click()
    expect(page.get_by_text("Tersimpan.", exact=False).first).to_be_visible(timeout=30_000)

    page.get_by_label("Cari nama, NIK, NIB, atau telepon").fill(f"{name[:10]} orang")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari/**")
    found = page.get_by_role("region", name="Hasil pencarian").get_by_role("link", name=name)
    deadline = time.monotonic() + 30
    while not found.count() and time.monotonic() < deadline:  # behind a long writer a page shows the list as it was
        page.reload()
    found.click()
    page.get_by_role("link", name="Ubah").click()
    page.get_by_label("Produk utama").fill("kerupuk")
    page.get_by_label("NIB", exact=True).fill("12")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("NIB")
    if scripts:
        assert faults_of(page) == []
    page.get_by_label("NIB", exact=True).fill("")
    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_text("Tersimpan: 1 kolom.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("kerupuk")


def test_the_result_of_a_real_file_is_read_well(new_page: NewPage) -> None:
    page = new_page("operator")
    upload(page, EXAMPLES / "35.07_umkm.xlsx")

    expect(page.get_by_role("heading", name="Yang salah")).to_be_visible()
    assert faults_of(page) == []
    picture(page, "hasil-periksa")
