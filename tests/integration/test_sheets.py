"""Workbooks of several sheets: which are read, which are left, and that what is left is always told."""

import datetime as dt
import io
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter

from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from tests.world.offices import new_office

Rows = Sequence[Sequence[object]]
LIST: Rows = [["Nama Usaha", "Nama Pemilik", "Kode Desa"], ["Toko Uji", "Contoh", "35.07.01.2001"]]
OTHER: Rows = [["Nama Usaha", "Nama Pemilik", "Kode Desa"], ["Warung Dua", "Lain", "35.07.01.2002"]]
RECAP: Rows = [["Kecamatan", "Jumlah UMKM"], ["Klojen", 12], ["Lowokwaru", 3]]
PIVOT: Rows = [["Row Labels", "Count of Nama Usaha"], ["Klojen", 12], ["Grand Total", 12]]
NOTES: Rows = [["Petunjuk pengisian"], ["Isi semua kolom dengan benar."]]


@pytest.fixture
def office() -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07")


@pytest.fixture
def take(office: Node, tmp_path: Path) -> Callable[..., ImportReport]:
    """Return a function that imports sheets as one workbook."""

    def take_sheets(sheets: Mapping[str, Rows], hidden: Sequence[str] = (), decorate: Any = None) -> ImportReport:
        path = tmp_path / "buku.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for name, rows in sheets.items():
                page = book.add_worksheet(name)
                for at, cells in enumerate(rows):
                    page.write_row(at, 0, cells)
                if name in hidden:
                    page.hide()
                if decorate:
                    decorate(book, page)
        order = ImportOrder(path, None, dt.date(2024, 12, 31), dt.date(2026, 1, 1), "uji")
        return import_workbook(office, order, lambda _share: None)

    return take_sheets


def told(report: ImportReport) -> list[tuple[str, str]]:
    return [(fault.sheet, fault.code) for fault in report.warnings]


def test_every_list_is_read_and_every_other_sheet_is_told(take: Callable[..., ImportReport]) -> None:
    report = take({"Petunjuk": NOTES, "Utara": LIST, "Rekap": RECAP, "Pivot": PIVOT, "Selatan": OTHER})

    assert (report.new, report.rows, list(report.columns)) == (2, 2, ["Utara", "Selatan"])
    assert told(report) == [(name, "lembar_dilewati") for name in ("Petunjuk", "Rekap", "Pivot")]


def test_a_hidden_sheet_is_not_read_and_told(take: Callable[..., ImportReport]) -> None:
    report = take({"Utara": LIST, "Lama": OTHER}, hidden=["Lama"])

    assert (report.new, told(report)) == (1, [("Lama", "lembar_tersembunyi")])


def test_an_empty_sheet_is_nothing_to_speak_of(take: Callable[..., ImportReport]) -> None:
    report = take({"Utara": LIST, "Sheet2": [], "Sheet3": [["catatan"]]})

    assert (report.new, told(report)) == (1, [])


def test_a_logo_a_comment_and_a_chart_do_not_hinder(take: Callable[..., ImportReport]) -> None:
    def decorate(book: Any, page: Any) -> None:
        page.insert_image("D1", "logo.png", {"image_data": io.BytesIO(_png())})
        page.write_comment("A1", "Catatan pendata")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Utara!$A$1:$A$2"})
        page.insert_chart("F1", chart)

    report = take({"Utara": [["KOP DINAS"], [], *LIST]}, decorate=decorate)

    assert (report.new, report.refused, report.asked) == (1, 0, [])


def test_a_workbook_of_recaps_only_says_that_there_is_no_list(take: Callable[..., ImportReport]) -> None:
    report = take({"Rekap": RECAP, "Pivot": PIVOT})

    assert [fault.code for fault in report.faults] == ["judul_tak_ada"]
    assert (report.rows, told(report)) == (0, [("Rekap", "lembar_dilewati"), ("Pivot", "lembar_dilewati")])


def _png() -> bytes:
    """Return a picture of one grey dot."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\x80")) + part(b"IEND", b"")
