"""Kontribusi terhadap PDRB: what was published with its flags, our methods beside it, and files that nobody can calculate with."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.core.terms.peran import Peran
from selaras.flows.contribution_course import PART, WHOLE_YEAR, share_course
from selaras.flows.node import Node
from selaras.web.figures.contribution import EXAMPLE
from tests.world.site import signed_in


@pytest.fixture
def reader(site: Node) -> Client:
    return signed_in(site, Peran.PEMBACA)


def sent(client: Client, text: str) -> tuple[int, str]:
    answer = client.post("/angka/pdrb/", {"masukan": SimpleUploadedFile("masukan.toml", text.encode())})
    return answer.status_code, answer.content.decode()


def test_published_figures_stand_with_what_the_checks_say_of_them(reader: Client) -> None:
    page = reader.get("/angka/pdrb/").content.decode()

    for told in (
        "1.361,39 triliun rupiah",
        "Tidak sama dengan pangsa × PDRB",
        "1.418,94",
        "poin persen",
        "definisinya lain",
    ):
        assert told in page
    assert "9.782.262" in page
    assert "1.500.000" in page


def test_a_half_year_is_never_joined_to_years_and_a_missing_year_breaks_the_line() -> None:
    spec = share_course("35")
    assert spec
    values = {one["masa"]: (one["nilai"], one["lama masa"]) for one in spec["data"]["values"]}

    assert values["2024-S1"] == (60.43, PART)
    assert values["2023"] == (59.18, WHOLE_YEAR)
    assert values["2013"] == (None, WHOLE_YEAR)
    assert list(values)[-1] == "2024-S1"


def test_all_methods_that_the_inputs_suffice_for_stand_side_by_side_with_what_was_published(reader: Client) -> None:
    status, page = sent(reader, EXAMPLE.read_text("utf-8"))

    assert status == 200
    for word in ("dari atas", "dari bawah", "ekstrapolasi", "sisa", "yang terbit", "57,81 persen", "52,94 – 56,08"):
        assert word in page
    assert "rekaan untuk contoh" in page


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Pilih sebuah berkas"),
        ("bukan = = toml", "bukan TOML"),
        ("sektor = 3", "[[sektor]]"),
        ("sumber = 3\nsektor = [3]", "harus daftar"),
        ('[[sektor]]\nkode = "A"\npdrb = 1\npangsa = 2\nusaha = 3', "harus sebuah tabel"),
        ('[[sektor]]\nkode = "A"\npdrb = 1\n[sektor.usaha]\nmikro = 3', "harus sebuah tabel"),
        ('pdrb_total = 1e999999\n[[sektor]]\nkode = "A"\npdrb = 1e999999', "harus antara 0 dan"),
        ('pdrb_total = 0\n[[sektor]]\nkode = "A"\npdrb = 0', "lebih dari 0"),
    ],
)
def test_a_file_that_cannot_be_calculated_with_is_told_all_its_faults(reader: Client, text: str, fault: str) -> None:
    status, page = sent(reader, text)

    assert status == 422
    assert fault in page


def test_the_example_and_the_picture_are_there_for_whoever_came_in(reader: Client) -> None:
    assert b"[[sektor]]" in reader.get("/angka/pdrb/contoh.toml").content
    picture = reader.get("/angka/pdrb/kontribusi.svg").content.decode()
    assert "60,43" in picture
    assert " style=" not in picture
