"""Ugly cells of offices: words where a number should stand, numbers that lost digits, and what Excel and its users make of them."""

import datetime as dt

from tests.golden.quirk import HEADING, NIK, PLAIN, Quirk, one_bad_cell, one_cell, usaha, with_nik, with_omzet

_COOPERATIVE = ["NIK Koperasi", "Nama Koperasi", "Wilayah Keanggotaan", "Kode Desa"]
_LOAN = ["NIK Debitur", "Bank", "Skema", "Plafon", "Tgl Akad"]
_CODE = "35.73.02.1011"
_NO_NUMBER = ["belum ada", "Tidak punya", "BLM ADA", "nihil", "0", "0000000000000000"]

NO_NUMBERS = [
    Quirk(
        "cooperatives without a number are not one cooperative",
        [_COOPERATIVE, *([word, f"KSP {n}", "kab/kota", _CODE] for n, word in enumerate(_NO_NUMBER))],
        accepted={n + 2: {"nama_koperasi": f"KSP {n}", "nik_koperasi": None} for n in range(len(_NO_NUMBER))},
    ),
    Quirk(
        "a cooperative's number that Excel rounded, and words that are none",
        [_COOPERATIVE, ["3,57E+12", "KSP Uji", "kab/kota", _CODE], ["sudah", "KUD Uji", "kab/kota", _CODE]],
        refused={2: ["angka_dibulatkan"], 3: ["nomor_bentuk"]},
    ),
    *(
        one_cell(f"a {heading} that says in words or by zeros that there is none: {word}", heading, word, name, None)
        for heading, name in (
            ("NIB", "nib"),
            ("NPWP", "npwp"),
            ("No HP", "telepon"),
            ("Email", "surel"),
            ("KBLI", "kbli"),
        )
        for word in ("belum ada", "tidak punya")
    ),
    one_cell("a NIB of zeros", "NIB", "0000000000000", "nib", None),
    one_cell("a NIB that is the number zero", "NIB", 0, "nib", None),
    Quirk(
        "a NIK that says that there is none",
        [HEADING, usaha(nik="belum ada"), usaha("Toko Dua", nik=0)],
        accepted={2: {"nik_pemilik": None}, 3: {"nik_pemilik": None}},
    ),
    one_bad_cell("a NIB that is promised", "NIB", "proses", "nib_panjang"),
]

LOST_DIGITS = [
    one_bad_cell("an old NIB in a number cell that lost its last digit", "NIB", 912000123456, "nib_panjang"),
    one_cell(
        "a NIB of 2020 in a CSV that lost its zero",
        "NIB",
        "220001234567",
        "nib",
        "0220001234567",
        warnings=["nib_nol_depan"],
    ),
    one_bad_cell("a NPWP that is a rounded NIK", "NPWP", 3573010101800000, "angka_dibulatkan"),
    with_nik("a NIK with two decimals of zero", "3573010101800001.00"),
    with_nik("a NIK with decimals after a comma", "3573010101800001,00"),
    with_nik("a NIK that lost digits and got decimals", "35730101018001.50", "nik_panjang"),
    with_nik("a NIK that lost a digit and got a zero for its decimal", "357301010180001,0", "nik_panjang"),
]

AS_OSS_WRITES = [
    one_cell(f"a KBLI typed as {text}", "KBLI", text, "kbli", "47112")
    for text in ("47112 - Perdagangan eceran", "G47112", "G.47112", "KBLI: 47112", "47112 (toko)")
] + [one_bad_cell("two KBLI in one cell", "KBLI", "47112/47113", "kbli_panjang")]

HEADINGS = [
    *(
        with_omzet(f"a unit in the heading: {heading}", heading, cell, 12_000_000, "satuan_judul")
        for heading, cell in (
            ("Omzet ribu rupiah", 12_000),
            ("Omzet ('000)", "12.000"),
            ("Omzet (Rp. 000.000)", 12),
            ("Omzet dlm jutaan", "12"),
        )
    ),
    Quirk(
        "a column of savings per month is not taken for savings",
        [[*_COOPERATIVE, "Simpanan per bulan"], ["3507", "KSP Uji", "kab/kota", _CODE, 50_000]],
        accepted={2: {"simpanan": None}},
        remarks=["judul_ragu"],
    ),
    Quirk(
        "loans in millions, which no heading says",
        [_LOAN, *([f"3573010101800{n:03}", "BRI", "KUR Mikro", n, f"{n}/01/2024"] for n in range(5, 25))],
        accepted={n - 3: {"plafon": None} for n in range(5, 25)},
        remarks=["satuan_mungkin"],
    ),
    Quirk(
        "a loan of 25 rupiah",
        [_LOAN, [NIK, "BRI", "KUR Mikro", 25, "05/01/2024"]],
        refused={2: ["rupiah_tanpa_satuan"]},
    ),
]

