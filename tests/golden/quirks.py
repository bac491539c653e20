"""Ugly files, each a named quirk: what is in them, and what must come of it.

Rows are written as Excel would show them, from the first row of the sheet. Everything is invented.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

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

    merged: (row, first column, last column) counted from 0. encoding and separator make a CSV of it.
    """

    name: str
    rows: Sequence[Cells]
    accepted: Mapping[int, Mapping[str, Scalar]] = field(default_factory=dict)
    refused: Mapping[int, Sequence[str]] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    remarks: Sequence[str] = ()
    merged: Sequence[tuple[int, int, int]] = ()
    office: str = "35.73"
    encoding: str = ""
    separator: str = ";"
    epoch_1904: bool = False

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
        for row, first, last in self.merged:
            sheet.merge_range(row, first, row, last, str(self.rows[row][first]))
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


Writer = Callable[[Path], Path]
_PLAIN: dict[str, Scalar] = {"nama_usaha": "Toko Uji", "nik_pemilik": NIK, "omzet": 12_000_000}
_TITLED = [["DINAS KOPERASI DAN UKM"], ["DATA UMKM TAHUN 2023"], [], HEADING, usaha()]

LAYOUTS = [
    Quirk("titles above the heading", _TITLED, accepted={5: {**_PLAIN, "tahun": 2023}}),
    Quirk("a numbering row under the heading", [HEADING, [1, 2, 3, 4, 5, 6], usaha()], accepted={3: _PLAIN}),
    Quirk(
        "a numbering row in brackets",
        [HEADING, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], usaha()],
        accepted={3: _PLAIN},
    ),
    Quirk("blank rows between", [HEADING, usaha(), [], [], usaha("Toko Dua")], accepted={2: {}, 5: {}}),
    Quirk(
        "the heading again on the next page", [HEADING, usaha(), HEADING, usaha("Toko Dua")], accepted={2: {}, 4: {}}
    ),
    Quirk(
        "a total and a signature below",
        [
            HEADING,
            usaha(),
            ["JUMLAH", "", "", "", "", 12_000_000],
            [],
            ["Mengetahui, Kepala Dinas"],
            ["NAMA CONTOH"],
            ["NIP. 1"],
        ],
        accepted={2: _PLAIN},
    ),
    Quirk(
        "rows that are numbered in advance",
        [["No", *HEADING], [1, *usaha()], [2], [3]],
        accepted={2: _PLAIN},
    ),
    Quirk(
        "a heading in two rows with merged cells",
        [["USAHA", "PEMILIK", "", "ALAMAT", "", "OMZET"], ["NAMA USAHA", "NAMA", "NIK", "DESA", "KEC", ""], usaha()],
        merged=[(0, 1, 2), (0, 3, 4)],
        accepted={3: _PLAIN},
    ),
    Quirk(
        "a heading in two rows of a CSV, where nothing is merged",
        [["NAMA USAHA", "PEMILIK", "", "ALAMAT", "", "OMZET"], ["", "NAMA", "NIK", "DESA", "KEC", ""], usaha()],
        encoding="utf-8",
        accepted={3: _PLAIN},
    ),
    Quirk(
        "a heading in three rows",
        [
            ["DATA USAHA", "DATA PEMILIK", "", "TEMPAT", "", "TENAGA KERJA", ""],
            ["NAMA USAHA", "IDENTITAS", "", "ALAMAT", "", "JUMLAH", ""],
            ["", "NAMA PEMILIK", "NIK", "DESA", "KECAMATAN", "TENAGA KERJA L", "TENAGA KERJA P"],
            ["Toko Uji", "Contoh", NIK, "Penanggungan", "Klojen", 2, 3],
        ],
        accepted={4: {"nama_usaha": "Toko Uji", "tenaga_kerja_laki": 2, "tenaga_kerja_perempuan": 3}},
    ),
    Quirk(
        "columns in another order",
        [HEADING[::-1], usaha()[::-1]],
        accepted={2: _PLAIN},
    ),
    Quirk(
        "a table that does not begin in the first column",
        [["", "", *HEADING], ["", "", *usaha()]],
        accepted={2: _PLAIN},
    ),
    Quirk(
        "underscores for spaces",
        [["nama_usaha", "nama_pemilik", "nik", "desa", "kecamatan", "omzet"], usaha()],
        accepted={2: _PLAIN},
    ),
    Quirk(
        "abbreviated headings",
        [["Nm. Usaha", "Nm. Pemilik", "No. KTP", "Kel.", "Kec.", "Omset/thn"], usaha()],
        accepted={2: _PLAIN},
    ),
    Quirk(
        "a misspelled heading is used and asked about",
        [["Nama Usahaa", *HEADING[1:]], usaha()],
        accepted={2: _PLAIN},
        remarks=["judul_ragu"],
    ),
    Quirk(
        "an unknown heading is asked about",
        [[*HEADING, "Golongan Darah"], [*usaha(), "B"]],
        accepted={2: _PLAIN},
        remarks=["judul_tak_dikenal"],
    ),
    Quirk("no heading at all", [usaha(), usaha("Toko Dua")]),
    Quirk(
        "a recapitulation instead of a table",
        [["Kecamatan", "Jumlah UMKM", "Omzet"], ["Klojen", 12, 1_000_000], ["Lowokwaru", 3, 2_000_000]],
    ),
    Quirk(
        "a kecamatan that only the title names",
        [["DATA UMKM KECAMATAN KLOJEN"], [HEADING[0], HEADING[1], "Kelurahan"], ["Toko Uji", "Contoh", "Penanggungan"]],
        accepted={3: {"wilayah": "35.73.02.1011"}},
    ),
]

