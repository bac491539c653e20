"""A formula that failed is a fault of its row. The readers' library takes such a cell for a blank one."""

import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from selaras.gateways.workbook.limits import FileRefused
from tests.golden.quirk import HEADING, usaha
from tests.golden.reading import read_file

_ODS_CELL = (
    '<table:table-cell calcext:value-type="error" office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
)


def test_formulas_that_failed_are_refused_in_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "rumus.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("Kec. Klojen", "Kec. Sukun & Blimbing"):
            sheet = book.add_worksheet(name)
            for at, cells in enumerate([HEADING, usaha(), usaha("Toko Dua", nik=""), usaha("Toko Tiga", nik="")]):
                sheet.write_row(at, 0, cells)
            sheet.write_formula(2, 5, "=VLOOKUP(A1,B1:C2,2)", None, "#N/A")
            sheet.write_formula(3, 5, "=1000000*12", None, 12_000_000)

    reading = read_file(path, office="35.73")

    assert {at: [fault.code for fault in faults] for at, faults in reading.refused.items()} == {
        ("Kec. Klojen", 3): ["sel_galat"],
        ("Kec. Sukun & Blimbing", 3): ["sel_galat"],
    }
    assert [dict(draft.reports[0][1])["omzet"] for draft in reading.drafts.values()] == [12_000_000] * 4


def test_an_open_document_with_a_formula_that_failed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rumus.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:spreadsheet>{_ODS_CELL}</office:spreadsheet>")

    with pytest.raises(FileRefused) as caught:
        read_file(path, office="35.73")
    assert caught.value.code == "sel_galat"


def test_a_formula_that_failed_in_a_workbook_of_the_old_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rumus.xls"
    file = Path(__file__).with_name("lama.xls").read_bytes()
    number = struct.pack("<HHHH", 0x027E, 10, 4, 2)  # the record of a number, in row 5, column C
    cell = struct.pack("<HHHHHBBH", 0x0205, 10, 4, 2, 18, 42, 1, 0)  # of an error instead, #N/A
    at = file.index(number)
    path.write_bytes(file[:at] + cell + file[at + len(cell) :])

    reading = read_file(path, office="35.73")

    assert reading.codes == {5: ["sel_galat"]}
