"""What is no table is told as what it is, with the way to a table: government systems save web pages under the name .xls."""

import zipfile
from pathlib import Path

import pytest

from selaras.gateways.workbook.limits import LIMITS, FileRefused
from selaras.gateways.workbook.precheck import FileForm, precheck

TABLE = "<table><tr><td>Nama Usaha</td></tr></table>"
XML_2003 = '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


def told(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        precheck(path, LIMITS)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (TABLE.encode(), "halaman web"),
        (b"\xef\xbb\xbf\r\n" + TABLE.encode(), "halaman web"),
        (f"<!-- laporan -->\n<html>{TABLE}".encode(), "halaman web"),
        (f"<style>td {{}}</style>{TABLE}".encode(), "halaman web"),
        (f"<div>{TABLE}".encode(), "halaman web"),
        (f"<html>{TABLE}".encode("utf-16"), "halaman web"),
        (f"<html>{TABLE}".encode("utf-16-le"), "halaman web"),
        (f"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>{TABLE}".encode(), "halaman web"),
        (XML_2003.encode(), "Excel 2003"),
        (b'<?xml version="1.0"?><data/>', "XML"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "gambar"),
        (b"7z\xbc\xaf\x27\x1c", "arsip"),
    ],
)
@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.xlsx"])
def test_what_is_no_table_is_named_whatever_the_file_is_called(
    content: bytes, word: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)

    assert word in told(tmp_path / name)


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["word/document.xml"], "Word"),
        (["data/umkm 2024.xlsx", "a.txt"], "«umkm 2024.xlsx»"),
        (["a.txt"], "bukan Excel"),
    ],
)
def test_an_archive_says_what_to_take_out_of_it(names: list[str], word: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name in names:
            archive.writestr(name, "isi")

    assert word in told(tmp_path / "a.xlsx")


@pytest.mark.parametrize("text", ["<nama>;<nik>\nToko;1\n", "BMT Sejahtera\nnama;nik\n", "nama usaha\n<10 juta\n"])
def test_a_table_of_text_may_begin_with_signs(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)

    assert precheck(tmp_path / "a.csv", LIMITS) is FileForm.CSV


def test_a_locked_open_document_is_told_as_locked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("encrypted-package", b"\x00\x01\x02")

    assert "kata sandi" in told(tmp_path / "a.ods")