ENCODINGS = [
    Quirk("CSV in UTF-8", [HEADING, usaha("Kafé Uji")], encoding="utf-8", accepted={2: {"nama_usaha": "Kafé Uji"}}),
    Quirk(
        "CSV in UTF-8 with its mark",
        [HEADING, usaha("Kafé Uji")],
        encoding="utf-8-sig",
        accepted={2: {"nama_usaha": "Kafé Uji"}},
    ),
    Quirk("CSV in UTF-16", [HEADING, usaha("Kafé Uji")], encoding="utf-16", accepted={2: {"nama_usaha": "Kafé Uji"}}),
    Quirk("CSV in UTF-16 without its mark", [HEADING, usaha()], encoding="utf-16-le", accepted={2: _PLAIN}),
    Quirk(
        "CSV in cp1252", [HEADING, usaha("Kafé «Uji»")], encoding="cp1252", accepted={2: {"nama_usaha": "Kafé «Uji»"}}
    ),
    Quirk("commas between", [HEADING, usaha()], encoding="utf-8", separator=",", accepted={2: _PLAIN}),
    Quirk("tabs between", [HEADING, usaha()], encoding="utf-8", separator="\t", accepted={2: _PLAIN}),
    Quirk(
        "a cell with the separator and a line end in it",
        [HEADING, usaha("Toko; Uji\nDua")],
        encoding="utf-8",
        accepted={2: {"nama_usaha": "Toko; Uji Dua"}},
    ),
    Quirk(
        "a formula that keeps a number as text",
        [HEADING, usaha(nik=f'="{NIK}"')],
        encoding="utf-8",
        accepted={2: _PLAIN},
    ),
    Quirk(
        "a line that names its separator",
        [["sep=,"], HEADING, usaha()],
        encoding="utf-8",
        separator=",",
        accepted={3: _PLAIN},
    ),
    Quirk(
        "text that was read in the wrong encoding once",
        [HEADING, usaha("KafÃ© Uji")],
        accepted={2: {"nama_usaha": "Kafé Uji"}},
    ),
    Quirk("invisible characters", [HEADING, usaha("Toko\u200b\u00a0Uji\ufeff")], accepted={2: _PLAIN}),
]

