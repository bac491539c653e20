"""Ugly tables: what stands around, above and between the rows, and what a heading says about the cells below it."""

from tests.golden.quirk import HEADING, PLAIN, Quirk, usaha, with_omzet

_SMALL = ["Nama Usaha", "Nama Pemilik", "Kode Desa"]
_CODE = "35.73.02.1011"

AROUND = [
    Quirk(
        "a place, a date and a name below the table",
        [HEADING, usaha(), [], ["", "", "", "", "Malang, 17 Agustus 2024"], ["", "", "", "", "NAMA CONTOH, S.E."]],
        accepted={2: PLAIN},
    ),
    Quirk(
        "totals of each kecamatan in between",
        [HEADING, usaha(), ["Sub Total Kec. Klojen", "", "", "", "", 12_000_000], usaha("Toko Dua"), ["GRAND TOTAL"]],
        accepted={2: PLAIN, 4: {"nama_usaha": "Toko Dua"}},
    ),
    Quirk(
        "a business whose name looks like a note below a table",
        [
            _SMALL,
            ["Sumber Rejeki", "Contoh", _CODE],
            ["Toko Kepala Dinas", "Contoh", _CODE],
            ["Total Jaya", "C", _CODE],
        ],
        accepted={2: {"nama_usaha": "Sumber Rejeki"}, 3: {"nama_usaha": "Toko Kepala Dinas"}, 4: {}},
    ),
    Quirk(
        "a heading whose cells are merged downwards",
        [
            ["No", "Nama Usaha", "Pemilik", "", "Kelurahan", "Kecamatan"],
            ["", "", "Nama", "NIK", "", ""],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            [1, "Toko Uji", "Contoh", "3573010101800001", "Penanggungan", "Klojen"],
        ],
        merged=[(0, 2, 3)],
        accepted={4: {"nama_usaha": "Toko Uji", "nama_pemilik": "Contoh", "nik_pemilik": "3573010101800001"}},
    ),
    Quirk(
        "a row of units under the heading",
        [HEADING, ["", "", "", "", "", "(Rp)"], usaha()],
        accepted={3: PLAIN},
    ),
    Quirk(
        "a row of units that multiply",
        [HEADING, ["", "", "", "", "", "(Rp juta)"], usaha(omzet=12)],
        accepted={3: PLAIN},
        remarks=["satuan_judul"],
    ),
    Quirk(
        "a column of the clerk's own notes is told, not dropped silently",
        [[*HEADING, "Keterangan"], [*usaha(), "sudah disurvei"]],
        accepted={2: PLAIN},
        remarks=["kolom_catatan"],
    ),
    Quirk(
        "two columns of one meaning: one is taken, the other told",
        [[*HEADING, "Omset"], [*usaha(), 99]],
        accepted={2: PLAIN},
        remarks=["judul_kembar"],
    ),
    Quirk(
        "a yearly column beside a monthly one",
        [[*HEADING[:5], "Omzet per Bulan", "Omzet per Tahun"], [*usaha()[:5], 1_000_000, 13_000_000]],
        accepted={2: {"omzet": 13_000_000}},
        remarks=["judul_kembar"],
    ),
    Quirk(
        "a pivot table",
        [["Row Labels", "Nama Usaha", "Sum of Omzet"], ["Klojen", "Toko Uji", 1_000_000], ["Grand Total", "", 1]],
    ),
    Quirk(
        "a title that says the kab or kota of names that two areas bear",
        [["DATA UMKM KOTA MALANG TAHUN 2024"], ["Nama Usaha", "Pemilik", "Kelurahan"], ["Toko", "C", "Penanggungan"]],
        office="35",
        accepted={3: {"wilayah": _CODE}},
    ),
]

