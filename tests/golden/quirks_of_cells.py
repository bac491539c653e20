"""Ugly cells: numbers, amounts, dates, places, and rows of them."""

import datetime as dt

from tests.golden.quirk import (
    HEADING,
    NIK,
    PLAIN,
    Quirk,
    asked_about,
    one_bad_cell,
    one_cell,
    usaha,
    with_nik,
    with_omzet,
)

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
    asked_about("an amount that is too large for an UMKM", omzet="91 miliar"),
    asked_about("an amount that was meant in thousands", omzet=1_500),
    Quirk("a range", [HEADING, usaha(omzet="2-3 juta")], refused={2: ["rupiah_rentang"]}),
    Quirk("a formula error", [HEADING, usaha(omzet="#REF!")], refused={2: ["sel_galat"]}),
    Quirk(
        "formula errors where a cell is looked at before its reader",
        [[*HEADING, "RT/RW", "ID catatan"], [*usaha(), "#REF!", ""], [*usaha(), "012/006", "#N/A"]],
        refused={2: ["sel_galat"], 3: ["sel_galat"]},
    ),
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
        accepted={2: {"nama_usaha": "Toko Uji", "wilayah": None}},
        asked={2: ["wilayah_kembar"]},
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
        accepted={2: PLAIN},
        warnings=["baris_panjang"],
    ),
    Quirk("dashes for nothing", [[*HEADING, "NIB", "No HP"], [*usaha(), "-", "--"]], accepted={2: PLAIN}),
]
