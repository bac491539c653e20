"""The records of one kind: narrowed by place, size, branch, status and what is missing, in order, a page at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from selaras import data
from selaras.core.ledger.stream import covers
from selaras.core.terms.peran import Hak
from selaras.core.terms.skala import Skala
from selaras.core.terms.status_koperasi import StatusKoperasi
from selaras.core.terms.writing import guarded
from selaras.store.people.queries import Access, keep_access
from selaras.store.search.document import MISSING, REPORTS
from selaras.store.search.index import catch_up
from selaras.store.search.queries import ORDERS, Filter, Line, find_lines, list_lines, place_of
from selaras.web.counted import count_of
from selaras.web.forms import Box
from selaras.web.keeping import CHANGES
from selaras.web.taking_in import take_in
from selaras.web.values import area_name, area_path
from selaras.web.visitor import Visitor

PAGE_ROWS, FOUND_ROWS, FILE_ROWS = 50, 60, 1_000
SURE = {"ya": True, "tidak": False}
ORDER_WORDS = (("nama", "nama"), ("terbaru", "terakhir berubah"))
FILE_HEADINGS = ("Nomor catatan", "Nama", "Kode wilayah", "Tempat", "Skala", "Status", "Keadaan")


def listing(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """The list of one kind."""
    db, asked = visitor.node.db, request.GET
    waiting = take_in(db)
    wanted, order = _filter(request, visitor, kind), _order(request)
    last = asked.get("sesudah", "")
    after = place_of(db, order, int(last)) if last.isdecimal() and len(last) < 10 else None
    lines = list_lines(db, wanted, order, after, PAGE_ROWS + 1)
    narrowed = {name: value for name, value in asked.items() if value and name != "sesudah"}
    told = {
        "kind": kind,
        "lines": [(line, area_path(line.area)) for line in lines[:PAGE_ROWS]],
        "count": count_of(db, wanted),
        "boxes": _boxes(visitor, wanted, order),
        "path": _path(visitor, wanted.area),
        "narrowed": urlencode(narrowed),
        "is_narrowed": bool(narrowed.keys() - {"urut"}),
        "first": after is None,
        "more": urlencode({**narrowed, "sesudah": lines[PAGE_ROWS - 1].id}) if len(lines) > PAGE_ROWS else "",
        "waiting": waiting,
        "may_add": visitor.may(Hak.CATAT),
        "may_take": visitor.may(Hak.UNDUH),
    }
    return render(request, "web/listing.html", told)


def search(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the one box finds: names and owners however spelled, NIK, NIB, telephone."""
    text = request.GET.get("q", "").strip()[:100]
    waiting = take_in(visitor.node.db)
    lines = find_lines(visitor.node.db, text, visitor.area, FOUND_ROWS + 1) if text else []
    told = {
        "text": text,
        "lines": [(line, area_path(line.area)) for line in lines[:FOUND_ROWS]],
        "more": len(lines) > FOUND_ROWS,
        "waiting": waiting,
    }
    return render(request, "web/search.html", told)