NUMBERS = [
    with_nik("a NIK after an apostrophe", "'" + NIK),
    with_nik("a NIK in groups", "357301 010180 0001"),
    with_nik("a NIK as a number that is whole", float(NIK)),
    with_nik("a NIK that Excel rounded", 3573010101800000.0, "nik_dibulatkan"),
    with_nik("a NIK in scientific notation", "3,57E+15", "nik_dibulatkan"),
    with_nik("a NIK that lost a digit", NIK[:-1], "nik_panjang"),
    with_nik("a NIK with an impossible date", "3573013102800001", "nik_tanggal"),
    with_nik("a NIK with a letter O", "35730101018O0001", "nik_huruf"),
    one_cell("a NIB that lost its zero", "NIB", 220001234567, "nib", "0220001234567", warnings=["nib_nol_depan"]),
    one_cell("a KBLI that lost its zero", "KBLI", 1111, "kbli", "01111", warnings=["kbli_nol_depan"]),
    one_cell("a KBLI of another version", "KBLI", "99998", "kbli", "99998", warnings=["kbli_tak_dikenal"]),
    one_bad_cell("a KBLI of four digits", "KBLI", "4711", "kbli_panjang"),
    one_cell(
        "two telephone numbers",
        "No HP",
        "081234567890/081345678901",
        "telepon",
        "+6281234567890",
        warnings=["telepon_banyak"],
    ),
    one_cell("a telephone number that lost its zero", "No HP", 81234567890, "telepon", "+6281234567890"),
    one_cell("RT and RW in one cell", "RT/RW", "012/006", "rw", "006"),
    one_cell("a year that Excel shows as a date", "Tahun Berdiri", dt.date(1905, 6, 23), "tahun_mulai", 2001),
]

AMOUNTS = [
    with_omzet("an amount per month", "Omzet per Bulan", 1_000_000, 12_000_000, "omzet_bulanan"),
    with_omzet("an amount in thousands", "Omzet per Tahun (dalam ribuan)", 12_000, 12_000_000, "satuan_judul"),
    with_omzet("an amount in millions", "Omzet (juta)", "1,5", 1_500_000, "satuan_judul"),
    with_omzet(
        "a unit in the cell of a column with another", "Omzet (dalam ribuan)", "1,5 jt", 1_500_000, "satuan_judul"
    ),
    with_omzet("an estimate", "Omzet", "± 2 juta", 2_000_000, "rupiah_kira"),
    with_omzet("an amount that is too large for an UMKM", "Omzet", "91 miliar", 91_000_000_000, "rupiah_lompatan"),
    with_omzet("an amount that was meant in thousands", "Omzet", 1_500, 1_500, "rupiah_lompatan"),
    Quirk("a range", [HEADING, usaha(omzet="2-3 juta")], refused={2: ["rupiah_rentang"]}),
    Quirk("a formula error", [HEADING, usaha(omzet="#REF!")], refused={2: ["sel_galat"]}),
]

DATES = [
    one_cell(
        "a birth date after its place", "Tempat, Tanggal Lahir", "Malang, 01-01-1980", "tanggal_lahir", "1980-01-01"
    ),
    one_cell("a serial number for a date", "Tgl Lahir", 29221, "tanggal_lahir", "1980-01-01"),
    one_cell("a serial number of the 1904 system", "Tgl Lahir", 27759, "tanggal_lahir", "1980-01-01", epoch_1904=True),
    one_cell(
        "a date of the 1904 system", "Tgl Lahir", dt.date(1980, 1, 1), "tanggal_lahir", "1980-01-01", epoch_1904=True
    ),
    one_bad_cell("the 31st of February", "Tgl Lahir", "31/02/1980", "tanggal_tak_ada"),
    one_bad_cell("a birth in the future", "Tgl Lahir", "01/01/2080", "tanggal_masa_depan"),
    Quirk(
        "a column with the month first",
        [[*HEADING, "Tgl Lahir"], [*usaha(nik=""), "02/01/1980"], [*usaha("Toko Dua", nik=""), "12/31/1980"]],
        accepted={2: {"tanggal_lahir": "1980-02-01"}, 3: {"tanggal_lahir": "1980-12-31"}},
    ),
    one_cell(
        "a birth date that the NIK contradicts",
        "Tgl Lahir",
        "02/01/1980",
        "tanggal_lahir",
        "1980-01-02",
        warnings=["nik_beda_lahir"],
    ),
    one_cell("a sex that the NIK contradicts", "L/P", "P", "jenis_kelamin", "P", warnings=["nik_beda_kelamin"]),
    Quirk(
        "a column each for men and women",
        [
            ["NAMA USAHA", "NAMA PEMILIK", "KELURAHAN", "KECAMATAN", "JENIS KELAMIN", ""],
            ["", "", "", "", "L", "P"],
            ["Toko Uji", "Contoh", "Penanggungan", "Klojen", "", "V"],
        ],
        accepted={3: {"jenis_kelamin": "P"}},
    ),
]

