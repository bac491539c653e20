"""Ugly cells that are read, and those that are asked about: amounts, dates, numbers, telephones and names as people write them."""

import datetime as dt

from selaras.core.intake.profile import Profile
from tests.golden.quirk import HEADING, NIK, PLAIN, Cells, Quirk, one_bad_cell, one_cell, usaha, with_nik

_BORN = "Tgl Lahir"

AMOUNTS_AS_TYPED = [
    Quirk(
        f"an amount typed as {text}",
        [HEADING, usaha(omzet=text)],
        accepted={2: {"omzet": amount}},
        warnings=said,
    )
    for text, amount, said in (
        ("Rp 1.500.000,00", 1_500_000, []),
        ("Rp1.500.000,-", 1_500_000, []),
        ("1,5 jt", 1_500_000, []),
        ("500rb", 500_000, []),
        ("1.5 M", 1_500_000_000, []),
        ("± 2 juta", 2_000_000, ["rupiah_kira"]),
        ("Kurang lebih 750 ribu", 750_000, ["rupiah_kira"]),
        ("1 500 000", 1_500_000, []),
        ("IDR 1,500,000.00", 1_500_000, []),
        ("12 Juta Rupiah", 12_000_000, []),
    )
] + [
    Quirk(f"an amount that cannot be told: {text}", [HEADING, usaha(omzet=text)], refused={2: [code]})
    for text, code in (
        ("2 s/d 3 juta", "rupiah_rentang"),
        ("2 – 3 juta", "rupiah_rentang"),
        ("Rp 2.000.000 - Rp 3.000.000", "rupiah_rentang"),
        ("1.500 juta", "rupiah_mendua"),
        ("1,5", "rupiah_tanpa_satuan"),
        ("banyak", "rupiah_bentuk"),
        ("-5.000.000", "rupiah_negatif"),
        ("9.999 triliun", "rupiah_mendua"),
    )
]

DATES_AS_TYPED = [
    one_cell(f"a date typed as {cell}", _BORN, cell, "tanggal_lahir", day, warnings=["nik_beda_lahir"])
    for cell, day in (
        ("17-08-45", "1945-08-17"),
        ("17 Agustus 1945", "1945-08-17"),
        ("17 agt 1945", "1945-08-17"),
        ("Jumat, 17 Agustus 1945", "1945-08-17"),
        ("17.08.1945", "1945-08-17"),
        ("1945-08-17", "1945-08-17"),
        ("17/08/1945 00:00:00", "1945-08-17"),
        ("17081945", "1945-08-17"),
    )
] + [
    one_bad_cell("a date without its day", _BORN, "Agustus 1945", "tanggal_bentuk"),
    one_bad_cell("the 29th of February of no leap year", _BORN, "29/02/1981", "tanggal_tak_ada"),
    Quirk(
        "one slip of the pen does not turn a column of dates",
        [
            [*HEADING, _BORN],
            *([*usaha(f"Toko {day}", nik=""), f"{day}/05/1980"] for day in range(13, 28)),
            [*usaha("Toko Uji", nik=""), "02/01/1980"],
            [*usaha("Toko Salah", nik=""), "12/31/1980"],
        ],
        accepted={**{row: {} for row in range(2, 17)}, 17: {"tanggal_lahir": "1980-01-02"}},
        refused={18: ["tanggal_tak_ada"]},
    ),
]
_MIXED: list[Cells] = [
    [*HEADING, _BORN],
    *([*usaha(f"Toko {day}", nik=""), f"{day}/05/1980"] for day in range(13, 17)),
    *([*usaha(f"Toko {day}", nik=""), f"05/{day}/1980"] for day in range(17, 21)),
    [*usaha("Toko Uji", nik=""), "02/01/1980"],
]
_PROVEN = {row: {"tanggal_lahir": f"1980-05-{row + 11}"} for row in range(2, 10)}
_SWAPPED: list[Cells] = [
    [*HEADING, _BORN],
    *([*usaha(f"Toko {day}", nik=""), f"{day}/05/1980"] for day in range(13, 18)),
    *([*usaha(f"Warung {day}", nik=""), dt.date(1980, day, 2)] for day in range(3, 9)),
]

