"""An ugly file: what is in it, and what must come of it.

Rows are written as Excel would show them, from the first row of the sheet. Everything is invented.
"""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from selaras.core.intake.profile import Profile
from selaras.core.terms.canonical import Scalar

Cells = Sequence[object]
HEADING = ["Nama Usaha", "Nama Pemilik", "NIK", "Kelurahan", "Kecamatan", "Omzet per Tahun"]
NIK = "3573010101800001"


def usaha(
    name: str = "Toko Uji", nik: object = NIK, omzet: object = 12_000_000, desa: object = "Penanggungan"
) -> Cells:
    return [name, "Contoh Satu", nik, desa, "Klojen", omzet]


@dataclass(frozen=True, slots=True)
class Quirk:
    """One file. accepted: by row, some of the values it must have. refused: by row, the codes of all its faults.
    asked: by row, the codes of its questions; a None among the accepted values is one that waits.

    merged: (row, first column, last column) counted from 0; merged_down: (first row, column, last row).
    encoding and separator make a CSV of it.
    """

    name: str
    rows: Sequence[Cells]
    accepted: Mapping[int, Mapping[str, Scalar]] = field(default_factory=dict)
    refused: Mapping[int, Sequence[str]] = field(default_factory=dict)
    asked: Mapping[int, Sequence[str]] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    remarks: Sequence[str] = ()
    merged: Sequence[tuple[int, int, int]] = ()
    merged_down: Sequence[tuple[int, int, int]] = ()
    office: str = "35.73"
    encoding: str = ""
    separator: str = ";"
    epoch_1904: bool = False
    profile: Profile | None = None

    def write(self, folder: Path) -> Path:
        path = folder / ("berkas.csv" if self.encoding else "berkas.xlsx")
        if self.encoding:
            text = io.StringIO(newline="")
            csv.writer(text, delimiter=self.separator).writerows(self.rows)
            path.write_bytes(text.getvalue().encode(self.encoding))
        else:
            self._write_workbook(path)
        return path

    def _write_workbook(self, path: Path) -> None:
        book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", "date_1904": self.epoch_1904})
        sheet = book.add_worksheet("Data")
        for at, cells in enumerate(self.rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, column, cell)
                elif isinstance(cell, str):
                    if cell:
                        sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write(at, column, cell)
        across = [(row, first, row, last) for row, first, last in self.merged]
        for top, left, bottom, right in (*across, *((row, at, last, at) for row, at, last in self.merged_down)):
            sheet.merge_range(top, left, bottom, right, self.rows[top][left])
        book.close()


def one_cell(name: str, heading: str, cell: object, field_name: str, value: Scalar, **more: object) -> Quirk:
    """Return a file whose last column holds the quirk, in one row that is accepted."""
    rows = [[*HEADING, heading], [*usaha(), cell]]
    return Quirk(name, rows, accepted={2: {field_name: value}}, **more)  # type: ignore[arg-type]


def one_bad_cell(name: str, heading: str, cell: object, *codes: str) -> Quirk:
    """Return a file whose last column holds the quirk, in one row that is refused."""
    return Quirk(name, [[*HEADING, heading], [*usaha(), cell]], refused={2: codes})


def with_nik(name: str, cell: object, *codes: str) -> Quirk:
    """Return a file with one NIK: refused with the codes, or read when there are none."""
    rows = [HEADING, usaha(nik=cell)]
    return Quirk(name, rows, refused={2: codes}) if codes else Quirk(name, rows, accepted={2: {"nik_pemilik": NIK}})


def with_omzet(name: str, heading: str, cell: object, omzet: int, *said: str) -> Quirk:
    """Return a file with one amount. said: codes, of the column where its heading says a unit, else of the row."""
    rows = [[*HEADING[:5], heading], usaha(omzet=cell)]
    if heading == "Omzet" or heading == HEADING[5]:
        return Quirk(name, rows, accepted={2: {"omzet": omzet}}, warnings=said)
    return Quirk(name, rows, accepted={2: {"omzet": omzet}}, remarks=said)


def asked_about(name: str, omzet: object) -> Quirk:
    """Return a file whose one amount is asked about: it waits, the rest of the row does not."""
    waits: dict[str, Scalar] = {"nama_usaha": "Toko Uji", "omzet": None}
    return Quirk(name, [HEADING, usaha(omzet=omzet)], accepted={2: waits}, asked={2: ["rupiah_lompatan"]})


PLAIN: dict[str, Scalar] = {"nama_usaha": "Toko Uji", "nik_pemilik": NIK, "omzet": 12_000_000}
