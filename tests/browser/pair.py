"""A province and one of its kabupaten, each served, each with somebody who works there, and the browsers of both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.conftest import come_in
from tests.browser.offices import PASSWORD, Office, run, served
from tests.world.command import join, new_pair


@dataclass(frozen=True, slots=True)
class Pair:
    """The two offices and a page of each."""

    province: Office
    kabupaten: Office
    above: Page
    below: Page


@contextmanager
def working_pair(folder: Path, chromium: Browser, *, scripts: bool) -> Iterator[Pair]:
    """Keep both up and signed in for the length of a block."""
    homes = new_pair(folder)
    for home in homes:
        run(home, *"user add wati --name Wati --role verifikator --password-stdin".split(), typed=PASSWORD)
    with ExitStack() as opened:
        province, kabupaten = (opened.enter_context(served(home)) for home in homes)
        join(*homes, province.url)
        above, below = (_page(chromium, office, opened, scripts=scripts) for office in (province, kabupaten))
        yield Pair(province, kabupaten, above, below)


def _page(chromium: Browser, office: Office, opened: ExitStack, *, scripts: bool) -> Page:
    context = chromium.new_context(base_url=office.url, locale="id-ID", java_script_enabled=scripts)
    opened.callback(context.close)
    context.set_default_timeout(15_000)
    page = context.new_page()
    come_in(page, "wati")
    return page
