"""A browser that notices what no page may do: call another machine, break its own policy, or fail an accessibility rule."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.browser.offices import EXAMPLES, PASSWORD, Office, run, served

PICTURES = os.environ.get("SELARAS_GAMBAR")  # a folder: `make gambar` takes the pictures of the manual there
BYTES_MAX = 120_000  # of the first load of any page
PEOPLE = {
    "verifikator": "Wati Rekaan",
    "administrator": "Budi Rekaan",
    "operator": "Sri Rekaan",
    "pembaca": "Rini Rekaan",
}
NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    found = os.environ.get("SELARAS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium; install one: apt-get install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright leaves a loop running, which Django takes for its own
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Kabupaten Malang with its first file imported."""
    home = tmp_path_factory.mktemp("kantor") / "kantor"
    run(home, "init", "--name", "Dinas Koperasi Kabupaten Malang", "--level", "kabkota", "--wilayah", "35.07")
    run(home, "import", str(EXAMPLES / "35.07_umkm.xlsx"), "--as-of", "2024-12-31")
    run(home, "import", str(EXAMPLES / "koperasi_35.xlsx"), "--as-of", "2024-12-31")
    for year in ("2023", "2024"):
        run(home, "figures", "publish", "--period", year)
    waiting = json.loads(run(home, "export", "usaha", "--format", "jsonl").splitlines()[1])["id"]
    run(home, "handover", "offer", waiting, "--to", "provinsi", "--reason", "omzetnya melewati batas usaha mikro")
    gone = json.loads(run(home, "export", "usaha", "--format", "jsonl").splitlines()[2])["id"]
    run(home, "delete", gone, "--reason", "tercatat dua kali")
    for role, name in PEOPLE.items():
        run(home, "user", "add", role, "--name", name, "--role", role, "--password-stdin", typed=PASSWORD)
    run(home, "backup")
    with served(home) as made:
        yield made


@pytest.fixture(scope="session")
def states(chromium: Browser, office: Office) -> dict[str, Any]:
    """What the browser of each person holds after coming in."""
    found: dict[str, Any] = {"": None}
    for role in PEOPLE:
        context = chromium.new_context(base_url=office.url)
        come_in(context.new_page(), role)
        found[role] = context.storage_state()
        context.close()
    return found


def come_in(page: Page, login: str) -> None:
    """Come in through the form."""
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(login)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/")


@pytest.fixture
def new_page(chromium: Browser, office: Office, states: dict[str, Any]) -> Iterator[NewPage]:
    """Open pages in contexts of their own; at the end, what they did wrong fails the test."""
    wrong: list[str] = []
    with ExitStack() as opened:

        def create(role: str = "verifikator", *, dark: bool = False, phone: bool = False, scripts: bool = True) -> Page:
            context: BrowserContext = chromium.new_context(
                storage_state=states[role],
                base_url=office.url,
                locale="id-ID",
                color_scheme="dark" if dark else "light",
                viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 800},
                java_script_enabled=scripts,
            )
            opened.callback(context.close)
            page = context.new_page()
            page.on("request", lambda request: wrong.extend(_leaves(request)))
            page.on("console", lambda message: wrong.extend(_complaint(message)))
            page.on("response", lambda answer: wrong.extend(_missing(answer)))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            return page

        yield create
    assert wrong == []


def _leaves(request: Request) -> list[str]:
    """Return the address of a request that leaves the machine."""
    host = urlsplit(request.url).hostname
    return [] if host in ("127.0.0.1", None) else [request.url]


def _complaint(message: ConsoleMessage) -> list[str]:
    """Return an error of the console, but for a page that refuses: its status is no fault of the page."""
    return [message.text] if message.type == "error" and not message.text.startswith("Failed to load") else []


def _missing(answer: Response) -> list[str]:
    """Return the address of a style sheet, picture or script that is not there."""
    document = answer.request.resource_type in ("document", "xhr", "fetch")
    return [] if document or answer.status < 400 else [answer.url]


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page on a desk's screen."""
    return new_page()


def faults_of(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands, WCAG 2.2 AA and good practice."""
    found = Axe().run(page)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def picture(page: Page, name: str) -> None:
    """Take a picture for the manual, when it is asked for."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")
