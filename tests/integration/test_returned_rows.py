"""The workbook of refused rows: the clerk's own sheet, and once mended it imports as it is."""

import csv
import datetime as dt
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from selaras.core.intake.draft import REASON_HEADING
from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.gateways.workbook.faults import FaultBook
from tests.golden.make_field_files import write_kabupaten
from tests.world.contents import registry
from tests.world.offices import new_office

TODAY = dt.date(2026, 1, 1)
HEADINGS = ["No", "Nama Usaha", "Pemilik", "NIK", "Kode Desa", "Tgl Lahir", "Alamat", "Omzet"]
GOOD = ["1", "Toko Uji", "Pemilik Rekaan", "3507011305800001", "35.07.01.2001", "05/13/1980", "=1+1", "12000000"]
ROUNDED = ["2", "Batik Uji", "Contoh", "3,50701E+15", "35.07.01.2001", "05/06/1981", "-Jalan 2", "1,5 jt"]


@pytest.fixture
def office() -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07")


def take(node: Node, file: Path, returned: Path | None = None, as_of: dt.date = dt.date(2024, 12, 31)) -> ImportReport:
    order = ImportOrder(file, None, as_of, TODAY, "uji")
    if returned is None:
        return import_workbook(node, order, lambda _share: None)
    with FaultBook(returned) as book:
        return import_workbook(node, order, lambda _share: None, book)


def write_csv(file: Path, *rows: list[str]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEADINGS, *rows])
    return file


def mend(file: Path, cell: str, value: object) -> None:
    """Type a value into a cell of the second sheet, as a clerk does."""
    book = openpyxl.load_workbook(file)
    book.worksheets[1][cell] = value
    book.save(file)


def cells_of(file: Path, sheet: int) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(file).worksheets[sheet].iter_rows()]


def test_the_rows_to_mend_stand_in_their_own_columns_with_the_reason_beside_them(office: Node, tmp_path: Path) -> None:
    report = take(office, write_csv(tmp_path / "a.csv", GOOD, ROUNDED), tmp_path / "salah.xlsx")

    assert (report.new, report.refused) == (1, 1)
    heading, row = cells_of(tmp_path / "salah.xlsx", 1)
    assert heading == [*HEADINGS, "Tahun", REASON_HEADING]
    assert row[:5] == ROUNDED[:5]
    assert row[6:9] == ["-Jalan 2", "1,5 jt", "2024"]
    assert row[9].startswith("Baris 3: NIK: ")
    nik = openpyxl.load_workbook(tmp_path / "salah.xlsx").worksheets[1]["D2"]
    assert nik.fill.bgColor.rgb != "00000000"
    assert nik.comment is not None
    assert nik.comment.text in row[9]


def test_the_first_sheet_counts_the_faults(office: Node, tmp_path: Path) -> None:
    take(
        office, write_csv(tmp_path / "a.csv", GOOD, ROUNDED, [*ROUNDED[:1], "Lain", *ROUNDED[2:]]), tmp_path / "b.xlsx"
    )

    told = cells_of(tmp_path / "b.xlsx", 0)
    assert told[0][0] == "2 baris ditolak, 0 baris diterima dan ditanyakan."
    assert [(row[0], row[3]) for row in told[5:]] == [("nik_dibulatkan", 2)]


def test_a_mended_file_imports_as_it_is_and_means_what_the_first_one_meant(office: Node, tmp_path: Path) -> None:
    whole = new_office(Random(1), Level.KABKOTA, "35.07")
    right = [*ROUNDED[:3], "3507014605810002", *ROUNDED[4:]]
    take(whole, write_csv(tmp_path / "benar.csv", GOOD, right))
    take(office, write_csv(tmp_path / "a.csv", GOOD, ROUNDED), tmp_path / "salah.xlsx")

    mend(tmp_path / "salah.xlsx", "D2", right[3])
    report = take(office, tmp_path / "salah.xlsx", as_of=TODAY)

    assert (report.rows, report.new, report.warnings) == (1, 1, [])
    assert values(office) == values(whole)
    assert office.db.rows("SELECT alamat, tanggal_lahir FROM registry_usaha ORDER BY nama_usaha") == [
        ("-Jalan 2", "1981-05-06"),
        ("=1+1", "1980-05-13"),
    ]


