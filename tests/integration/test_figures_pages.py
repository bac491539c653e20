"""Angka on the pages: releases, one indicator narrowed, what is hidden, drafts and empty places; over both databases."""

from __future__ import annotations

import io
import re

import openpyxl
import orjson
import pytest
from django.test import Client

from selaras import data
from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures, read_body
from tests.world.site import signed_in, take


@pytest.fixture
def reader(site: Node) -> Client:
    """Somebody who only reads, in an office with a release."""
    take(site, "35.07_umkm.xlsx")
    publish_figures(site, 2024)
    return signed_in(site, Peran.PEMBACA)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def rows_of(page: str) -> dict[str, str]:
    """Return what the table of an indicator says by area."""
    table = page.partition('id="tabel"')[2].partition("</table>")[0]
    found = re.findall(r'<tr><th scope="row">(?:<a [^>]*>)?([^<]+)(?:</a>)?</th><td class="number">(.*?)</td>', table)
    return {area: re.sub(r"<[^>]+>", "", value) for area, value in found}


def cells_of(node: Node, name: str) -> list[dict[str, object]]:
    body = orjson.loads(read_body(publish_figures(node, 2024)))
    return next(one["cells"] for one in body["indicators"] if one["id"] == name)


def test_every_indicator_is_listed_and_has_a_page_with_its_definition(reader: Client) -> None:
    page = page_of(reader, "/angka/")

    assert "Terbitan 1, tahun 2024" in page
    for one in data.indicators().values():
        assert f'href="/angka/{one.id}/?terbitan=1"' in page
    shown = page_of(reader, "/angka/omzet_umkm/")
    for word in ("omzet_umkm@1", data.indicators()["omzet_umkm"].concept, "PP 7/2021", "Dibekukan", "Kantor 35.07"):
        assert word in shown


def test_the_table_says_what_the_release_holds_and_hides_what_it_hides(reader: Client, site: Node) -> None:
    said = rows_of(page_of(reader, "/angka/omzet_umkm/"))
    cells = [cell for cell in cells_of(site, "omzet_umkm") if not cell["classification"]]

    assert len(said) == len(cells)
    assert list(said.values()).count("tertutup") == sum(bool(cell["hidden"]) for cell in cells) > 0
    whole = next(cell["value"] for cell in cells if cell["wilayah"] == "35.07")
    assert said["Kabupaten Malang"] == f"{whole:,}".replace(",", ".")


def test_a_table_is_narrowed_by_area_and_by_classification(reader: Client, site: Node) -> None:
    by_class = page_of(reader, "/angka/umkm/?menurut=skala_pp7")
    expected = [cell for cell in cells_of(site, "umkm") if cell["classification"] == "skala_pp7"]

    assert f"{len(expected)} baris" in by_class
    below = rows_of(page_of(reader, "/angka/umkm/?wilayah=35.07.01&tingkat=ini"))
    assert len(below) == 1


@pytest.mark.parametrize("asked", ["wilayah=35.78", "wilayah=x", "menurut=nik", "tingkat=desa", "hal=99", "hal=x"])
def test_what_is_asked_wrongly_narrows_nothing(reader: Client, asked: str) -> None:
    assert rows_of(page_of(reader, f"/angka/umkm/?{asked}")) == rows_of(page_of(reader, "/angka/umkm/"))


@pytest.mark.parametrize("path", ["/angka/tiada/", "/angka/umkm/?terbitan=9", "/angka/?terbitan=x"])
def test_what_is_not_there_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_before_the_first_release_a_page_says_what_to_do_and_shows_a_draft_marked_as_one(site: Node) -> None:
    take(site, "35.07_umkm.xlsx")
    client = signed_in(site, Peran.PEMBACA)

    for path in ("/angka/", "/angka/umkm/"):
        assert "selaras figures publish" in page_of(client, path)
    draft = page_of(client, "/angka/umkm/?terbitan=konsep")
    assert "konsep, belum terbit" in draft
    assert "tertutup" in draft
    assert "/berkas/" not in draft
    assert "selaras figures publish" in page_of(client, "/angka/")  # a draft is kept nowhere


def test_a_series_names_the_release_of_each_value_and_marks_a_change_of_definition(
    reader: Client, site: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_figures(site, 2025)
    assert "tidak disambung" not in page_of(reader, "/angka/umkm/")
    changed = dict(data.indicators())
    from dataclasses import replace

    changed["umkm"] = replace(changed["umkm"], version=2)
    monkeypatch.setattr(data, "indicators", lambda: changed)
    publish_figures(site, 2025)
    page = page_of(reader, "/angka/umkm/")

    assert page.count("umkm@1") == 2
    assert "umkm@2" in page
    assert "tidak disambung" in page


def test_files_of_a_release_are_public_and_never_change(reader: Client) -> None:
    public = Client(headers={"host": "localhost"})
    listed = re.findall(r'href="(/api/angka/1/berkas/[^"]+)"', page_of(reader, "/angka/umkm/"))
    listed += re.findall(r'href="(/api/angka/1/berkas/[^"]+)"', page_of(reader, "/angka/"))

    assert len(listed) == 11
    for path in listed:
        answer = public.get(path)
        assert answer.status_code == 200, path
        assert public.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    one = public.get("/api/angka/1/berkas/csv/?indikator=umkm").content.decode().splitlines()
    assert {line.split(",")[0] for line in one[1:]} == {"umkm"}
    book = openpyxl.load_workbook(io.BytesIO(public.get("/api/angka/1/berkas/xlsx/?indikator=umkm").content))
    assert book["Angka"].max_row == len(one)
    assert book["Arti"].max_row == 2


@pytest.mark.parametrize("path", ["pdf/", "csv/?indikator=tiada", "geojson/?tingkat=desa"])
def test_a_file_that_is_not_given_is_said_in_indonesian(reader: Client, path: str) -> None:
    answer = reader.get(f"/api/angka/1/berkas/{path}")

    assert answer.status_code == 404
    assert "tidak" in answer.json()["error"]