UNITS = [
    Quirk(
        "a unit that only the title says",
        [["DATA UMKM (dalam ribuan rupiah)"], HEADING, usaha(omzet=12_000)],
        accepted={3: {"omzet": 12_000_000}},
        remarks=["satuan_judul"],
    ),
    with_omzet("a unit of hundreds of lines ago: Rp 000", "Omzet (Rp 000)", 12_000, 12_000_000, "satuan_judul"),
    with_omzet("a unit in the second row", "Omzet per Tahun (Rp juta)", "12", 12_000_000, "satuan_judul"),
    Quirk(
        "a month and a thousand at once",
        [[*HEADING[:5], "Omzet per Bulan (dalam ribuan)"], [*usaha()[:5], 1_000]],
        accepted={2: {"omzet": 12_000_000}},
        remarks=["omzet_bulanan", "satuan_judul"],
    ),
    Quirk(
        "a size class that the amount is near",
        [[*HEADING, "Skala Usaha"], [*usaha(omzet=2_500_000_000), "Mikro"]],
        accepted={2: {"omzet": 2_500_000_000}},
        warnings=["skala_beda"],
    ),
    Quirk(
        "a size class that the amount is a thousand times beyond",
        [[*HEADING, "Skala Usaha"], [*usaha(omzet=30_000_000_000), "USAHA MIKRO"]],
        accepted={2: {"nama_usaha": "Toko Uji", "omzet": None}},
        asked={2: ["rupiah_lompatan"]},
    ),
    Quirk(
        "a size class that agrees",
        [[*HEADING, "Skala"], [*usaha(omzet=3_000_000_000), "kecil"]],
        accepted={2: {"omzet": 3_000_000_000}},
    ),
]

YES_AND_NO = [
    Quirk(
        "yes and no as people mark them",
        [
            [*HEADING, "QRIS"],
            *([*usaha(f"Toko {n}", nik=""), mark] for n, mark in enumerate("V ✓ ada 1 Ya y √ sudah".split())),
        ],
        accepted={row: {"pemakaian_digital": "qris"} for row in range(2, 10)},
    ),
    Quirk(
        "yes and no as a number and as true",
        [[*HEADING, "QRIS"], [*usaha(), 1], [*usaha("Dua", nik=""), 0], [*usaha("Tiga", nik=""), True]],
        accepted={2: {"pemakaian_digital": "qris"}, 3: {"pemakaian_digital": ""}, 4: {"pemakaian_digital": "qris"}},
    ),
    Quirk(
        "a cross is no answer: it is used for both",
        [[*HEADING, "QRIS"], [*usaha(), "X"]],
        refused={2: ["ya_tidak_bentuk"]},
    ),
]

COOPERATIVES = [
    Quirk(
        "a NIK of a cooperative is no NIK of a person",
        [
            ["NIK", "Nama Koperasi", "Wilayah Keanggotaan", "Kode Desa"],
            ["9743917317761", "KSP Uji", "kabupaten/kota", _CODE],
            [357301006, "KUD Uji", "kabupaten/kota", _CODE],
        ],
        accepted={2: {"nik_koperasi": "9743917317761"}, 3: {"nik_koperasi": "357301006"}},
    ),
    Quirk(
        "a person's NIK under a cooperative's number is asked about",
        [
            ["NIK", "Nama Koperasi", "Wilayah Keanggotaan", "Kode Desa"],
            ["3573010101800001", "KSP Uji", "kabupaten/kota", _CODE],
        ],
        accepted={2: {"nama_koperasi": "KSP Uji", "nik_koperasi": None}},
        asked={2: ["nik_koperasi_orang"]},
    ),
    Quirk(
        "a cooperative's number in a table of businesses is not the owner's",
        [[*HEADING, "NIK Koperasi"], [*usaha(), "9743917317761"]],
        accepted={2: PLAIN},
        remarks=["judul_tak_dikenal"],
    ),
    Quirk(
        "a report a book year in one flat table",
        [
            ["Nama Koperasi", "Wilayah Keanggotaan", "Kode Desa", "Tahun Buku", "Tgl RAT", "Volume Usaha", "SHU"],
            ["KSP Uji", "kab/kota", _CODE, 2022, "15-03-2023", "1,2 M", "(2.000.000)"],
            ["KSP Uji", "kab/kota", _CODE, 2023, "", "Rp 1.300.000.000,-", "-"],
        ],
        accepted={
            2: {"tahun_buku": 2022, "tanggal_rat": "2023-03-15", "volume_usaha": 1_200_000_000, "shu": -2_000_000},
            3: {"tahun_buku": 2023, "volume_usaha": 1_300_000_000},
        },
    ),
    Quirk(
        "a meeting before its book year ended",
        [
            ["Nama Koperasi", "Wilayah Keanggotaan", "Kode Desa", "Tahun Buku", "Tgl RAT"],
            ["KSP Uji", "kab/kota", _CODE, 2024, "01-03-2024"],
        ],
        refused={2: ["rat_awal"]},
    ),
]

TABLES = [*AROUND, *UNITS, *YES_AND_NO, *COOPERATIVES]