def test_two_heading_rows_titles_and_sheets_come_back_as_they_stood(office: Node, tmp_path: Path) -> None:
    truth = write_kabupaten(tmp_path / "a.xlsx", 60)
    first = take(office, tmp_path / "a.xlsx", tmp_path / "salah.xlsx")
    wrong = {(row.sheet, row.row): row for row in truth if row.quirks & {"nik_dibulatkan", "nik_salah"}}
    assert first.refused == len(wrong)

    book = openpyxl.load_workbook(tmp_path / "salah.xlsx")
    assert book.sheetnames == ["Ringkasan (Selaras)", "Wil. Utara", "Wil. Selatan"]
    for page in book.worksheets[1:]:
        assert [page.cell(at, 1).value for at in (1, 2, 4)] == [
            "DATA PELAKU USAHA MIKRO KABUPATEN MALANG", "TAHUN 2024", "NO",
        ]  # fmt: skip
        for row in range(6, page.max_row + 1):
            told = str(page.cell(row, 19).value)
            page.cell(row, 4).value = wrong[page.title, int(told.removeprefix("Baris ").split(":")[0])].nik
    book.save(tmp_path / "salah.xlsx")
    second = take(office, tmp_path / "salah.xlsx", as_of=TODAY)

    assert (second.rows, second.new + second.changed, second.refused) == (len(wrong), len(wrong), 0)
    assert not [warning for warning in second.warnings if warning.code.startswith("judul")]
    assert {year for (year,) in office.db.rows("SELECT tahun FROM registry_laporan_usaha")} == {2024}


def test_a_row_that_is_asked_about_comes_back_too_and_once_is_enough(office: Node, tmp_path: Path) -> None:
    asked = [*GOOD[:7], "500"]

    first = take(office, write_csv(tmp_path / "a.csv", asked), tmp_path / "tanya.xlsx")
    again = take(office, tmp_path / "tanya.xlsx")

    assert [question.fault.code for question in first.asked] == ["rupiah_lompatan"]
    assert cells_of(tmp_path / "tanya.xlsx", 0)[0][0] == "0 baris ditolak, 1 baris diterima dan ditanyakan."
    assert (again.rows, again.questions, again.changes) == (1, 1, 0)


def test_a_file_that_comes_back_again_and_again_has_one_reason_and_loses_no_cell(office: Node, tmp_path: Path) -> None:
    long = [*ROUNDED[:3], "350", *ROUNDED[4:], "lebih"]
    take(office, write_csv(tmp_path / "a.csv", ROUNDED, long), tmp_path / "1.xlsx")
    take(office, tmp_path / "1.xlsx", tmp_path / "2.xlsx")
    last = take(office, tmp_path / "2.xlsx", tmp_path / "3.xlsx")

    assert (last.rows, last.refused) == (2, 2)
    heading, row, longer = cells_of(tmp_path / "3.xlsx", 1)
    assert heading == [*HEADINGS, "Tahun", REASON_HEADING, None]
    assert row[9].startswith("Baris 2: NIK: NIK dibulatkan")
    assert longer[9].startswith("Baris 3: NIK: NIK harus 16 angka")
    assert "lebih panjang daripada judulnya («lebih»)" in longer[9]
    assert (row[10], longer[10]) == (None, "lebih")


def test_a_file_may_be_given_back_under_its_own_name(office: Node, tmp_path: Path) -> None:
    right = [*ROUNDED[:3], "3507014605810002", *ROUNDED[4:]]
    file = tmp_path / "salah.xlsx"
    take(office, write_csv(tmp_path / "a.csv", ROUNDED, ROUNDED), file)
    mend(file, "D2", right[3])

    report = take(office, file, file)

    assert (report.new, report.refused) == (1, 1)
    assert [row[0] for row in cells_of(file, 1)] == ["No", "2"]
    assert [left.name for left in tmp_path.iterdir() if left.name.startswith(".")] == []