PLACES = [
    Quirk(
        "a desa in capitals without its space",
        [HEADING, usaha(desa="TANJUNG REJO")],
        refused={2: ["wilayah_tak_dikenal"]},
    ),
    Quirk(
        "a misspelled desa",
        [HEADING, usaha(desa="Penangungan")],
        accepted={2: {"wilayah": "35.73.02.1011"}},
        warnings=["wilayah_ejaan"],
    ),
    Quirk(
        "a code instead of a name", [HEADING, usaha(desa="35.73.02.1011")], accepted={2: {"wilayah": "35.73.02.1011"}}
    ),
    Quirk(
        "a code that became a number",
        [["Nama Usaha", "Pemilik", "Kode Desa"], ["Toko Uji", "Contoh", 3573021011]],
        accepted={2: {"wilayah": "35.73.02.1011"}},
    ),
    Quirk(
        "no desa, only its kecamatan",
        [HEADING, usaha(desa="")],
        accepted={2: {"wilayah": "35.73.02"}},
        warnings=["wilayah_tanpa_desa"],
    ),
    Quirk(
        "a desa of another office",
        [["Nama Usaha", "Pemilik", "Kode Desa"], ["Toko Uji", "Contoh", "35.78.08.1003"]],
        refused={2: ["wilayah_luar"]},
    ),
    Quirk(
        "a name that two areas bear",
        [["Nama Usaha", "Pemilik", "Kab/Kota"], ["Toko Uji", "Contoh", "Malang"]],
        office="35",
        refused={2: ["wilayah_kembar"]},
    ),
]

ROWS = [
    Quirk(
        "all faults of a row are named, not the first",
        [[*HEADING, "Tgl Lahir", "L/P"], ["", "", "123", "Entah", "Klojen", "2-3 juta", "31/02/1980", "X"]],
        refused={
            2: [
                "nik_panjang",
                "pilihan_tak_dikenal",
                "rupiah_rentang",
                "tanggal_tak_ada",
                "wajib_kosong",
                "wajib_kosong",
                "wilayah_tak_dikenal",
            ]
        },
    ),
    Quirk(
        "a cell that begins like a formula stays text",
        [HEADING, usaha("=1+1"), usaha("@SUM(A1)")],
        accepted={2: {"nama_usaha": "=1+1"}, 3: {"nama_usaha": "@SUM(A1)"}},
    ),
    Quirk(
        "yes and no in many words",
        [[*HEADING, "QRIS", "Medsos", "Marketplace"], [*usaha(), "✓", "ada", "Tidak"]],
        accepted={2: {"pemakaian_digital": "media_sosial|qris"}},
    ),
    Quirk(
        "the number of a certificate is a yes",
        [[*HEADING, "P-IRT", "Halal"], [*usaha(), "2063573010001-28", "belum"]],
        accepted={2: {"sertifikat": "pirt"}},
    ),
    Quirk(
        "a cell under no heading is not dropped silently",
        [HEADING, [*usaha(), "catatan tangan"]],
        accepted={2: _PLAIN},
        warnings=["baris_panjang"],
    ),
    Quirk("dashes for nothing", [[*HEADING, "NIB", "No HP"], [*usaha(), "-", "--"]], accepted={2: _PLAIN}),
]

QUIRKS = [*LAYOUTS, *ENCODINGS, *NUMBERS, *AMOUNTS, *DATES, *PLACES, *ROWS]
