"""The workbook of rows to mend as a file: what Excel, LibreOffice and openpyxl find in it."""

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from selaras.core.intake.draft import REASON_HEADING, Fault
from selaras.core.intake.layout import Merged
from selaras.core.terms.canonical import Cell
from selaras.core.terms.tanggal import EPOCH_1900, EPOCH_1904
from selaras.gateways.workbook import faults, sheet_stream
from selaras.gateways.workbook.comments import Comment, boxes_vml
from selaras.gateways.workbook.faults import FaultBook
from selaras.gateways.workbook.reader import open_workbook
from selaras.gateways.workbook.returned_page import ReturnedSheet

HEAD: list[Cell] = ["NIK", "Nama", "Tgl Lahir", "Omzet"]
BORN = dt.date(1980, 5, 13)
ROW: list[Cell] = ["3507011305800001", "Uji", BORN, 1_500_000.0]
# The children of a worksheet in the order that ECMA-376 asks for, those that the writer knows.
ORDER = ["sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "pageMargins", "legacyDrawing"]


def fault(index: int = 0, code: str = "nik_panjang", message: str = "NIK harus 16 angka") -> Fault:
    return Fault("", 2, "NIK" if index >= 0 else "", "", code, message, index)


def sheet(name: str = "Data", epoch: dt.date = EPOCH_1900, merged: Sequence[Merged] = (), **more: Any) -> ReturnedSheet:
    said: dict[str, Any] = {"head": [(1, HEAD)], "text_columns": frozenset({0}), "added": {}} | more
    return ReturnedSheet(name, merged=merged, epoch=epoch, month_first=frozenset(), latest_year=2026, **said)


def write(path: Path, *rows: tuple[Sequence[Cell], Sequence[Fault]], of: ReturnedSheet | None = None) -> Path:
    with FaultBook(path) as book:
        book.begin(of or sheet())
        for number, (cells, found) in enumerate(rows, start=2):
            book.give_back(number, cells, found, refused=True)
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def comments_of(page: Any) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}


def test_every_part_is_well_formed_named_and_in_the_order_that_excel_asks_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", (["x]]>", *ROW[1:]], [fault()]), of=sheet(merged=[(0, 1, 0, 2)]))

    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        for name in names:
            ET.fromstring(archive.read(name))
    types = part(path, "[Content_Types].xml")
    said = {name[1:] for name in re.findall(r'PartName="([^"]+)"', types)}
    assert {name for name in names - said if name.rpartition(".")[2] not in ("rels", "vml")} == {"[Content_Types].xml"}
    assert said <= names
    for name in names:
        if name.endswith(".rels"):
            base = Path(name).parent.parent
            targets = re.findall(r'Target="([^"]+)"', part(path, name))
            assert {(Path("/") / base / target).resolve().relative_to("/").as_posix() for target in targets} <= names
    page = ET.fromstring(part(path, "xl/worksheets/sheet2.xml"))
    assert [child.tag.partition("}")[2] for child in page] == ORDER


def test_cells_are_what_they_were_and_look_as_the_clerk_needs_them(tmp_path: Path) -> None:
    asked = fault(3, "rupiah_lompatan", "Omzet jauh dari tahun lalu")
    number: list[Cell] = [3507011305800000.0, "=1+1", BORN, None]
    page = openpyxl.load_workbook(write(tmp_path / "a.xlsx", (ROW, [fault(), asked]), (number, [fault()]))).worksheets[
        1
    ]

    assert [cell.data_type for cell in page[2]] == ["s", "s", "d", "n", "s"]
    assert [cell.value for cell in page[2]][:4] == [ROW[0], "Uji", dt.datetime.combine(BORN, dt.time()), 1_500_000]
    assert [cell.number_format for cell in page[2]][:4] == ["@", "General", "dd/mm/yyyy", "General"]
    assert [cell.fill.fgColor.rgb for cell in page[2]][:4] == ["FFFFC7CE", "00000000", "00000000", "FFFFEB9C"]
    assert (page["A3"].value, page["A3"].data_type) == (3507011305800000, "n")
    assert page["A3"].number_format == "@", "a NIK that is typed anew over a number is not rounded again"
    assert (page["B3"].value, page["B3"].data_type) == ("=1+1", "s")
    assert page["B3"].quotePrefix, "it stays text when it is edited"
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["E"].width > 60


@pytest.mark.parametrize("text", ["tepi ", " tepi", "dua\nbaris", "\u00a0tepi"])
def test_space_at_the_edge_of_a_text_is_kept_where_excel_would_drop_it(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "a.xlsx", (["biasa", *ROW[1:]], [fault()]), ([*ROW[:1], text], [fault()]))

    assert f'<t xml:space="preserve">{text}</t>' in part(path, "xl/worksheets/sheet2.xml")
    assert "<t>biasa</t>" in part(path, "xl/worksheets/sheet2.xml")


