"""The map: counts by area, drill-down, the shapes that ship; over both databases."""

import re
from pathlib import Path

import pytest
from django.test import Client

from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.gateways.home.files import DEFAULT_DATABASE
from tests.world.site import serving, signed_in, take


def counts(page: str) -> dict[str, int]:
    rows = re.findall(r'wilayah=([0-9.]+)" aria-label', page)
    numbers = re.findall(r'<td class="number">([0-9.]+)</td>', page)
    return {code: int(number.replace(".", "")) for code, number in zip(rows, numbers, strict=True)}


def test_the_map_counts_each_area_and_the_table_says_the_same(site: Node) -> None:
    take(site, "35.07_umkm.xlsx")
    client = signed_in(site, Peran.PEMBACA)
    page = client.get("/peta/").content.decode()
    expected: dict[str, int] = dict(
        site.db.rows(
            "SELECT SUBSTR(wilayah, 1, 8), COUNT(*) FROM registry_usaha GROUP BY SUBSTR(wilayah, 1, 8) ORDER BY 1"
        )
    )

    assert {code: count for code, count in counts(page).items() if count} == expected
    assert page.count("<svg") == 1
    for code, count in expected.items():
        below = counts(client.get(f"/peta/?wilayah={code}").content.decode())
        assert sum(below.values()) == count


@pytest.mark.parametrize("asked", ["wilayah=35.78", "wilayah=x", "jenis=raja", "wilayah=35.07.01.2001"])
def test_what_is_asked_wrongly_shows_a_map_of_ones_own(site: Node, asked: str) -> None:
    page = signed_in(site, Peran.PEMBACA).get(f"/peta/?{asked}").content.decode()

    assert "Peta usaha" in page
    assert site.identity.name in page


def test_a_person_of_a_kecamatan_sees_no_other_on_the_map(site: Node) -> None:
    client: Client = signed_in(site, Peran.PEMBACA, "35.07.01")

    assert "35.07.02" not in client.get("/peta/?wilayah=35.07").content.decode()


def test_a_province_sees_its_kabupaten_and_its_islands_in_an_inset(tmp_path: Path) -> None:
    with serving(tmp_path / "provinsi", DEFAULT_DATABASE, level="provinsi", wilayah="35") as node:
        take(node, "koperasi_35.xlsx")
        page = signed_in(node, Peran.PEMBACA).get("/peta/?jenis=koperasi").content.decode()

    assert len(counts(page)) == 38
    assert "Bawean" in page
    assert len(page) < 120_000
