"""Journeys in one office, with scripts and without: a list, a stale form, a letter, the map, a colleague, an undone import."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, come_in
from tests.browser.offices import PASSWORD

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["dengan skrip", "tanpa skrip"])


def first_record(page: Page) -> str:
    """Return the address of the first record of the list."""
    page.goto("/usaha/")
    address = page.get_by_role("region", name="Tabel usaha").get_by_role("link").first.get_attribute("href")
    assert address is not None
    return address


@BOTH
def test_an_analyst_narrows_the_list_turns_the_page_and_takes_what_is_seen(new_page: NewPage, scripts: bool) -> None:
    page = new_page("verifikator", scripts=scripts)
    page.goto("/usaha/")
    whole = page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Halaman berikutnya").click()
    expect(page.get_by_role("link", name="Ke halaman pertama")).to_be_visible()
    page.get_by_label("Skala").select_option(index=1)
    page.get_by_role("button", name="Saring").click()
    expect(page.get_by_text("catatan menurut saringan ini")).to_be_visible()
    assert page.get_by_role("main").inner_text() != whole

    with page.expect_download() as taken:
        page.get_by_role("link", name="Unduh CSV").click()

    lines = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
    counted = page.get_by_text("catatan menurut saringan ini").inner_text().split()[0].replace(".", "")
    assert len(lines) - 1 == int(counted)


@BOTH
def test_a_form_that_came_too_late_says_so_and_loses_nothing(new_page: NewPage, scripts: bool) -> None:
    early, late = new_page("operator", scripts=scripts), new_page("verifikator", scripts=scripts)
    address = first_record(early)
    for page in (early, late):
        page.goto(f"{address}ubah/")
    early.get_by_label("Produk utama").fill(f"batik tulis {scripts}")
    early.get_by_role("button", name="Simpan").click()
    expect(early.get_by_text("Tersimpan: 1 kolom.")).to_be_visible()

    late.get_by_label("Produk utama").fill("batik cap")
    late.get_by_role("button", name="Simpan").click()

    expect(late.get_by_role("alert")).to_be_visible()
    expect(late.get_by_label("Produk utama")).to_have_value("batik cap")


@BOTH
def test_a_letter_is_printed_and_a_stranger_sees_that_it_is_real(new_page: NewPage, scripts: bool) -> None:
    page, stranger = new_page("verifikator", scripts=scripts), new_page("", scripts=scripts)
    page.goto(first_record(page))
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Surat keterangan").click()
    expect(page.get_by_role("img", name="Kode QR")).to_be_visible()
    address = page.locator(".letter p.small .figures").inner_text()

    stranger.goto("/periksa/" + address.split("/periksa/")[1])
    expect(stranger.get_by_role("heading", name="Surat ini asli")).to_be_visible()
    expect(stranger.get_by_role("main")).to_contain_text(name)
    stranger.goto("/periksa/" + address.split("/periksa/")[1].replace("/2", "/3", 1))

    expect(stranger.get_by_role("heading", name="Surat ini tidak dikenal")).to_be_visible()


@BOTH
def test_the_map_leads_down_to_a_kecamatan_and_its_list(new_page: NewPage, scripts: bool) -> None:
    page = new_page("verifikator", scripts=scripts)
    page.goto("/peta/")
    row = page.get_by_role("table").get_by_role("row").nth(1)
    name = row.get_by_role("rowheader").inner_text()
    count = row.get_by_role("cell").first.inner_text()
    row.get_by_role("link", name=f"Daftar {name}").click()

    expect(page.get_by_role("navigation", name="Wilayah yang dilihat")).to_contain_text(name)
    expect(page.get_by_role("main")).to_contain_text(f"{count} catatan menurut saringan ini")


@BOTH
def test_a_colleague_comes_in_with_few_rights_and_is_stopped(new_page: NewPage, scripts: bool) -> None:
    admin, colleague = new_page("administrator", scripts=scripts), new_page("", scripts=scripts)
    login = "tamu.satu" if scripts else "tamu.dua"
    admin.goto("/kantor/pengguna/")
    admin.get_by_label("Nama pengguna").fill(login)
    admin.get_by_label("Nama lengkap").fill("Rina Rekaan")
    admin.get_by_label("Peran", exact=True).select_option("pembaca")
    for again in ("Kata sandi", "Kata sandi sekali lagi"):
        admin.get_by_label(again, exact=True).fill(PASSWORD)
    admin.get_by_role("button", name="Tambah").click()
    expect(admin.get_by_role("table")).to_contain_text(login)

    come_in(colleague, login)
    colleague.goto("/usaha/baru/")
    expect(colleague.get_by_text("tidak berhak").first).to_be_visible()
    admin.goto(f"/kantor/pengguna/{login}/")
    admin.get_by_role("button", name="Hentikan").click()
    expect(admin.get_by_role("row").filter(has_text=login)).to_contain_text("tidak boleh masuk")
    colleague.goto("/usaha/")

    expect(colleague.get_by_role("heading", name="Masuk")).to_be_visible()
    admin.goto("/kantor/akses/")
    expect(admin.get_by_role("main")).to_contain_text(login)


@BOTH
def test_an_import_is_taken_back_as_a_whole(new_page: NewPage, tmp_path: Path, scripts: bool) -> None:
    page, name = new_page("operator", scripts=scripts), f"Salah Unggah {scripts}"
    nik = "3507010101800007" if scripts else "3507010101800008"
    file = tmp_path / f"salah-{scripts}.csv"
    file.write_text(
        f"nama usaha;nama pemilik;nik;kode desa;omzet\n{name};Orang Rekaan;{nik};35.07.01.2001;12000000\n",
        encoding="utf-8",
    )
    page.goto("/unggah/")
    page.get_by_label("Berkas .xlsx").set_input_files(file)
    page.get_by_label("Tanggal data").fill("31/12/2024")
    page.get_by_role("button", name="Periksa berkas").click()
    page.get_by_role("button", name="Simpan 1 baris").click(timeout=30_000)
    expect(page.get_by_text("Tersimpan.", exact=False).first).to_be_visible(timeout=30_000)

    page.goto("/unggah/")
    row = page.get_by_role("row").filter(has_text=file.name)
    row.get_by_text("Tarik kembali").click()
    row.get_by_role("button", name="Ya, tarik impor").click()

    expect(page.get_by_role("row").filter(has_text=file.name).get_by_text("ditarik kembali")).to_be_visible()