def test_a_row_with_several_faults_says_all_on_their_cells_and_beside(tmp_path: Path) -> None:
    found = [fault(), fault(0, "nik_huruf", "NIK memuat huruf"), fault(2, "tanggal_bentuk", "Tanggal «x»"), fault(-1)]
    page = openpyxl.load_workbook(write(tmp_path / "a.xlsx", (ROW, found))).worksheets[1]

    assert comments_of(page) == {"A2": "NIK harus 16 angka\nNIK memuat huruf", "C2": "Tanggal «x»"}
    assert (
        page["E2"].value
        == "Baris 2: NIK: NIK harus 16 angka; NIK: NIK memuat huruf; NIK: Tanggal «x»; NIK harus 16 angka"
    )


def test_cells_beyond_the_heading_stand_behind_the_reason_with_their_faults(tmp_path: Path) -> None:
    over = fault(5, "baris_panjang", "Isi «dua» di luar kolom yang berjudul tidak diambil")
    page = openpyxl.load_workbook(
        write(
            tmp_path / "a.xlsx",
            ([*ROW, "satu", "dua"], [over]),
            (ROW[:2], [fault(3)]),
            of=sheet(added={"Tahun": "2024"}),
        )
    ).worksheets[1]

    assert [cell.value for cell in page[1]] == [*HEAD, "Tahun", REASON_HEADING, None, None]
    assert [cell.value for cell in page[2]][4:] == ["2024", f"Baris 2: NIK: {over.message}", "satu", "dua"]
    assert comments_of(page) == {"H2": over.message, "D3": fault().message}
    assert page["H2"].fill.fgColor.rgb == "FFFFEB9C"
    assert page["D3"].fill.fgColor.rgb == "FFFFC7CE", "a cell that is missing is coloured too"


def test_the_reason_stands_in_its_column_of_the_time_before(tmp_path: Path) -> None:
    again = sheet(head=[(1, [*HEAD, REASON_HEADING, ""])])
    page = openpyxl.load_workbook(write(tmp_path / "a.xlsx", ([*ROW, "Baris 9: dulu", "lebih"], [fault()]), of=again))

    assert [cell.value for cell in page.worksheets[1][1]] == [*HEAD, REASON_HEADING, None]
    assert [cell.value for cell in page.worksheets[1][2]][4:] == ["Baris 2: NIK: NIK harus 16 angka", "lebih"]


def test_merged_cells_of_the_head_stay_within_the_clerks_columns(tmp_path: Path) -> None:
    head = [(1, ["JUDUL", "", "", ""]), (3, ["", "Usaha", "", "Omzet"]), (4, HEAD)]
    merged = [(0, 0, 0, 9), (0, 2, 0, 3), (2, 1, 2, 2), (2, 3, 3, 3), (2, 7, 2, 9), (9, 0, 9, 3)]
    page = openpyxl.load_workbook(write(tmp_path / "a.xlsx", (ROW, [fault()]), of=sheet(head=head, merged=merged)))

    assert sorted(map(str, page.worksheets[1].merged_cells.ranges)) == ["A1:D1", "B3:C3"]
    assert [page.worksheets[1].cell(row, 5).value for row in (1, 3, 4)] == [None, None, REASON_HEADING]
    assert page.worksheets[1].freeze_panes == "A5"


def test_sheets_have_names_that_excel_takes_and_shapes_of_their_own(tmp_path: Path) -> None:
    names = ["Kec. [1]/2", "kec.  1  2", "'O''neil'", "History", "", "\U0001f600" * 16, "a" * 30 + "'b", "<&>\"'x"]
    with FaultBook(tmp_path / "a.xlsx") as book:
        for name in names:
            book.begin(sheet(name))
            book.give_back(2, ROW, [fault()], refused=True)
    read = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames

    assert read[1:] == [
        "Kec.  1  2", "kec.  1  2 (2)", "O''neil", "History (2)", "Data", "\U0001f600" * 15, "a" * 30, "<&>\"'x",
    ]  # fmt: skip
    drawn = [part(tmp_path / "a.xlsx", f"xl/drawings/vmlDrawing{place}.vml") for place in range(2, 2 + len(names))]
    ids = [found for drawing in drawn for found in re.findall(r'id="_x0000_s(\d+)"', drawing)]
    blocks = [found for drawing in drawn for found in re.findall(r' data="(\d+)"', drawing)]
    assert len(set(ids)) == len(set(blocks)) == len(names)
    assert [int(shape) // 1024 for shape in ids] == list(map(int, blocks))


def test_comments_end_where_a_program_could_not_open_them_and_the_first_sheet_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "COMMENTS_MAX", 3)
    with FaultBook(tmp_path / "a.xlsx") as book:
        for name in ("Satu", "Dua", "Tiga"):
            book.begin(sheet(name))
            for number in (2, 3):
                book.give_back(number, ROW, [fault()], refused=True)
    summary, *pages = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets

    assert [list(comments_of(page)) for page in pages] == [["A2", "A3"], ["A2"], []]
    assert all(page.cell(row, 5).value.startswith(f"Baris {row}: ") for page in pages for row in (2, 3))
    told = [row[0].value for row in summary.iter_rows()]
    assert told[3] == "Komentar ada pada 3 sel pertama; kolom alasan ada pada setiap baris."
    assert [[cell.value for cell in row] for row in summary.iter_rows(min_row=6)][1][::3] == ["nik_panjang", 6]