GROUPS_OF_COLUMNS = [
    Quirk(
        "ticks for men and women, and for the size class, under three rows of headings",
        [
            ["NO", "NAMA USAHA", "PEMILIK", "", "", "ALAMAT", "", "SKALA USAHA", "", "", "OMZET"],
            ["", "", "NAMA", "JENIS KELAMIN", "", "KELURAHAN", "KECAMATAN", "MIKRO", "KECIL", "MENENGAH", ""],
            ["", "", "", "L", "P", "", "", "", "", "", ""],
            [1, "Toko Uji", "Ani", "", "V", "Penanggungan", "Klojen", "V", "", "", 12_000_000],
            [2, "Toko Dua", "Budi", "√", "", "Penanggungan", "Klojen", "V", "", "", 90_000_000_000],
        ],
        merged=[(0, 2, 4), (0, 5, 6), (0, 7, 9), (1, 3, 4)],
        accepted={
            4: {"nama_usaha": "Toko Uji", "jenis_kelamin": "P", "omzet": 12_000_000},
            5: {"nama_usaha": "Toko Dua", "jenis_kelamin": "L", "omzet": None},
        },
        asked={5: ["rupiah_lompatan"]},
    ),
    Quirk(
        "ticks for the size class in a column each, without a title above them",
        [[*HEADING, "Mikro", "Kecil", "Menengah"], [*usaha(omzet=2_500_000_000), "v", "", ""]],
        accepted={2: {"omzet": 2_500_000_000}},
        warnings=["skala_beda"],
    ),
]

_KELURAHAN = ["Nama Usaha", "Nama Pemilik", "Kelurahan", "Omzet"]

