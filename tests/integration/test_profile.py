"""The profile of a kab/kota: one sheet with the wilayah above beside it, on the page, as PDF, and by the command."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.print_profile import KEY_FIGURES, make_profile
from selaras.flows.publish_figures import publish_figures
from selaras.flows.read_figures import find_release, open_release
from selaras.gateways.home.files import DEFAULT_DATABASE
from tests.world.site import serving, signed_in, take


@pytest.fixture
def reader(site: Node) -> Client:
    take(site, "35.07_umkm.xlsx")
    publish_figures(site, 2024)
    return signed_in(site, Peran.PEMBACA)


def words(made: bytes) -> tuple[PdfReader, str]:
    paper = PdfReader(io.BytesIO(made))
    return paper, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in paper.pages))


def test_a_profile_shows_the_key_figures_with_their_coverage_on_page_and_paper(reader: Client, site: Node) -> None:
    head = find_release(site.db, None)
    assert head
    profile = make_profile(open_release(site.db, head), "35.07")
    assert profile
    page = reader.get("/angka/profil/35.07/").content.decode()
    paper, text = words(reader.get("/angka/profil/35.07/profil.pdf").content)

    lines = [line for _, group in profile.groups for line in group]
    assert len(lines) == sum(len(names) for _, names in KEY_FIGURES)
    for line in lines:
        assert line.name in page
        assert line.value in page
        assert line.value in text
    assert len(paper.pages) == 1
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert head.digest in text


@pytest.mark.parametrize("path", ["35.78", "35", "35.07.01", "x", "35.07/profil.pdf?terbitan=9"])
def test_what_is_no_kabkota_of_the_release_has_no_profile(reader: Client, path: str) -> None:
    slash = "" if "?" in path else "/"
    assert reader.get(f"/angka/profil/{path}{slash}").status_code == 404


def test_before_the_first_release_a_profile_leads_to_what_to_do(site: Node) -> None:
    client = signed_in(site, Peran.PEMBACA)

    assert client.get("/angka/profil/35.07/")["Location"] == "/angka/"
    assert client.get("/angka/profil/?wilayah=35.07")["Location"] == "/angka/"


def test_a_province_stands_beside_each_of_its_kabkota(tmp_path: Path) -> None:
    with serving(tmp_path / "provinsi", DEFAULT_DATABASE, level="provinsi", wilayah="35") as node:
        take(node, "35.07_umkm.xlsx")
        take(node, "35.73_umkm.xlsx")
        publish_figures(node, 2024)
        client = signed_in(node, Peran.PEMBACA)
        page = client.get("/angka/profil/?wilayah=35.73", follow=True).content.decode()
        head = find_release(node.db, None)
        assert head
        opened = open_release(node.db, head)
        city, whole = make_profile(opened, "35.73"), opened.top["umkm"]["value"]

    assert "Profil koperasi dan UMKM, Kota Malang 2024" in page
    assert city
    line = next(line for _, group in city.groups for line in group if line.id == "umkm")
    assert (city.above_name, line.above) == ("Jawa Timur", str(whole))
    assert line.value != line.above