def test_more_comments_than_a_block_of_shapes_holds_take_the_next_ones(tmp_path: Path) -> None:
    with FaultBook(tmp_path / "a.xlsx") as book:
        for name, count in (("Satu", 1_024), ("Dua", 1)):
            book.begin(sheet(name))
            for number in range(2, 2 + count):
                book.give_back(number, ROW, [fault()], refused=True)

    drawn = [part(tmp_path / "a.xlsx", f"xl/drawings/vmlDrawing{place}.vml") for place in (2, 3)]
    assert [re.findall(r' data="([^"]+)"', drawing) for drawing in drawn] == [["1,2"], ["3"]]
    assert [re.findall(r'id="_x0000_s(\d+)"', drawing)[-1] for drawing in drawn] == ["2048", "3073"]


def test_a_sheet_that_is_full_goes_on_in_another_with_the_same_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_stream, "ROWS_MAX", 3)
    path = write(tmp_path / "a.xlsx", *[([f"{at}", *ROW[1:]], [fault()]) for at in range(3)])
    book = openpyxl.load_workbook(path)

    assert book.sheetnames[1:] == ["Data", "Data (2)"]
    assert [[page.cell(row, 1).value for row in range(1, page.max_row + 1)] for page in book.worksheets[1:]] == [
        ["NIK", "0", "1"],
        ["NIK", "2"],
    ]


@pytest.mark.parametrize("epoch", [EPOCH_1900, EPOCH_1904])
def test_a_date_is_the_same_day_in_either_system_and_one_too_early_for_it_is_written_out(
    tmp_path: Path, epoch: dt.date
) -> None:
    days: list[Cell] = [BORN, dt.date(1900, 1, 5), dt.date(1850, 12, 31), dt.date(9999, 12, 31)]
    path = write(tmp_path / "a.xlsx", (days, [fault()]), of=sheet(epoch=epoch))

    with open_workbook(path) as sheets:
        rows = [row for page in sheets for chunk in page.chunks for row in chunk.rows if page.epoch == epoch]
    assert rows[-1][:4] == [days[0], "1900-01-05", "1850-12-31", days[3]]


def test_a_long_reason_is_cut_where_excel_would_refuse_it(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(
        write(
            tmp_path / "a.xlsx",
            (ROW, [fault(0, message="panjang " * 9_000)]),
            (ROW, [fault(0, message="\U0001f600" * 20_000)]),
        )
    ).worksheets[1]

    assert [len(page[f"E{row}"].value.encode("utf-16-le")) // 2 for row in (2, 3)] == [32_767, 32_766]
    assert [len(page[f"A{row}"].comment.text.encode("utf-16-le")) // 2 for row in (2, 3)] == [32_767, 32_766]


def test_a_box_stands_beside_its_cell_and_ends_within_the_sheet() -> None:
    drawn = boxes_vml([Comment(1, 0, "a"), Comment(9, 3, "b" * 100), Comment(1_048_576, 0, "c\n" * 99)], 1)

    anchors = [list(map(int, found.split(", "))) for found in re.findall(r"<x:Anchor>([^<]+)<", drawn)]
    assert [anchor[::2] for anchor in anchors] == [[1, 0, 4, 2], [4, 7, 7, 11], [1, 1_048_554, 4, 1_048_575]]
    assert re.findall(r"<x:Row>(\d+)</x:Row><x:Column>(\d+)<", drawn) == [("0", "0"), ("8", "3"), ("1048575", "0")]


def test_where_nothing_is_to_mend_the_first_sheet_says_so(tmp_path: Path) -> None:
    (summary,) = openpyxl.load_workbook(write(tmp_path / "a.xlsx")).worksheets

    assert summary["A1"].value == "0 baris ditolak, 0 baris diterima dan ditanyakan."
    assert [cell.value for cell in summary[5]] == ["Kesalahan", "Artinya", "Jalan keluar", "Banyaknya"]
    assert summary["A5"].font.bold


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", (ROW, [fault()]))
    before = path.read_bytes()

    with pytest.raises(AssertionError, match="rows come in order"):
        write(path, (ROW, [fault()]), of=sheet(head=[(5, HEAD), (2, HEAD)]))

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_place_that_takes_no_file_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match=re.escape(str(tmp_path))):
        FaultBook(tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        FaultBook(tmp_path / "tak-ada" / "a.xlsx")
    assert caught.value.filename == str(tmp_path / "tak-ada" / "a.xlsx")