ROWS_OF_OFFICES = [
    Quirk(
        "the heading again with its columns in another order: its rows are not read by the first",
        [
            HEADING,
            usaha(),
            [],
            ["Nama Pemilik", "Nama Usaha", *HEADING[2:]],
            ["Bu Ani", "Toko Dua", "", "Kauman", "Klojen", 5_000_000],
        ],
        accepted={2: PLAIN},
        refused={4: ["judul_kedua"], 5: ["judul_kedua"]},
    ),
    Quirk(
        "a table of another kind below: its cooperatives are not businesses, and the first table goes on below its heading",
        [
            ["Nama Usaha", "Nama Pemilik", "Alamat", "Kelurahan"],
            ["Toko Uji", "Ani", "Jl. A", "Kauman"],
            ["Nama Koperasi", "Ketua", "Alamat", "Kelurahan"],
            ["KSP Rekaan", "Budi", "Jl. B", "Kauman"],
            ["Nama Usaha", "Nama Pemilik", "Alamat", "Kelurahan"],
            ["Toko Dua", "Ani", "Jl. A", "Kauman"],
        ],
        accepted={2: {"nama_usaha": "Toko Uji"}, 6: {"nama_usaha": "Toko Dua"}},
        refused={3: ["judul_kedua"], 4: ["judul_kedua"]},
    ),
    Quirk(
        "rows of three cells below a note, and on the page after the first",
        [
            _KELURAHAN[:3],
            ["Toko Uji", "Ani", "Kauman"],
            ["Catatan: sudah dicek"],
            ["Toko Dua", "Budi", "Kauman"],
            ["Halaman 1 dari 2"],
            ["Toko Tiga", "Budi", ""],
        ],
        accepted={2: {}, 4: {"nama_usaha": "Toko Dua"}},
        refused={6: ["wajib_kosong"]},
    ),
    Quirk(
        "a business called Total in a wide table of which little is filled",
        [
            [*HEADING, "RT", "RW", "Alamat", "Email", "NPWP", "KBLI"],
            ["Total Motor", "Ani", "", "Kauman", "", 9_000_000],
        ],
        accepted={2: {"nama_usaha": "Total Motor"}},
    ),
    Quirk(
        "numbering in letters, Roman figures, with dots, and with sums",
        [
            HEADING,
            list("abcdef"),
            ["I", "II", "III", "IV", "V", "VI"],
            ["1.", "2.", "3.", "4.", "5.", "6."],
            ["1", "2", "3", "4", "5", "6=4+5"],
            usaha(),
        ],
        accepted={6: PLAIN},
    ),
    Quirk(
        "groups of rows under the name of their kecamatan",
        [HEADING, ["KECAMATAN KLOJEN"], usaha(), ["B", "Kecamatan Sukun"], ["", "Jumlah", "", "", "", 12_000_000]],
        accepted={3: PLAIN},
        refused={2: ["baris_kelompok"], 4: ["baris_kelompok"]},
    ),
    Quirk(
        "marks that point to the row above are not what they say",
        [[*HEADING, "Alamat"], [*usaha(), "Jl. A"], [*usaha("Dua", nik=""), "idem"], [*usaha("Tiga", nik=""), "“"]],
        accepted={2: {"alamat": "Jl. A"}},
        refused={3: ["sel_idem"], 4: ["sel_idem"]},
    ),
    Quirk(
        "one owner and one kelurahan merged over three businesses, and an amount that may be that of all of them",
        [
            _KELURAHAN,
            ["Toko Uji", "Ani", "Kauman", 12_000_000],
            ["Toko Dua", "", "", ""],
            ["Toko Tiga", "", "", ""],
            ["Toko Empat", "Budi", "Samaan", 12_000_000],
        ],
        merged_down=[(1, 1, 3), (1, 2, 3), (1, 3, 3)],
        accepted={
            2: {"nama_pemilik": "Ani", "omzet": 12_000_000},
            3: {"nama_usaha": "Toko Dua", "nama_pemilik": "Ani", "wilayah": "35.73.02.1007", "omzet": None},
            4: {"nama_usaha": "Toko Tiga", "nama_pemilik": "Ani", "wilayah": "35.73.02.1007", "omzet": None},
            5: {"nama_pemilik": "Budi"},
        },
        remarks=["sel_gabung"],
    ),
    Quirk(
        "a tick for men and one for women",
        [
            [*HEADING, "JENIS KELAMIN", ""],
            ["", "", "", "", "", "", "L", "P"],
            [*usaha(nik=""), "V", "V"],
            [*usaha("Toko Dua", nik=""), "tidak", "tidak"],
        ],
        merged=[(0, 6, 7)],
        accepted={4: {"jenis_kelamin": None}},
        refused={3: ["pilihan_tak_dikenal"]},
    ),
]

SEPARATED = [
    Quirk(
        "an address with a comma in a CSV of commas shifts its row",
        [
            ["Nama Usaha", "Pemilik", "Kode Desa", "Alamat", "Kegiatan Utama"],
            ["Toko Uji", "Ani", _CODE, "Jl. Mawar", " No 5", "Kuliner"],
            ["Toko Dua", "Ani", _CODE, "Jl. Mawar, No 6", "Kuliner"],
        ],
        encoding="utf-8",
        separator=",",
        accepted={3: {"alamat": "Jl. Mawar, No 6", "kegiatan_utama": "Kuliner"}},
        refused={2: ["kolom_bergeser"]},
    ),
]

_BOOK = [*_COOPERATIVE, "Tahun Buku", "Skor Kesehatan"]

