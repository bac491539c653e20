"""What must agree between the fields of one row."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from selaras.core.terms.canonical import Scalar
from selaras.core.terms.nik import born_part, read_nik
from selaras.core.terms.numerals import indonesian
from selaras.core.terms.problem import TermError
from selaras.core.terms.skala import PP_7_2021
from selaras.core.terms.wilayah_index import WilayahIndex
from selaras.core.terms.writing import plain

Finding = tuple[str, str, str]  # field, code, sentence

AMOUNT_MIN, AMOUNT_MAX = 10_000, 50 * 10**9  # rupiah a year; UMKM end at 50 miliar of sales
JUMP_MIN = 300  # times: below it a year can be that good; ×1000 with growth and shrinkage is above it
_STEADY: Mapping[str, tuple[str, ...]] = {
    "laporan_usaha": ("omzet", "modal_usaha"),
    "laporan_koperasi": ("modal_sendiri", "modal_luar", "aset", "volume_usaha", "simpanan", "pinjaman"),
}
_FAR = 10  # times beyond the bounds of a size class
_SKALA_WORDS = {"mikro": "mikro", "ultra mikro": "mikro", "kecil": "kecil", "menengah": "menengah"}
_SKALA_BOUNDS = dict(zip(("mikro", "kecil", "menengah"), pairwise((0, *PP_7_2021.omzet_max)), strict=True))
_RAT_DUE_MONTHS = 6


OWNER_FIELD: Mapping[str, str] = {"usaha": "nik_pemilik", "kredit": "nik_debitur"}  # by kind, whose owner's NIK it says


def check_owner(fields: Mapping[str, Scalar], name: str, areas: WilayahIndex) -> Iterator[Finding]:
    """Hold a NIK against the sex and the birth date in the row, and its area against the list."""
    nik = fields.get(name)
    if not isinstance(nik, str):
        return
    sex = "P" if nik[6] >= "4" else "L"
    stated_sex = fields.get("jenis_kelamin")
    if stated_sex is not None and stated_sex != sex:
        yield name, "nik_beda_kelamin", f"NIK menunjuk {_SEX[sex]}, kolom jenis kelamin {_SEX[str(stated_sex)]}"
    born = fields.get("tanggal_lahir")
    if isinstance(born, str) and born_part(nik) != f"{born[8:10]}{born[5:7]}{born[2:4]}":
        yield name, "nik_beda_lahir", f"NIK menunjuk tanggal lahir {born_part(nik)}, kolomnya {born}"
    if not areas.knows(f"{nik[:2]}.{nik[2:4]}"):
        yield name, "nik_wilayah", f"Kode wilayah {nik[:6]} di awal NIK tidak ada dalam daftar sekarang"


def check_amounts(fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Ask about yearly amounts that no UMKM has: ribu, juta and miliar are easily mistaken."""
    for name in ("omzet", "modal_usaha"):
        amount = fields.get(name)
        if isinstance(amount, int) and (0 < amount < AMOUNT_MIN or amount > AMOUNT_MAX):
            yield name, "rupiah_lompatan", f"{_title(name)} Rp {indonesian(amount)} setahun: benarkah?"


def check_skala(stated: str, fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Hold the yearly sales against the size class that the row states: a slip of ×1000 is asked about, less is only said."""
    word = _SKALA_WORDS.get(plain(stated).removeprefix("usaha ").removesuffix(" usaha"))
    omzet = fields.get("omzet")
    if word is None or not isinstance(omzet, int) or not omzet:
        return
    low, high = _SKALA_BOUNDS[word]
    if low <= omzet <= high:
        return
    code = "rupiah_lompatan" if omzet * _FAR < low or omzet > high * _FAR else "skala_beda"
    yield "omzet", code, f"Omzet Rp {indonesian(omzet)} setahun bukan skala {word} yang tertulis"


def check_jump(kind: str, fields: Mapping[str, Scalar], before: Mapping[str, Scalar], year: int) -> Iterator[Finding]:
    """Hold amounts against another report of the same record, of `year`: a jump like ×1000 is asked about."""
    for name in _STEADY.get(kind, ()):
        now, then = fields.get(name), before.get(name)
        if not (isinstance(now, int) and isinstance(then, int) and now > 0 and then > 0):
            continue
        if now >= then * JUMP_MIN or then >= now * JUMP_MIN:
            said = f"{_title(name)} Rp {indonesian(now)}, padahal tahun {year} Rp {indonesian(then)}: salah satuan?"
            yield name, "rupiah_lompatan", said


def likely_amounts(amount: int) -> tuple[int, ...]:
    """Return what an amount that is asked about may have been meant as, the likeliest first."""
    if amount < AMOUNT_MIN:
        return amount * 10**3, amount * 10**6
    return amount // 10**3, amount * 10**3


def check_rat(fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Hold the day of the RAT against the end of its book year, and see a score that Excel shows in percent."""
    score = fields.get("skor_kesehatan")
    if isinstance(score, str) and 0 < float(score) < 1:
        said = f"Skor kesehatan {score} dari 100? Tulis {float(score) * 100:g} bila selnya memakai persen"
        yield "skor_kesehatan", "desimal_batas", said
    day, year = fields.get("tanggal_rat"), fields.get("tahun_buku")
    if not isinstance(day, str) or not isinstance(year, int):
        return
    held = dt.date.fromisoformat(day)
    if held <= dt.date(year, 12, 31):
        yield "tanggal_rat", "rat_awal", f"RAT {held:%d/%m/%Y} sebelum tahun buku {year} berakhir"
    elif held > dt.date(year + 1, _RAT_DUE_MONTHS, 30):
        yield "tanggal_rat", "rat_lambat", f"RAT {held:%d/%m/%Y} lebih dari enam bulan sesudah tahun buku {year}"


def check_cooperative(fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Ask about a cooperative's number that has the form of a person's NIK: files name a chairman's so too."""
    number = str(fields.get("nik_koperasi") or "")
    try:
        read_nik(number)
    except TermError:
        return
    yield "nik_koperasi", "nik_koperasi_orang", f"«{number}» berbentuk NIK penduduk, bukan nomor induk koperasi"


def check_loan(fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Hold the end of a loan against its beginning; nobody lends below ten thousand rupiah."""
    plafon = fields.get("plafon")
    if isinstance(plafon, int) and 0 < plafon < AMOUNT_MIN:
        yield (
            "plafon",
            "rupiah_tanpa_satuan",
            f"Plafon Rp {indonesian(plafon)} tanpa satuan: tulis {plafon} juta bila itu maksudnya",
        )
    begun, due = fields.get("tanggal_akad"), fields.get("jatuh_tempo")
    if isinstance(begun, str) and isinstance(due, str) and due < begun:
        yield "jatuh_tempo", "jatuh_tempo_awal", f"Jatuh tempo {due} sebelum tanggal akad {begun}"


CHECKS: Mapping[str, Callable[[Mapping[str, Scalar]], Iterator[Finding]]] = {
    "koperasi": check_cooperative,
    "laporan_koperasi": check_rat,
    "kredit": check_loan,
}
_SEX = {"L": "laki-laki", "P": "perempuan"}


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
