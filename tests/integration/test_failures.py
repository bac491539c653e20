"""A page that fails says so, and leaves a note of where, without anybody's data."""

from __future__ import annotations

import pytest
from django.conf import settings

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.gateways.home.bug_report import LOG_FILE
from tests.world.site import signed_in


def test_a_failing_page_is_noted_by_its_route_and_place_in_the_code(
    site: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("NIK 3507010101800003")

    reader = signed_in(site, Peran.ANALIS)
    reader.raise_request_exception = False
    monkeypatch.setattr("selaras.web.listing.find_lines", broken)
    answer = reader.get("/cari/", {"q": "Bu Ani"})
    note = (settings.HOME.path / LOG_FILE).read_text("utf-8")

    assert answer.status_code == 500
    assert "Selaras gagal membuat halaman ini" in answer.content.decode()
    assert "GET /cari/" in note
    assert "builtins.RuntimeError" in note
    assert "listing.py" in note
    assert "Ani" not in note
    assert "3507" not in note


def test_a_page_that_is_not_there_is_no_failure(site: Node) -> None:
    assert signed_in(site, Peran.ANALIS).get("/tiada/").status_code == 404
    assert not (settings.HOME.path / LOG_FILE).exists()
