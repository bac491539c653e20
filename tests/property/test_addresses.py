"""Whatever an address, a query or a form holds, a page answers: it may refuse, it never fails."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures
from selaras.web.routes import ROUTES, Route
from tests.world.site import first_record, signed_in, take

ASKED = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
ODD = [
    "",
    "0",
    "-1",
    "9" * 30,
    "\0",
    "\n",
    "a\0b",
    "35.07",
    "..",
    "%",
    "'",
    "«»",
    "2024-02-30",
    "٣",
    "[]",
    "1e9",
    "x" * 5000,
    "9" * 5000,
]
WORDS = st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"), max_size=20))
NAMES = [
    "lanjut",
    "kolom",
    "pilihan",
    "kepala",
    "urut",
    "keperluan",
    "jenis",
    "wilayah",
    "tanggal",
    "jawaban",
    "lain",
    "aktif",
    "q",
    "sebelum",
    "terbitan",
    "tingkat",
    "menurut",
    "hal",
    "kurang",
    "skala",
    "sektor",
    "status",
    "nik",
    "nib",
    "login",
    "password",
]
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def clerk(site: Node) -> tuple[Client, str]:
    """An administrator's browser in an office with records, and the number of one of them."""
    take(site, "35.07_umkm.xlsx")
    publish_figures(site, 2024)
    client = signed_in(site, Peran.ADMINISTRATOR)
    client.raise_request_exception = False
    return client, first_record(site)


def test_no_page_fails_over_what_it_is_asked(clerk: tuple[Client, str]) -> None:
    client, record = clerk

    @ASKED
    @given(st.sampled_from(ROUTES), st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=4), st.data())
    def ask(route: Route, said: dict[str, str], data: st.DataObject) -> None:
        if route.path == "keluar/":
            return
        address = "/" + HOLE.sub(
            lambda _: data.draw(st.sampled_from([record, "1", "umkm", *ODD[:5], "35.07"])).strip() or "0", route.path
        )
        post = "POST" in route.methods and data.draw(st.booleans())
        answer = client.post(address, said) if post else client.get(address, said)
        assert answer.status_code < 500, (address, said)

    ask()
