"""Releases as others read them: over the public address, and as files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import orjson
import pytest
from django.test import Client

from selaras import data
from selaras.core.figures.given_out import (
    HEADINGS,
    SDMX_HEADINGS,
    rows,
    sdmx_structure,
    to_csv,
    to_dcat,
    to_geojson,
    to_sdmx_csv,
)
from selaras.flows.export_figures import Form, export_figures
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures, read_body
from selaras.store.figures.queries import read_release
from tests.integration.portal_rules import ASKED, DATASET, dcat_faults, sdmx_faults
from tests.world.site import take

CLIENT = Client(headers={"host": "localhost"})


@pytest.fixture
def published(site: Node) -> dict[str, object]:
    """A release of an imported file, as its body."""
    take(site, "35.07_umkm.xlsx")
    body: dict[str, object] = orjson.loads(read_body(publish_figures(site, 2024)))
    return body


def test_releases_are_read_without_a_log_in_and_kept_by_their_digest(published: dict[str, object]) -> None:
    listed = CLIENT.get("/api/angka/").json()["releases"]
    whole = CLIENT.get("/api/angka/1/")

    assert [one["release"] for one in listed] == [1]
    assert whole.json() == published
    assert whole["ETag"] == f'"{listed[0]["digest"]}"'
    assert "max-age=31536000" in whole["Cache-Control"]
    again = CLIENT.get("/api/angka/1/", headers={"If-None-Match": whole["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_one_indicator_of_one_wilayah_carries_its_definition(published: dict[str, object]) -> None:
    answer = CLIENT.get("/api/angka/1/umkm/", {"wilayah": "35.07"}).json()

    assert answer["concept"] == data.indicators()["umkm"].concept
    assert {cell["wilayah"] for cell in answer["cells"]} == {"35.07"}
    assert published


@pytest.mark.parametrize("path", ["/api/angka/9/", "/api/angka/9/umkm/", "/api/angka/1/tiada/"])
def test_what_is_not_there_is_said_in_indonesian(published: dict[str, object], path: str) -> None:
    answer = CLIENT.get(path)

    assert answer.status_code == 404
    assert "tidak" in answer.json()["error"]
    assert published


def test_nothing_is_written_through_the_public_address(published: dict[str, object]) -> None:
    assert [CLIENT.post(path).status_code for path in ("/api/angka/", "/api/angka/1/")] == [405, 405]
    assert published


def test_every_file_tells_the_same_numbers(published: dict[str, object]) -> None:
    names = {"35.07": "Kabupaten Malang"}
    table = list(csv.reader(io.StringIO(to_csv(published, names))))
    flow = list(csv.reader(io.StringIO(to_sdmx_csv(published))))
    cells = [cell for one in published["indicators"] for cell in one["cells"]]  # type: ignore[attr-defined]

    assert tuple(table[0]) == HEADINGS
    assert tuple(flow[0]) == SDMX_HEADINGS
    assert len(table) == len(flow) == len(cells) + 1 == len(list(rows(published, names))) + 1
    value, observed = HEADINGS.index("nilai"), SDMX_HEADINGS.index("OBS_VALUE")
    assert [row[value] for row in table[1:]] == [row[observed] for row in flow[1:]]
    assert all(row[observed] == "" for row in flow[1:] if row[SDMX_HEADINGS.index("CONF_STATUS")] == "C")


def test_a_parquet_file_holds_the_rows_of_the_csv_with_numbers_as_numbers(
    site: Node, published: dict[str, object], tmp_path: Path
) -> None:
    release = read_release(site.db, 1)
    assert release is not None
    (tmp_path / "angka.parquet").write_bytes(export_figures(release, Form.PARQUET, publisher="Dinas"))
    names = {code: data.wilayah().name(code) for code in ("ID", *data.wilayah().areas)}
    with duckdb.connect() as engine:
        found = engine.sql(f"SELECT * FROM read_parquet('{tmp_path}/angka.parquet')")
        assert tuple(found.columns) == HEADINGS
        assert found.fetchall() == list(rows(published, names))


def test_a_map_file_holds_null_for_what_is_hidden(published: dict[str, object]) -> None:
    collection = to_geojson(published, data.boundaries("kecamatan"), {})
    features = {feature["id"]: feature["properties"] for feature in collection["features"]}  # type: ignore[attr-defined]

    assert len(features) == 666
    assert any(one["tertutup"] for one in features.values())
    for one in features.values():
        assert all(one[name] is None for name in one["tertutup"])


def test_the_metadata_for_a_portal_name_every_definition(published: dict[str, object]) -> None:
    about = to_dcat(published, number=1, made="2026-01-02", publisher="Dinas", area="Kabupaten Malang")

    assert about["dct:conformsTo"] == [one.definition for one in data.indicators().values()]


def test_sdmx_csv_keeps_the_rules_of_its_version_and_of_its_structure(published: dict[str, object]) -> None:
    text, structure = to_sdmx_csv(published), sdmx_structure(published, {})
    lines = text.splitlines()

    assert len(lines) > 100
    assert sdmx_faults(text, structure) == []
    assert sdmx_faults("\n".join([*lines, lines[1]]), structure)[0].startswith("twice")
    assert sdmx_faults(text.replace("35_07", "35.07"), structure)
    assert sdmx_faults(text.replace("SELARAS:", "LAIN:"), structure)


@pytest.mark.parametrize("column", SDMX_HEADINGS)
def test_an_sdmx_csv_without_one_of_its_columns_is_found(published: dict[str, object], column: str) -> None:
    at = SDMX_HEADINGS.index(column)
    table = [[*row[:at], *row[at + 1 :]] for row in csv.reader(io.StringIO(to_sdmx_csv(published)))]
    short = io.StringIO()
    csv.writer(short).writerows(table)

    assert sdmx_faults(short.getvalue(), sdmx_structure(published, {}))


def test_the_metadata_hold_what_dcat_ap_and_satu_data_ask_for(published: dict[str, object]) -> None:
    about = to_dcat(published, number=1, made="2026-01-02", publisher="Dinas", area="Kabupaten Malang")

    assert dcat_faults(about) == []
    for name in (*DATASET, *ASKED, "@type"):
        assert dcat_faults({key: value for key, value in about.items() if key != name}), name
    for one in about["dcat:distribution"]:  # type: ignore[attr-defined]
        assert CLIENT.get(one["dcat:accessURL"]["@id"]).status_code == 200
