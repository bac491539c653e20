"""Lines of JSON that are no export are refused with their number."""

from pathlib import Path

import pytest

from selaras.gateways.workbook.limits import FileRefused
from selaras.gateways.workbook.reader import open_workbook

GOOD = '{"id":"01","kind":"usaha","wilayah":"35.07","fields":{"nama_usaha":"Toko","kolom_baru":5}}\n'
MORE = '{"id":"02","kind":"usaha","wilayah":"35.07","fields":{"alamat":"=1","nama_usaha":null}}\n'


def rows_of(path: Path) -> tuple[str, list[tuple[int, dict[str, object]]]]:
    """Return the kind, and each row's number and filled cells by heading."""
    with open_workbook(path) as sheets:
        ((kind, (chunk,)),) = [(sheet.kind, [*sheet.chunks]) for sheet in sheets]
    heading, *rows = chunk.rows
    filled: list[dict[str, object]] = [
        {str(h): cell for h, cell in zip(heading, row, strict=True) if cell != ""} for row in rows
    ]
    return kind, list(zip(chunk.numbers[1:], filled, strict=True))


def test_each_line_is_a_row_below_the_headings_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\ufeff" + GOOD + "\n" + MORE, encoding="utf-8")

    assert rows_of(tmp_path / "a.jsonl") == (
        "usaha",
        [
            (2, {"ID catatan": "01", "Wilayah induk": "35.07", "Nama usaha": "Toko", "kolom_baru": 5}),
            (4, {"ID catatan": "02", "Wilayah induk": "35.07", "Alamat usaha": "=1"}),
        ],
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (GOOD + "{\n", "Baris 2 bukan catatan"),
        (GOOD + "[]\n", "Baris 2 bukan catatan"),
        ('{"id": 1}\n', "Baris 1 bukan catatan"),
        (GOOD.replace("5}", "[5]}"), "Baris 1 bukan catatan"),
        (GOOD + GOOD.replace('"usaha"', '"koperasi"'), "Baris 2 tentang jenis lain (usaha dan koperasi)"),
        ("{" * 100_000, "Baris 1 bukan catatan"),
        (GOOD.replace("Toko", "x" * 2_000_000), "Baris 1 bukan catatan"),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(content, encoding="utf-8")

    with pytest.raises(FileRefused) as refused:
        rows_of(tmp_path / "a.jsonl")
    assert told in str(refused.value)
