"""Ugly cells of offices: words where a number should stand, numbers that lost digits, and what Excel and its users make of them."""

from tests.golden.quirk import HEADING, Quirk, one_bad_cell, one_cell, usaha, with_nik

_COOPERATIVE = ["NIK Koperasi", "Nama Koperasi", "Wilayah Keanggotaan", "Kode Desa"]
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

OFFICES = [*NO_NUMBERS, *LOST_DIGITS, *AS_OSS_WRITES]
