"""What holds of every page: axe finds nothing, no request leaves the machine, it is small, and it fits a phone."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import BYTES_MAX, NewPage, faults_of, picture
from tests.browser.offices import Office

PAGES = {
    "beranda": "/",
    "daftar-usaha": "/usaha/",
    "daftar-koperasi": "/koperasi/",
    "catatan-usaha": "/usaha/{usaha}/",
    "catatan-koperasi": "/koperasi/{koperasi}/",
    "sinkronisasi": "/sinkronisasi/",
    "gaya": "/gaya/",
}


def address(office: Office, name: str) -> str:
    kinds = {kind: office.records(kind)[0]["id"] for kind in ("usaha", "koperasi") if f"{{{kind}}}" in PAGES[name]}
    return PAGES[name].format(**kinds)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["terang", "gelap"])
def test_axe_finds_nothing_on_a_page(name: str, dark: bool, office: Office, new_page: NewPage) -> None:
    page = new_page(dark=dark)
    page.goto(address(office, name))

    assert faults_of(page) == []
    picture(page, f"{name}-gelap" if dark else name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_without_scrolling_sideways(name: str, office: Office, new_page: NewPage) -> None:
    page = new_page(phone=True)
    page.goto(address(office, name))

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_first_load_of_a_page_is_small(name: str, office: Office, new_page: NewPage) -> None:
    page, sizes = new_page(), []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(address(office, name), wait_until="networkidle")

    assert len(sizes) >= 5
    assert sum(sizes) < BYTES_MAX


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
