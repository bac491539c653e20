"""«Mirip dengan» in the browser: while somebody types with scripts, at the check without them."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPage, faults_of, picture
from tests.browser.offices import Office


def known(office: Office) -> dict[str, str]:
    """Return the fields of an enterprise that is there."""
    fields: dict[str, str] = office.records("usaha")[0]["fields"]
    return fields


def test_a_likely_double_shows_while_its_name_is_typed(office: Office, new_page: NewPage) -> None:
    page, fields = new_page("operator"), known(office)
    page.goto("/usaha/baru/")

    page.get_by_label("Nama usaha (wajib)").press_sequentially(fields["nama_usaha"], delay=20)

    found = page.locator("#mirip")
    expect(found.get_by_role("link").first).to_contain_text(fields["nama_usaha"], timeout=10_000)
    assert faults_of(page) == []
    picture(page, "mirip")
    page.get_by_label("Nama usaha (wajib)").fill("Zzz Qqq")
    expect(found).to_be_empty(timeout=10_000)


def test_without_scripts_the_check_shows_it_and_asks(office: Office, new_page: NewPage) -> None:
    page, fields = new_page("operator", scripts=False), known(office)
    page.goto("/usaha/baru/")
    page.get_by_label("Nama usaha (wajib)").fill(fields["nama_usaha"])
    page.get_by_label("Nama pemilik (wajib)").fill("Orang Rekaan")
    page.get_by_label("Desa/kelurahan (wajib)").select_option(fields["wilayah"])

    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_role("heading", name="Mirip dengan yang sudah tercatat")).to_be_visible()
    expect(page.get_by_label("Nama usaha (wajib)")).to_have_value(fields["nama_usaha"])