def test_a_number_that_is_mended_in_a_column_of_digits_stays_whole(office: Node, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS)
    page.write_row(1, 0, [*ROUNDED[:3], 3507014605810000, *ROUNDED[4:6], "Jalan 2", 1_500_000])
    book.close()

    take(office, tmp_path / "a.xlsx", tmp_path / "salah.xlsx")

    row = openpyxl.load_workbook(tmp_path / "salah.xlsx").worksheets[1][2]
    assert [cell.data_type for cell in row] == ["s", "s", "s", "n", "s", "s", "s", "n", "s", "s"]
    assert row[3].number_format == "@", "Excel keeps what is typed here as text"
    assert row[7].number_format == "General"


def test_a_loan_file_comes_back_with_the_lender_that_its_name_told(tmp_path: Path) -> None:
    bank = new_office(Random(3), Level.PROVINSI, "35")
    with (tmp_path / "kredit_bri.csv").open("w", newline="") as out:
        csv.writer(out).writerows(
            [["nik", "skema", "plafon", "tgl akad"], ["3507", "KUR Mikro", "50000000", "2024-01-05"]]
        )

    take(bank, tmp_path / "kredit_bri.csv", tmp_path / "salah.xlsx")
    mend(tmp_path / "salah.xlsx", "A2", "3507010101800001")
    report = take(bank, tmp_path / "salah.xlsx")

    assert (report.new, report.warnings) == (1, [])
    assert bank.db.rows("SELECT lembaga FROM registry_kredit") == [("BRI",)]


def test_a_sparse_row_whose_reason_sounds_like_a_signature_is_still_data(office: Node, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    page = book.add_worksheet()
    page.write_row(0, 0, [*HEADINGS, REASON_HEADING])
    page.write_row(1, 0, ["1", "Toko Uji", "", "", "", "", "", "", "Baris 7: catatan petugas"])
    book.close()

    assert take(office, tmp_path / "a.xlsx").rows == 1


def values(node: Node) -> object:
    """Return the registry without ids."""
    return sorted(tuple(row[10:]) for row in registry(node.db)["usaha"])


def test_what_a_cell_holds_comes_back_letter_by_letter_whatever_it_would_mean_in_a_workbook(
    office: Node, tmp_path: Path
) -> None:
    odd = ["<r>tebal</r>", "Satu & <dua>", "nama_x 1", "tepi ", "baris\nkedua", "Toko \x7f uji", "=1+1"]
    rows = [[str(at), name, *ROUNDED[2:6], "Jalan 1", "5000000"] for at, name in enumerate(odd, start=1)]
    rows.append(["9", "x" * 40_000, *ROUNDED[2:]])
    take(office, write_csv(tmp_path / "aneh.csv", *rows), tmp_path / "salah.xlsx")
    names = [row[1] for row in cells_of(tmp_path / "salah.xlsx", 1)[1:]]
    assert names == [*odd, "x" * 32_767]
    again = take(office, tmp_path / "salah.xlsx")
    assert (again.refused, again.rows) == (len(rows), len(rows))


def test_rows_whose_place_is_the_fault_are_refused_again_while_nobody_mended_them(office: Node, tmp_path: Path) -> None:
    shifted = ["1", "Toko Satu", "Ani", "3507011305800001", "35.07.01.2001", "13/05/1980", "Jl. A", "5", "12000000"]
    swapped = ["No", "Pemilik", "Nama Usaha", *HEADINGS[3:]]
    below = ["1", "Budi Rekaan", "Toko Dua", "", "35.07.01.2001", "", "Jl. B", "12000000"]
    first = take(office, write_csv(tmp_path / "a.csv", shifted, swapped, below), tmp_path / "salah.xlsx")

    again = take(office, tmp_path / "salah.xlsx")

    assert [fault.code for fault in first.faults] == ["kolom_bergeser", "rupiah_lompatan", "judul_kedua", "judul_kedua"]
    assert [fault.code for fault in again.faults] == ["kolom_bergeser", "rupiah_lompatan", "judul_kedua", "judul_kedua"]
    assert (again.accepted, again.refused) == (0, 3)
