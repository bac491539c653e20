"""Coming in for the first time, and opening personal data, as a person does it."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NewPage, faults_of, picture
from tests.browser.offices import PASSWORD, Office, run, served


def test_the_first_person_makes_themselves_the_administrator_without_scripts(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "kantor"
    run(home, "init", "--name", "Kantor Baru", "--level", "kabkota", "--wilayah", "35.07")
    with served(home) as office, chromium.new_context(base_url=office.url) as context:
        page = context.new_page()
        page.goto("/")
        assert faults_of(page) == []
        picture(page, "pengguna-pertama")
        page.get_by_label("Nama lengkap").fill("Sri Rekaan")
        page.get_by_label("Nama pengguna").fill("sri")
        page.get_by_label("Kata sandi", exact=True).fill("pendek")
        page.get_by_label("Kata sandi sekali lagi").fill("pendek")
        page.get_by_role("button", name="Buat administrator").click()
        expect(page.get_by_role("alert")).to_contain_text("paling sedikit 10")
        expect(page.get_by_label("Nama lengkap")).to_have_value("Sri Rekaan")
        assert faults_of(page) == []
        page.get_by_role("alert").get_by_role("link").click()
        page.keyboard.type(PASSWORD)
        page.get_by_label("Kata sandi sekali lagi").fill(PASSWORD)
        page.get_by_role("button", name="Buat administrator").click()

        expect(page.get_by_role("heading", name="Beranda")).to_be_visible()
        page.get_by_role("link", name="Kantor", exact=True).click()
        page.get_by_role("link", name="Pengguna").click()
        expect(page.get_by_role("region", name="Siapa boleh masuk")).to_contain_text("administrator")


def test_personal_data_opens_after_its_purpose_is_stated(office: Office, new_page: NewPage) -> None:
    record = next(r for r in office.records("usaha") if "nik_pemilik" in r["fields"])
    page: Page = new_page("verifikator")
    page.goto(f"/usaha/{record['id']}/")
    expect(page.get_by_role("main")).not_to_contain_text(record["fields"]["nik_pemilik"])

    page.get_by_label("Untuk keperluan apa dibuka?").fill("verifikasi lapangan")
    page.get_by_role("button", name="Buka data pribadi").click()

    expect(page.get_by_role("main")).to_contain_text(record["fields"]["nik_pemilik"])
    assert faults_of(page) == []
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