def take_list(request: HttpRequest, visitor: Visitor, kind: str) -> StreamingHttpResponse:
    """The list as it is seen, as a CSV file that Excel opens; it holds no personal data."""
    wanted, order = _filter(request, visitor, kind), _order(request)
    node = visitor.node
    while catch_up(node.db, CHANGES, localdate()):
        pass
    with node.db.transaction():
        keep_access(node.db, Access(node.wall_ms(), visitor.login, "mengunduh daftar", None, f"{kind}, {wanted.area}"))
    answer = StreamingHttpResponse(_file(visitor, wanted, order), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="daftar-{kind}.csv"'
    return answer


class _Echo:
    """What csv.writer writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def _file(visitor: Visitor, wanted: Filter, order: str) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(FILE_HEADINGS)
    after = None
    while lines := list_lines(visitor.node.db, wanted, order, after, FILE_ROWS):
        for line in lines:
            yield writer.writerow(_cells(line))
        after = (getattr(lines[-1], "sort" if order == "nama" else "changed"), lines[-1].id)


def _cells(line: Line) -> list[str]:
    """Return a line's cells; a text that begins like a formula is marked as a text."""
    sure = "terverifikasi" if line.verified else "sebagian belum diverifikasi"
    cells = [line.record, line.name, line.area, area_path(line.area), line.skala, line.status.replace("_", " "), sure]
    return [guarded(cell) for cell in cells]


def _filter(request: HttpRequest, visitor: Visitor, kind: str) -> Filter:
    """Return what an address asks for; what it asks for wrongly narrows nothing, and nobody sees beyond their wilayah."""
    asked, wanted = request.GET, Filter(kind, visitor.area)
    area = asked.get("wilayah", "")
    if data.wilayah().knows(area) and covers(visitor.area, area):
        wanted = replace(wanted, area=area)
    if (missing := asked.get("kurang", "")) in MISSING[kind]:
        wanted = replace(wanted, missing=missing)
    return replace(
        wanted,
        skala=asked.get("skala", "") if kind == "usaha" else "",
        section=asked.get("sektor", ""),
        status=asked.get("status", ""),
        verified=SURE.get(asked.get("verifikasi", "")),
        disputed=True if asked.get("menunggu") == "ya" else None,
    )


def _order(request: HttpRequest) -> str:
    order = request.GET.get("urut", "nama")
    return order if order in ORDERS else "nama"


def _boxes(visitor: Visitor, wanted: Filter, order: str) -> list[Box]:
    kind = data.kamus().kind(wanted.kind)
    below = data.wilayah().below(wanted.area)
    here = wanted.area if wanted.area != visitor.area else ""
    places = ((here, area_name(wanted.area)), *((code, area_name(code)) for code in below))
    states = [str(word) for word in StatusKoperasi] if wanted.kind == "koperasi" else kind.field("status_usaha").choices
    sure = {True: "ya", False: "tidak", None: ""}[wanted.verified]
    boxes = [
        _select("wilayah", "Wilayah", here, places),
        _select("sektor", "Sektor (KBLI)", wanted.section, (("", "semua"), *_sections())),
        _select("status", "Status", wanted.status, (("", "semua"), *((s, s.replace("_", " ")) for s in states))),
        _select(
            "kurang",
            "Yang belum terisi",
            wanted.missing,
            (("", "tidak disaring"), *((n, label(wanted.kind, n)) for n in MISSING[wanted.kind])),
        ),
        _select(
            "verifikasi", "Terverifikasi", sure, (("", "semua"), ("ya", "semua kolomnya"), ("tidak", "belum semua"))
        ),
        _select(
            "menunggu", "Keputusan", "ya" if wanted.disputed else "", (("", "semua"), ("ya", "menunggu keputusan"))
        ),
        _select("urut", "Urut menurut", order, ORDER_WORDS),
    ]
    if wanted.kind == "usaha":
        boxes.insert(1, _select("skala", "Skala", wanted.skala, (("", "semua"), *((str(s), str(s)) for s in Skala))))
    return boxes


@cache
def _sections() -> tuple[tuple[str, str], ...]:
    return tuple((code, f"{code} {title}") for code, title in data.kbli().titles.items() if len(code) == 1)


@cache
def label(kind: str, name: str) -> str:
    """Return what the dictionary calls a field of a kind or of its yearly reports."""
    kinds = (data.kamus().kind(kind), data.kamus().kind(REPORTS[kind][0]))
    return next(field.label for of in kinds for field in of.fields if field.name == name)


def _select(name: str, label: str, value: str, choices: tuple[tuple[str, str], ...]) -> Box:
    return Box(name, label, value, kind="select", choices=choices)


def _path(visitor: Visitor, area: str) -> list[tuple[str, str]]:
    """Return the areas from the visitor's down to the one that the list is narrowed to, as (code, name)."""
    parts = area.split(".")
    above = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return [(code, area_name(code)) for code in above if code != visitor.area and covers(visitor.area, code)]
