"""What holds of every page: axe finds nothing, no request leaves the machine, it is small, and it fits a phone."""

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import BYTES_MAX, NewPage, faults_of, picture
from tests.browser.offices import Office

PAGES = {  # name of its picture: address, and who looks at it
    "beranda": ("/", "verifikator"),
    "daftar-usaha": ("/usaha/", "verifikator"),
    "daftar-koperasi": ("/koperasi/", "verifikator"),
    "cari": ("/cari/?q=toko", "verifikator"),
    "cari-kosong": ("/cari/?q=zebra", "verifikator"),
    "catatan-usaha": ("/usaha/{usaha}/", "verifikator"),
    "catatan-koperasi": ("/koperasi/{koperasi}/", "verifikator"),
    "laporan-usaha": ("/laporan_usaha/{laporan_usaha}/", "verifikator"),
    "laporan-baru": ("/usaha/{usaha}/tambah/laporan_usaha/?tahun=2025", "operator"),
    "kredit-baru": ("/usaha/{usaha}/tambah/kredit/", "operator"),
    "ubah-usaha": ("/usaha/{usaha}/ubah/", "verifikator"),
    "koperasi-baru": ("/koperasi/baru/", "operator"),
    "serah-terima": ("/serah-terima/", "verifikator"),
    "dihapus": ("/dihapus/", "verifikator"),
    "pindah": ("/usaha/{usaha}/pindah/?ke=35.73", "verifikator"),
    "pindah-ke-mana": ("/usaha/{usaha}/pindah/", "verifikator"),
    "peta": ("/peta/", "verifikator"),
    "angka": ("/angka/", "pembaca"),
    "satu-angka": ("/angka/omzet_umkm/", "pembaca"),
    "angka-golongan": ("/angka/umkm/?menurut=sektor", "pembaca"),
    "konsep-angka": ("/angka/umkm/?terbitan=konsep", "pembaca"),
    "terbitkan": ("/angka/terbitkan/?tahun=2024", "administrator"),
    "pdrb": ("/angka/pdrb/", "pembaca"),
    "profil": ("/angka/profil/35.07/", "pembaca"),
    "surat": ("/usaha/{usaha}/surat/", "verifikator"),
    "periksa-palsu": ("/periksa/usaha/x/20260101/x/", ""),
    "unggah": ("/unggah/", "operator"),
    "pertanyaan": ("/unggah/pertanyaan/", "operator"),
    "sinkronisasi": ("/sinkronisasi/", "verifikator"),
    "gaya": ("/gaya/", "verifikator"),
    "masuk": ("/masuk/", ""),
    "kantor": ("/kantor/", "administrator"),
    "pengguna": ("/kantor/pengguna/", "administrator"),
    "cadangan": ("/kantor/cadangan/", "administrator"),
    "satu-pengguna": ("/kantor/pengguna/operator/", "administrator"),
    "catatan-akses": ("/kantor/akses/", "administrator"),
    "kata-sandi": ("/kata-sandi/", "operator"),
    "tidak-berhak": ("/kantor/akses/?ditolak", "operator"),
}
CUT = (  # tables that are wider than the room they have on an office's screen
    "[...document.querySelectorAll('.columns .scroll')].filter(one => one.scrollWidth > one.clientWidth)"
    ".map(one => one.innerText)"
)


def show(name: str, office: Office, new_page: NewPage) -> Page:
    """Open a page as the person who looks at it."""
    path, role = PAGES[name]
    kinds = {kind: office.records(kind)[0]["id"] for kind in re.findall(r"{(\w+)}", path)}
    page = new_page(role)
    page.goto(path.format(**kinds))
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_fits_a_phone_and_axe_finds_nothing_in_either_colour(
    name: str, office: Office, new_page: NewPage
) -> None:
    page = show(name, office, new_page)
    assert faults_of(page) == []
    assert page.evaluate(CUT) == []
    picture(page, name)

    page.emulate_media(color_scheme="dark")
    assert faults_of(page) == []

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults_of(page) == []

    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(entry => entry.decodedBodySize)"
    )
    assert len(sizes) >= 5
    assert sum(sizes) < BYTES_MAX


@pytest.mark.parametrize(("name", "count"), [("satu-angka", 1), ("profil", 2), ("pdrb", 1)])
def test_every_picture_of_figures_is_drawn_under_the_policy(
    name: str, count: int, office: Office, new_page: NewPage
) -> None:
    page = show(name, office, new_page)
    page.wait_for_load_state("networkidle")
    drawn = page.evaluate("[...document.querySelectorAll('figure img')].map(one => one.naturalWidth)")

    assert len(drawn) >= count
    assert all(width > 100 for width in drawn)


def test_a_profile_is_printed_on_one_sheet(new_page: NewPage) -> None:
    page = new_page("pembaca")
    page.goto("/angka/profil/35.07/", wait_until="networkidle")
    sheets = PdfReader(
        io.BytesIO(page.pdf(format="A4", margin={"top": "1cm", "bottom": "1cm", "left": "1cm", "right": "1cm"}))
    )

    assert len(sheets.pages) == 1
    assert "Unduh" not in sheets.pages[0].extract_text()


def test_the_first_key_leads_past_the_menu_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "isi"


def test_a_page_works_without_scripts(new_page: NewPage) -> None:
    page = new_page(scripts=False)
    page.goto("/usaha/")
    page.get_by_role("link", name="Halaman berikutnya").click()
    page.get_by_role("region", name="Tabel usaha").get_by_role("link").first.click()

    assert page.get_by_role("heading", name="Siapa menyatakan apa").is_visible()
