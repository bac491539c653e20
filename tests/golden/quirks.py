"""The ugly files, by what is odd about them: first their layouts and encodings."""

from tests.golden.quirk import HEADING, NIK, PLAIN, Quirk, usaha
from tests.golden.quirks_of_cells import AMOUNTS, DATES, NUMBERS, PLACES, ROWS
from tests.golden.quirks_of_offices import OFFICES
from tests.golden.quirks_of_tables import TABLES
from tests.golden.quirks_of_writing import WRITING

_TITLED = [["DINAS KOPERASI DAN UKM"], ["DATA UMKM TAHUN 2023"], [], HEADING, usaha()]

LAYOUTS = [
    Quirk("titles above the heading", _TITLED, accepted={5: {**PLAIN, "tahun": 2023}}),
    Quirk("a numbering row under the heading", [HEADING, [1, 2, 3, 4, 5, 6], usaha()], accepted={3: PLAIN}),
    Quirk(
        "a numbering row in brackets",
        [HEADING, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], usaha()],
        accepted={3: PLAIN},
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
        accepted={2: PLAIN},
    ),
    Quirk(
        "rows that are numbered in advance",
        [["No", *HEADING], [1, *usaha()], [2], [3]],
        accepted={2: PLAIN},
    ),
    Quirk(
        "a heading in two rows with merged cells",
        [["USAHA", "PEMILIK", "", "ALAMAT", "", "OMZET"], ["NAMA USAHA", "NAMA", "NIK", "DESA", "KEC", ""], usaha()],
        merged=[(0, 1, 2), (0, 3, 4)],
        accepted={3: PLAIN},
    ),
    Quirk(
        "a heading in two rows of a CSV, where nothing is merged",
        [["NAMA USAHA", "PEMILIK", "", "ALAMAT", "", "OMZET"], ["", "NAMA", "NIK", "DESA", "KEC", ""], usaha()],
        encoding="utf-8",
        accepted={3: PLAIN},
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
        accepted={2: PLAIN},
    ),
    Quirk(
        "a table that does not begin in the first column",
        [["", "", *HEADING], ["", "", *usaha()]],
        accepted={2: PLAIN},
    ),
    Quirk(
        "underscores for spaces",
        [["nama_usaha", "nama_pemilik", "nik", "desa", "kecamatan", "omzet"], usaha()],
        accepted={2: PLAIN},
    ),
    Quirk(
        "abbreviated headings",
        [["Nm. Usaha", "Nm. Pemilik", "No. KTP", "Kel.", "Kec.", "Omset/thn"], usaha()],
        accepted={2: PLAIN},
    ),
    Quirk(
        "a misspelled heading is used and asked about",
        [["Nama Usahaa", *HEADING[1:]], usaha()],
        accepted={2: PLAIN},
        remarks=["judul_ragu"],
    ),
    Quirk(
        "an unknown heading is asked about",
        [[*HEADING, "Golongan Darah"], [*usaha(), "B"]],
        accepted={2: PLAIN},
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
    Quirk("CSV in UTF-16 without its mark", [HEADING, usaha()], encoding="utf-16-le", accepted={2: PLAIN}),
    Quirk(
        "CSV in cp1252", [HEADING, usaha("Kafé «Uji»")], encoding="cp1252", accepted={2: {"nama_usaha": "Kafé «Uji»"}}
    ),
    Quirk("commas between", [HEADING, usaha()], encoding="utf-8", separator=",", accepted={2: PLAIN}),
    Quirk("tabs between", [HEADING, usaha()], encoding="utf-8", separator="\t", accepted={2: PLAIN}),
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
        accepted={2: PLAIN},
    ),
    Quirk(
        "a line that names its separator",
        [["sep=,"], HEADING, usaha()],
        encoding="utf-8",
        separator=",",
        accepted={3: PLAIN},
    ),
    Quirk(
        "text that was read in the wrong encoding once",
        [HEADING, usaha("KafÃ© Uji")],
        accepted={2: {"nama_usaha": "Kafé Uji"}},
    ),
    Quirk("invisible characters", [HEADING, usaha("Toko\u200b\u00a0Uji\ufeff")], accepted={2: PLAIN}),
]

QUIRKS = [*LAYOUTS, *ENCODINGS, *NUMBERS, *AMOUNTS, *DATES, *PLACES, *ROWS, *TABLES, *WRITING, *OFFICES]