DATES_IN_DOUBT = [
    Quirk(
        "a column with both orders: proven dates are read, the others asked about",
        _MIXED,
        accepted={**_PROVEN, 10: {"tanggal_lahir": None}},
        asked={10: ["tanggal_mendua"]},
    ),
    Quirk(
        "a column with both orders, of which the office has said which the others are",
        _MIXED,
        profile=Profile("uji", dates={"Tgl. Lahir": "mdy", "tgl lahir": "mdy"}),
        accepted={**_PROVEN, 10: {"tanggal_lahir": "1980-02-01"}},
    ),
    Quirk(
        "dates of which Excel seems to have swapped day and month are asked about",
        _SWAPPED,
        accepted={row: {} for row in range(2, 13)},
        asked={row: ["tanggal_tertukar"] for row in range(7, 13)},
    ),
    Quirk(
        "dates that Excel swapped, as the office has said",
        _SWAPPED,
        profile=Profile("uji", dates={_BORN: "tukar"}),
        accepted={2: {}, 3: {}, 4: {}, 5: {}, 6: {}}
        | {row: {"tanggal_lahir": f"1980-02-{row - 4:02}"} for row in range(7, 13)},
    ),
]

NUMBERS_AS_TYPED = [
    with_nik("a NIK between quotes and spaces", f' "{NIK}" '),
    with_nik("a NIK with a non-breaking space", "357301\u00a00101800001"),
    with_nik("a NIK with an invisible character", f"\u200b{NIK}\ufeff"),
    with_nik("a NIK after a curly apostrophe", f"\u2019{NIK}"),
    with_nik("a NIK that ends in zeros", "3573010101800000", "nik_dibulatkan"),
    with_nik("a NIK with a digit too many", NIK + "7", "nik_panjang"),
    one_cell(
        "a NIB in a CSV that lost its zero", "NIB", "211231234567", "nib", "0211231234567", warnings=["nib_nol_depan"]
    ),
    one_bad_cell("a NIB that lost another digit", "NIB", "812012345678", "nib_panjang"),
    one_cell(
        "a NPWP that lost its zero", "NPWP", 12345678901000, "npwp", "012345678901000", warnings=["npwp_nol_depan"]
    ),
    one_cell("a NPWP with its marks", "NPWP", "01.234.567.8-901.000", "npwp", "012345678901000"),
    one_cell("a KBLI as a number", "KBLI", 47112.0, "kbli", "47112"),
    one_cell(
        "smart quotes and dashes in a name", "Alamat", "Jl. “Mawar” No\u00a05\u20107", "alamat", 'Jl. "Mawar" No 5-7'
    ),
    one_cell("text that was mangled twice over", "Alamat", "Jl. Mawar â€“ 5", "alamat", "Jl. Mawar – 5"),
] + [
    one_cell(f"a telephone typed as {text}", "No HP", text, "telepon", number)
    for text, number in (
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("(0341) 551234", "+62341551234"),
        ("0341 – 551234", "+62341551234"),
        ("WA: 081234567890", "+6281234567890"),
        ("081234567890 (WA)", "+6281234567890"),
        ("Telp. 0812 3456 7890", "+6281234567890"),
        ("081234567890 a.n. Contoh", "+6281234567890"),
    )
]

