"""Releases: frozen, numbered, recomputed from the ledger to the same bytes whatever was stated since."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import orjson
import pytest
import zstandard

from selaras import data
from selaras.core.figures.between_releases import told_by_difference
from selaras.core.figures.condition import Condition
from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records, report_record
from selaras.flows.compute_figures import FORMAT
from selaras.flows.node import Node
from selaras.flows.publish_figures import ToldByDifference, publish_figures, read_body
from selaras.flows.recompute_figures import UnknownRules, recompute_figures
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database
from selaras.store.figures.queries import list_releases, newest_release, read_release
from tests.world.offices import new_office

YEAR = 2025


@pytest.fixture
def office(database: Database) -> Node:
    """An office with twelve enterprises that reported."""
    node = new_office(Random(5), Level.KABKOTA, "35.07", db=database)
    for number in range(12):
        add_enterprise(node, f"Warung {number}", f"35.07.{1 + number % 2:02}.2001", 10**8 * (1 + number))
    return node


def add_enterprise(node: Node, name: str, wilayah: str, omzet: int) -> bytes:
    record = next(new_records(node.wall_ms(), node.random(6), "35.07", "usaha"))
    state(node, "usaha", record, {"nama_usaha": name, "wilayah": wilayah, "status_usaha": "aktif"})
    report = report_record(record, "laporan_usaha", str(YEAR))
    state(node, "laporan_usaha", report, {"usaha": record.hex(), "tahun": YEAR, "omzet": omzet})
    return record


def state(node: Node, kind: str, record: bytes, fields: dict[str, str | int | None]) -> None:
    record_changes(node, [NewChange("35.07", "usaha", kind, record, fields, author="uji", reason="ubah")])


def cells(body: bytes, indicator: str) -> dict[tuple[str, str, str], dict[str, object]]:
    for one in orjson.loads(body)["indicators"]:
        if one["id"] == indicator:
            return {(cell["wilayah"], cell["classification"], cell["class"]): cell for cell in one["cells"]}
    raise KeyError(indicator)


def test_a_release_counts_what_the_registry_holds_and_adds_up(office: Node) -> None:
    body = read_body(publish_figures(office, YEAR))
    counted = cells(body, "umkm")

    assert counted["35.07", "", ""]["value"] == 12
    assert counted["35.07.01", "", ""]["value"] == counted["35.07.02", "", ""]["value"] == 6
    assert cells(body, "omzet_umkm")["35.07", "", ""]["value"] == 78 * 10**8


def test_a_release_is_recomputed_to_the_same_bytes_after_the_registry_moved_on(office: Node) -> None:
    first = publish_figures(office, YEAR)
    add_enterprise(office, "Warung baru", "35.07.01.2001", 10**9)
    second = publish_figures(office, YEAR, knowingly=True)

    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    assert recompute_figures(office, first).equal
    assert recompute_figures(office, second).equal
    assert read_release(office.db, 1) == first
    assert newest_release(office.db, None) == second


def test_a_release_that_somebody_changed_is_found_and_named(office: Node) -> None:
    release = publish_figures(office, YEAR)
    forged = read_body(release).replace(b'"value":12', b'"value":13', 1)
    found = recompute_figures(office, replace(release, body=zstandard.ZstdCompressor().compress(forged)))

    assert not found.equal
    assert "umkm" in found.differing


def test_a_definition_that_somebody_changed_is_found_by_the_digest(office: Node) -> None:
    release = publish_figures(office, YEAR)
    forged = read_body(release).replace(b"tidak tutup", b"yang tutup")
    found = recompute_figures(office, replace(release, body=zstandard.ZstdCompressor().compress(forged)))

    assert not found.equal
    assert not found.sealed


def test_a_release_is_recomputed_by_the_definitions_that_it_carries(
    office: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = publish_figures(office, YEAR)
    changed = {
        one.id: replace(one, version=9, name="lain", where=(Condition("status_usaha", "=", "tutup"),))
        for one in data.indicators().values()
        if one.of == "usaha"
    }
    monkeypatch.setattr(data, "indicators", lambda: changed)

    assert recompute_figures(office, release).equal
    assert ("35.07", "", "") not in cells(read_body(publish_figures(office, YEAR)), "umkm")


def test_a_release_by_rules_of_a_later_version_is_not_judged(office: Node) -> None:
    release = publish_figures(office, YEAR)
    later = read_body(release).replace(FORMAT.encode(), b"selaras angka 99")

    with pytest.raises(UnknownRules):
        recompute_figures(office, replace(release, body=zstandard.ZstdCompressor().compress(later)))


def test_small_cells_of_a_release_are_hidden(office: Node) -> None:
    add_enterprise(office, "Pabrik", "35.07.03.2001", 20 * 10**9)
    counted = cells(read_body(publish_figures(office, YEAR)), "umkm")

    assert counted["35.07.03", "", ""]["hidden"]
    assert counted["35.07.03", "", ""]["value"] is None
    assert counted["35.07", "skala_pp7", "menengah"]["hidden"]
    assert not counted["35.07", "", ""]["hidden"]


def test_the_difference_of_two_releases_is_counted_where_it_tells_about_one_enterprise(office: Node) -> None:
    first = orjson.loads(read_body(publish_figures(office, YEAR)))
    add_enterprise(office, "Warung baru", "35.07.01.2001", 10**9)
    second = orjson.loads(read_body(publish_figures(office, YEAR, knowingly=True)))
    for number in range(5):
        add_enterprise(office, f"Toko {number}", "35.07.02.2001", 10**9)
    third = orjson.loads(read_body(publish_figures(office, YEAR, knowingly=True)))

    assert told_by_difference(first, first) == 0
    assert told_by_difference(first, second) > 0
    assert told_by_difference(second, third) == 0


def test_a_release_is_refused_whose_difference_to_any_earlier_one_of_its_year_tells_about_one_enterprise(
    office: Node,
) -> None:
    publish_figures(office, YEAR)
    for number in range(5):
        add_enterprise(office, f"Toko {number}", "35.07.02.2001", 10**9)
    publish_figures(office, YEAR)
    for number in range(6):
        add_enterprise(office, f"Kedai {number}", "35.07.01.2001", 10**9)
    publish_figures(office, YEAR)
    add_enterprise(office, "Warung baru", "35.07.01.2001", 10**9)

    with pytest.raises(ToldByDifference) as told:
        publish_figures(office, YEAR)
    assert (told.value.earlier, told.value.cells > 0) == (3, True)
    assert [head.number for head in list_releases(office.db)] == [3, 2, 1]
    assert publish_figures(office, YEAR - 1).number == 4
    assert publish_figures(office, YEAR, knowingly=True).number == 5


def test_turnover_that_is_mostly_one_enterprises_is_hidden(office: Node) -> None:
    add_enterprise(office, "Pabrik", "35.07.01.2001", 14 * 10**9)
    counted = cells(read_body(publish_figures(office, YEAR)), "omzet_umkm")

    assert counted["35.07", "", ""]["hidden"]
    assert counted["35.07.01", "", ""]["hidden"]
