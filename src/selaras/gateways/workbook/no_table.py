"""What a file is that is no table, by its first bytes or its parts, and how the officer gets a table out of it."""

from __future__ import annotations

from collections.abc import Iterable

_IN_EXCEL = "buka di Excel dan simpan sebagai .xlsx"
_BY_BEGINNING = (
    (b"%PDF", "Berkas ini PDF, bukan tabel: mintalah berkas Excel asalnya"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "Berkas ini gambar, bukan tabel: mintalah berkas Excel asalnya"),
    (
        (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
        "Berkas ini arsip: keluarkan isinya, lalu masukkan berkas tabel di dalamnya",
    ),
    (b"{\\rtf", f"Berkas ini dokumen, bukan tabel: salin tabelnya ke Excel, lalu {_IN_EXCEL}"),
)
_WEB_PAGE = f"Berkas ini halaman web walaupun namanya tabel: {_IN_EXCEL}"
_OLD_XML = f"Berkas ini tabel XML dari Excel 2003: {_IN_EXCEL}"
_WEB_BEGINNINGS = (b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta", b"<style", b"mime-version:")
_WEB_MARKS = (b"<html", b"<table", b"<td", b"<th>")
_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


def no_table(head: bytes) -> str | None:
    """Return what to tell of a file that begins so; None where it may be a table. Text of 16 bits a letter is seen too."""
    for beginning, told in _BY_BEGINNING:
        if head.startswith(beginning):
            return told
    bare = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    bare = bare.lstrip().lower()
    if bare.startswith(b"<") and b"schemas-microsoft-com:office:spreadsheet" in bare:
        return _OLD_XML
    if bare.startswith(_WEB_BEGINNINGS) or (bare.startswith(b"<") and any(mark in bare for mark in _WEB_MARKS)):
        return _WEB_PAGE
    return "Berkas ini XML, bukan tabel: mintalah berkas Excel asalnya" if bare.startswith(b"<?xml") else None


def no_table_archive(names: Iterable[str]) -> str:
    """Return what to tell of an archive that is no workbook. names: of what is in it."""
    inside = list(names)
    if any(name.startswith("word/") for name in inside):
        return f"Berkas ini dokumen Word, bukan tabel: salin tabelnya ke Excel, lalu {_IN_EXCEL}"
    tables = [name.rpartition("/")[2] for name in inside if name.lower().endswith(_TABLES)]
    if tables:
        return f"Berkas ini arsip: keluarkan isinya, lalu masukkan «{tables[0]}» di dalamnya"
    return "Berkas arsip ini bukan Excel atau ODS: mintalah berkas Excel asalnya"