CELLS_OF_OFFICES = [
    *(
        one_cell(f"RT and RW typed as {text}", "RT/RW", text, name, number)
        for text, name, number in (
            ("RT 02 RW 05", "rw", "05"),
            ("rt.2/rw.5", "rt", "2"),
            ("003-012", "rw", "012"),
            ("RW 03", "rt", None),
            (7, "rt", "7"),
        )
    ),
    one_bad_cell("RT and RW of which Excel made a date", "RT/RW", dt.date(2025, 3, 2), "sel_tanggal"),
    one_bad_cell("an RT of which Excel made a date", "RT", dt.date(2025, 3, 2), "sel_tanggal"),
    one_bad_cell("RT and RW of a long story", "RT/RW", "dekat balai desa " * 20, "rt_rw_bentuk"),
    one_bad_cell("an amount of which Excel made a date", "Modal", dt.date(2025, 3, 2), "sel_tanggal"),
    one_bad_cell("workers of whom there are none", "Jumlah Karyawan", "nihil", "jumlah_kata"),
    one_cell("an amount of nothing as Excel shows it", "Modal", "Rp -", "modal_usaha", None),
    one_cell("a date that a program left empty", "Tgl Lahir", "0000-00-00", "tanggal_lahir", None),
    one_cell("a birth place without a comma", "TTL", "Malang 1 Januari 1980", "tanggal_lahir", "1980-01-01"),
    one_cell(
        "a date of eight digits in a number cell",
        "Tgl Lahir",
        1011980 + 10_000_000,
        "tanggal_lahir",
        "1980-01-11",
        warnings=["nik_beda_lahir"],
    ),
    one_cell(
        "a serial number as text in the 1904 system",
        "Tgl Lahir",
        "27759",
        "tanggal_lahir",
        "1980-01-01",
        epoch_1904=True,
    ),
    one_cell(
        "a year that the 1904 system shows as a date",
        "Tahun Berdiri",
        dt.date(1909, 6, 24),
        "tahun_mulai",
        2001,
        epoch_1904=True,
    ),
    one_cell("the year of a whole date", "Tahun Berdiri", "17-08-2015", "tahun_mulai", 2015),
    one_cell("a list with and", "Sertifikat", "PIRT dan Halal", "sertifikat", "halal|pirt"),
    with_omzet(
        "an amount that is more than a monthly column says",
        "Omzet per Bulan",
        "24 juta/tahun",
        24_000_000,
        "omzet_bulanan",
    ),
    Quirk(
        "a score that Excel shows in percent",
        [_BOOK, ["3507", "KSP Uji", "kab/kota", _CODE, 2023, 0.815]],
        refused={2: ["desimal_batas"]},
    ),
    Quirk(
        "ticks of a telephone, of boxes and of Wingdings",
        [
            [*HEADING, "QRIS"],
            *([*usaha(f"Toko {n}", nik=""), mark] for n, mark in enumerate(["✔\ufe0f", "☑", "ü", "V."])),
        ],
        accepted={row: {"pemakaian_digital": "qris"} for row in range(2, 6)},
    ),
]

UNDER_TITLES = [
    Quirk(
        "number and date under the title of a deed",
        [
            ["NO", "NAMA KOPERASI", "BADAN HUKUM", "", "RAT", "", "KEANGGOTAAN", "KODE DESA"],
            ["", "", "NOMOR", "TANGGAL", "TAHUN BUKU", "TANGGAL", "WILAYAH KEANGGOTAAN", ""],
            [1, "KSP Uji", "518/01/BH", "17-08-2010", 2022, "15-03-2023", "kab/kota", _CODE],
        ],
        merged=[(0, 2, 3), (0, 4, 5)],
        accepted={
            3: {
                "nomor_badan_hukum": "518/01/BH",
                "tanggal_badan_hukum": "2010-08-17",
                "tanggal_rat": "2023-03-15",
            }
        },
    ),
    Quirk(
        "two years under one title are not the year of the report",
        [
            [*HEADING[:5], "Omzet", "", "Tenaga Kerja", ""],
            ["", "", "", "", "", "2022", "2023", "L", "P"],
            [*usaha()[:5], 12_000_000, 24_000_000, 1, 2],
        ],
        merged=[(0, 5, 6), (0, 7, 8)],
        accepted={3: {"omzet": None, "tenaga_kerja_laki": 1, "tenaga_kerja_perempuan": 2}},
        remarks=["judul_ragu", "judul_ragu"],
    ),
    Quirk(
        "names and addresses of owner and business under their titles; the first row of data is none of the heading",
        [
            ["NO", "PEMILIK", "", "", "USAHA", "", "", ""],
            ["", "NAMA", "NIK", "ALAMAT", "NAMA", "ALAMAT", "KELURAHAN", "KECAMATAN"],
            [1, "Ani", NIK, "Jl. Rumah", "Toko", "Jl. Usaha", "Penanggungan", "Klojen"],
        ],
        merged=[(0, 1, 3), (0, 4, 7)],
        accepted={3: {"nama_pemilik": "Ani", "nama_usaha": "Toko", "nik_pemilik": NIK, "alamat": "Jl. Usaha"}},
        remarks=["judul_ragu"],
    ),
]

OFFICES = [
    *UNDER_TITLES,
    *NO_NUMBERS,
    *LOST_DIGITS,
    *AS_OSS_WRITES,
    *HEADINGS,
    *GROUPS_OF_COLUMNS,
    *ROWS_OF_OFFICES,
    *SEPARATED,
    *CELLS_OF_OFFICES,
]
