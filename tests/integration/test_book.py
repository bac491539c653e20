"""The yearly book: a tagged PDF with every indicator, what is hidden, what others published, and how all of it was made."""

from __future__ import annotations

import io
import re

import orjson
from pypdf import PdfReader

from selaras import data
from selaras.flows.node import Node
from selaras.flows.print_book import Edition, print_book
from selaras.flows.publish_figures import publish_figures, read_body
from tests.world.site import take


def read_book(node: Node, number: int | None = 1) -> PdfReader:
    release = publish_figures(node, 2024)
    body = orjson.loads(read_body(release))
    return PdfReader(io.BytesIO(print_book(Edition(number, release.digest, body, "Dinas Uji", release.made_ms))))


def words(book: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in book.pages))


def test_the_book_holds_every_indicator_with_its_definition(site: Node) -> None:
    take(site, "35.07_umkm.xlsx")
    book = read_book(site)
    text = words(book)

    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index] # tagged for screen readers
    assert "Kabupaten Malang" in text
    assert "Terbitan 1" in text
    assert "tertutup" in text
    for one in data.indicators().values():
        assert text.count(one.definition) >= 2, one.id


def test_the_book_prints_what_others_published_with_its_flaws(site: Node) -> None:
    text = words(read_book(site))

    assert "1.361,39 triliun rupiah" in text
    assert "Tidak sama dengan pangsa × PDRB" in text
    assert "definisinya lain" in text


def test_the_book_draws_what_it_charts(site: Node) -> None:
    take(site, "35.07_umkm.xlsx")
    text = words(read_book(site))

    assert "Grafik 1: Tenaga kerja UMKM" in text
    assert "miliar rupiah" in text  # the axis of a chart, drawn as text


def test_a_draft_says_on_every_page_that_it_is_one(site: Node) -> None:
    book = read_book(site, number=None)

    assert all("KONSEP" in page.extract_text() for page in book.pages)
