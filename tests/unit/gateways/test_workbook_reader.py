import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from selaras.core.terms.canonical import Cell
from selaras.gateways.workbook.limits import FileRefused, Limits
from selaras.gateways.workbook.precheck import precheck
from selaras.gateways.workbook.reader import open_workbook


def rows_of(path: Path, limits: Limits | None = None) -> list[tuple[int, list[Cell]]]:
    with open_workbook(path, limits or Limits()) as sheets:
        return [
            pair for sheet in sheets for chunk in sheet.chunks for pair in zip(chunk.numbers, chunk.rows, strict=True)
        ]


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        rows_of(path, limits)
    assert str(caught.value), "the officer reads a sentence"
    return caught.value.code


def workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book)
    book.close()
    return path


def small(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Satu")
    sheet.write_string(0, 0, "teks")
    sheet.write_number(0, 1, 3507266110030007)
    sheet.write_datetime(0, 2, dt.date(1980, 8, 17), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_boolean(0, 3, boolean=True)
    sheet.write_string(4, 0, "baris lima")
    hidden = book.add_worksheet("Dua")
    hidden.write_string(2, 2, "tersembunyi")
    hidden.hide()


def test_cells_keep_their_types_and_rows_their_numbers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", small)

    with open_workbook(path) as sheets:
        seen = [(sheet.name, sheet.visible, [(c.numbers, c.rows) for c in sheet.chunks]) for sheet in sheets]

    assert seen == [
        (
            "Satu",
            True,
            [([1, 5], [["teks", 3507266110030007.0, dt.date(1980, 8, 17), True], ["baris lima", "", "", ""]])],
        ),
        ("Dua", False, [([3], [["", "", "tersembunyi"]])]),
    ]


def test_a_sheet_that_is_left_unread_does_not_hide_the_next(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", small)

    with open_workbook(path) as sheets:
        assert [sheet.name for sheet in sheets] == ["Satu", "Dua"]


def test_a_reader_that_is_abandoned_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n" * 500_000)

    with open_workbook(path) as sheets:
        first = next(next(sheets).chunks)

    assert len(first.rows) == 1_000


def test_an_open_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", re.sub(r">\s+<", "><", CONTENT))

    assert rows_of(path) == [(1, ["teks", 12.5])]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "berkas_bentuk"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0", "berkas_bentuk"),
        ("a.xlsx", b"nama;nik\n", "berkas_bentuk"),
        ("a.xls", b"<html><table><tr><td>nama</td></tr></table></html>", "berkas_bentuk"),
        ("a.xlsx", b"PK\x03\x04 terpotong", "berkas_rusak"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "berkas_rusak"),
        ("a.csv", b"\0\1\2\3" * 100, "berkas_bentuk"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_harms_nothing(
    name: str, content: bytes, code: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)

    assert refusal(tmp_path / name) == code


def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", small)
    path.write_bytes(path.read_bytes()[:-200])

    assert refusal(path) == "berkas_rusak"


def test_a_workbook_whose_sheet_is_garbage_is_refused(tmp_path: Path) -> None:
    whole, path = workbook(tmp_path / "a.xlsx", small), tmp_path / "b.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            spoilt = b"<worksheet><sheetData><row" if "sheet1" in entry.filename else source.read(entry)
            target.writestr(entry, spoilt)

    assert refusal(path) == "berkas_rusak"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 20_000_000)

    assert path.stat().st_size < 100_000
    assert refusal(path) == "berkas_bom"


def test_an_archive_of_many_entries_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(50):
            archive.writestr(f"xl/{number}.xml", b"")

    with pytest.raises(FileRefused) as caught:
        precheck(path, Limits(entries_max=40))
    assert caught.value.code == "berkas_bom"


def test_a_small_file_that_claims_a_huge_sheet_ends_the_child_and_nothing_else(tmp_path: Path) -> None:
    def corners(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "awal")
        sheet.write_string(1_048_575, 16_383, "akhir")

    path = workbook(tmp_path / "a.xlsx", corners)

    assert path.stat().st_size < 10_000
    assert refusal(path) == "berkas_batas"


def locked_workbook() -> bytes:
    """As Excel saves a workbook with a password: a compound file whose second sector lists an encrypted package."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[30:32], head[48:52] = (9).to_bytes(2, "little"), (1).to_bytes(4, "little")
    entry = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    return bytes(head) + bytes(512) + bytes(128) + entry + bytes(256)


def test_a_workbook_with_a_password_is_refused_with_the_way_out(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.xls"):
        (tmp_path / name).write_bytes(locked_workbook())
        with pytest.raises(FileRefused, match="kata sandi"):
            rows_of(tmp_path / name)


def test_a_sheet_that_is_too_wide_is_refused(tmp_path: Path) -> None:
    def wide(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["nama"] * 1_001)

    assert refusal(workbook(tmp_path / "a.xlsx", wide)) == "berkas_batas"


def test_a_reading_that_takes_too_much_memory_or_time_ends_the_child_only(tmp_path: Path) -> None:
    def sparse(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "awal")
        sheet.write_string(60_000, 900, "akhir")

    path, endless = workbook(tmp_path / "a.xlsx", sparse), tmp_path / "b.csv"
    endless.write_text("a;b;c;d\n" * 3_000_000)

    assert refusal(path, Limits(memory_bytes_max=256 << 20)) == "berkas_batas"
    assert refusal(endless, Limits(cpu_seconds_max=1)) == "berkas_batas"


def test_a_file_that_says_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n" * 100_000)

    with pytest.raises(FileRefused, match="bagi menjadi beberapa berkas"):
        rows_of(path, Limits(output_bytes_max=100_000))
    assert refusal(path, Limits(file_bytes_max=100_000)) == "berkas_besar"


def test_a_reader_that_falls_silent_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "a;b\n" * 500_000
    )  # more than a pipe holds: on a busy machine a small file is sent before its reader is ended

    assert refusal(path, Limits(silence_seconds_max=0)) == "berkas_batas"


MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"""
CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet><table:table
 table:name="Satu"><table:table-row><table:table-cell office:value-type="string"><text:p>teks</text:p></table:table-cell>
 <table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_a_quotation_mark_that_swallows_rows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "petik.csv"
    path.write_text(
        'Nama;Pemilik;Desa\nToko;"Ani;Kauman\nToko Dua;Budi;Kauman\nToko Tiga;"Cici";Kauman\n', encoding="utf-8"
    )

    with pytest.raises(FileRefused, match="baris 2") as caught, open_workbook(path) as sheets:
        [list(sheet.chunks) for sheet in sheets]
    assert caught.value.code == "berkas_petik"