NAMES_OF_AREAS = [
    Quirk(
        "a desa of two kecamatan is asked about, its kab/kota is sure",
        [["Nama Usaha", "Pemilik", "Desa"], ["Toko Uji", "Contoh", "Sidorejo"]],
        office="35.07",
        accepted={2: {"nama_usaha": "Toko Uji", "wilayah": "35.07"}},
        asked={2: ["wilayah_kembar"]},
    ),
    Quirk(
        "a desa of two kecamatan, as the office has said",
        [["Nama Usaha", "Pemilik", "Desa"], ["Toko Uji", "Contoh", "SIDOREJO"]],
        office="35.07",
        profile=Profile("uji", places={"Sidorejo": "35.07.24.2005"}),
        accepted={2: {"wilayah": "35.07.24.2005"}},
    ),
    Quirk(
        "a kabupaten that is told from the kota of its name",
        [
            ["Nama Usaha", "Pemilik", "Kab/Kota"],
            ["Toko Uji", "Contoh", "Kab. Malang"],
            ["Toko Dua", "C", "Kota Malang"],
        ],
        office="35",
        accepted={2: {"wilayah": "35.07"}, 3: {"wilayah": "35.73"}},
        warnings=["wilayah_tanpa_desa", "wilayah_tanpa_desa"],
    ),
    Quirk(
        "the words kelurahan and kecamatan before their names",
        [HEADING, ["Toko Uji", "Contoh", NIK, "Kel. Penanggungan", "Kec. Klojen", 12_000_000]],
        accepted={2: {**PLAIN, "wilayah": "35.73.02.1011"}},
    ),
]

_SMALL = [HEADING, *(usaha(f"Toko {n}", nik="", omzet=n * 500) for n in range(1, 7))]

UNITS_IN_DOUBT = [
    Quirk(
        "a column whose amounts can hardly be rupiah is asked about once",
        _SMALL,
        accepted={row: {"nama_usaha": f"Toko {row - 1}", "omzet": None} for row in range(2, 8)},
        remarks=["satuan_mungkin"],
    ),
    Quirk(
        "a column whose amounts are thousands, as the office has said",
        _SMALL,
        profile=Profile("uji", units={"omzet per tahun": "ribu"}),
        accepted={row: {"omzet": (row - 1) * 500_000} for row in range(2, 8)},
        remarks=["satuan_judul"],
    ),
]

HEADINGS_AS_SAID = [
    Quirk(
        "a heading that the office has explained",
        [["Merk Dagang", *HEADING[1:]], usaha()],
        profile=Profile("uji", columns={"merk dagang": "usaha.nama_usaha"}),
        accepted={2: PLAIN},
    ),
    Quirk(
        "a heading that the office does not use",
        [[*HEADING, "Golongan Darah"], [*usaha(), "B"]],
        profile=Profile("uji", columns={"Golongan Darah": "-"}),
        accepted={2: PLAIN},
    ),
    Quirk(
        "a heading that the dictionary knows and the office means otherwise",
        [[*HEADING, "Modal"], [*usaha(), "5 juta"]],
        profile=Profile("uji", columns={"Modal": "laporan_usaha.kebutuhan_modal"}),
        accepted={2: {"kebutuhan_modal": 5_000_000, "modal_usaha": None}},
    ),
    Quirk(
        "a heading with more words than the dictionary's is only proposed",
        [[*HEADING[:5], "Omzet menurut pengakuan pemilik"], usaha()],
        accepted={2: {"nama_usaha": "Toko Uji", "omzet": None}},
        remarks=["judul_ragu"],
    ),
    Quirk(
        "a required column under an unknown heading lets its rows wait",
        [["Merk Dagang", *HEADING[1:]], usaha()],
        accepted={2: {"nama_usaha": None, "nik_pemilik": NIK}},
        remarks=["judul_tak_dikenal"],
    ),
]

WRITING = [
    *AMOUNTS_AS_TYPED,
    *DATES_AS_TYPED,
    *DATES_IN_DOUBT,
    *NUMBERS_AS_TYPED,
    *NAMES_OF_AREAS,
    *UNITS_IN_DOUBT,
    *HEADINGS_AS_SAID,
]
