"""Pictures of figures: one specification for page, paper and strangers; nothing in the SVG that a strict policy would refuse."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from selaras import data
from selaras.flows.draw_figures import course_of
from selaras.flows.node import Node
from selaras.flows.publish_figures import publish_figures
from selaras.flows.read_figures import Point, find_release, open_release
from tests.world.site import take

PUBLIC = Client(headers={"host": "localhost"})


@pytest.fixture
def node(site: Node) -> Node:
    take(site, "35.07_umkm.xlsx")
    publish_figures(site, 2024)
    return site


def point(release: int, year: int, value: float | None, version: int = 1, coverage: float = 100) -> Point:
    cell = {"value": value, "hidden": value is None, "coverage": coverage, "units": 9}
    return Point(release, year, f"umkm@{version}", cell)


def course(*points: Point) -> dict[str, Any] | None:
    return course_of({"name": "Jumlah", "unit": "usaha", "cells": []}, "35.07", points)


def lines(spec: dict[str, Any] | None) -> list[tuple[str, float | None, str]]:
    assert spec is not None
    return [(one["masa"], one["nilai"], one["definisi"]) for one in spec["data"]["values"]]


def test_bars_show_what_the_release_shows_and_nothing_hidden(node: Node) -> None:
    spec = PUBLIC.get("/api/angka/1/umkm/batang.vl.json").json()
    head = find_release(node.db, 1)
    assert head
    about = open_release(node.db, head).indicator("umkm")
    assert about
    parts = [c for c in about["cells"] if not c["classification"] and c["wilayah"] != "35.07"]
    values = [one["nilai"] for one in spec["data"]["values"]]

    assert values == sorted((c["value"] for c in parts if not c["hidden"]), reverse=True)
    assert sum(c["hidden"] for c in parts) > 0
    assert f"{sum(c['hidden'] for c in parts)} tertutup" in spec["title"]["subtitle"]
    assert spec["config"]["locale"]["number"]["decimal"] == ","


@pytest.mark.parametrize(
    "drawn", ["batang.svg", "peta.svg", "batang.svg?menurut=sektor", "batang.svg?menurut=skala_pp7"]
)
@pytest.mark.usefixtures("node")
def test_a_picture_is_read_aloud_and_holds_no_style_and_no_script(drawn: str) -> None:
    answer = PUBLIC.get(f"/api/angka/1/umkm/{drawn}")
    svg = answer.content.decode()

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert re.search(r"<title>Jumlah usaha mikro[^<]+</title>\s*<desc>[^<]+</desc>", svg)
    assert not re.search(r"<style|\sstyle=|<script|\son\w+=|href=|@import", svg)
    assert PUBLIC.get(f"/api/angka/1/umkm/{drawn}", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_line_breaks_at_a_missing_year_and_at_another_definition() -> None:
    made = course(point(1, 2020, 5), point(2, 2022, 6), point(3, 2023, 7, version=2), point(4, 2024, 8, version=2))

    assert lines(made) == [
        ("2020", 5, "umkm@1"),
        ("2021", None, "umkm@1"),
        ("2022", 6, "umkm@1"),
        ("2023", 7, "umkm@2"),
        ("2024", 8, "umkm@2"),
    ]
    assert made
    assert made["encoding"]["color"]["legend"]
    assert "tidak sebanding" in made["title"]["subtitle"]


def test_a_year_stands_with_its_newest_release_and_what_nobody_stated_is_not_drawn() -> None:
    made = course(point(1, 2020, 5), point(2, 2020, 4), point(3, 2021, 0, coverage=0), point(4, 2022, 6))

    assert [value for _, value, _ in lines(made)] == [4, None, 6]
    assert course(point(1, 2020, 5), point(2, 2021, None)) is None


def test_a_picture_of_an_old_release_does_not_change_when_a_new_one_is_made(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {**data.indicators(), "umkm": replace(data.indicators()["umkm"], version=2)}
    monkeypatch.setattr(data, "indicators", lambda: changed)
    publish_figures(node, 2025)
    path = "/api/angka/{}/umkm/deret.vl.json"

    assert PUBLIC.get(path.format(1)).status_code == 404
    assert len(PUBLIC.get(path.format(2)).json()["data"]["values"]) == 2


@pytest.mark.parametrize(
    "path",
    ["9/umkm/batang.svg", "1/tiada/batang.svg", "1/umkm/batang.svg?wilayah=x", "1/umkm/peta.svg?wilayah=35.07.01.2001"],
)
@pytest.mark.usefixtures("node")
def test_a_picture_of_nothing_is_said_in_indonesian(path: str) -> None:
    answer = PUBLIC.get(f"/api/angka/{path}")

    assert answer.status_code == 404
    assert "tidak" in answer.json()["error"].lower()


@pytest.mark.usefixtures("node")
def test_without_the_renderer_the_specification_is_still_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selaras.api.pictures.can_draw", lambda: False)

    assert "Penggambar belum terpasang" in PUBLIC.get("/api/angka/1/umkm/batang.svg").json()["error"]
    assert PUBLIC.get("/api/angka/1/umkm/batang.vl.json").status_code == 200
