"""What must agree between the fields of one row."""

import datetime as dt
from collections.abc import Iterator, Mapping

from selaras.core.terms.canonical import Scalar
from selaras.core.terms.nik import born_part
from selaras.core.terms.wilayah_index import WilayahIndex

Finding = tuple[str, str, str]  # field, code, sentence

AMOUNT_MIN, AMOUNT_MAX = 10_000, 50 * 10**9  # rupiah a year; UMKM end at 50 miliar of sales
_RAT_DUE_MONTHS = 6


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
            yield name, "rupiah_lompatan", f"{name.replace('_', ' ').capitalize()} Rp {_dotted(amount)}: benarkah?"


def check_rat(fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Hold the day of the RAT against the end of its book year."""
    day, year = fields.get("tanggal_rat"), fields.get("tahun_buku")
    if not isinstance(day, str) or not isinstance(year, int):
        return
    held = dt.date.fromisoformat(day)
    if held <= dt.date(year, 12, 31):
        yield "tanggal_rat", "rat_awal", f"RAT {held:%d/%m/%Y} sebelum tahun buku {year} berakhir"
    elif held > dt.date(year + 1, _RAT_DUE_MONTHS, 30):
        yield "tanggal_rat", "rat_lambat", f"RAT {held:%d/%m/%Y} lebih dari enam bulan sesudah tahun buku {year}"


def check_loan(fields: Mapping[str, Scalar]) -> Iterator[Finding]:
    """Hold the end of a loan against its beginning."""
    begun, due = fields.get("tanggal_akad"), fields.get("jatuh_tempo")
    if isinstance(begun, str) and isinstance(due, str) and due < begun:
        yield "jatuh_tempo", "jatuh_tempo_awal", f"Jatuh tempo {due} sebelum tanggal akad {begun}"


_SEX = {"L": "laki-laki", "P": "perempuan"}


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
