"""Field files of any length, 25 columns as an office sends them, from the invented enterprises of bench/records.py.

The rows hold an enterprise and its yearly figures, so a good row states two records. Amounts, dates and telephones are written
in several ways, areas by name.
"""

import csv
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random

import xlsxwriter

from bench.records import FIELDS, WILAYAH_FILE, records

HEADINGS = (
    "No", "Nama Usaha", "Nama Pemilik", "NIK", "L/P", "Tgl Lahir", "No HP", "Email", "Alamat", "RT", "RW", "Desa/Kelurahan",
    "Kecamatan", "NIB", "NPWP", "Bentuk Usaha", "KBLI", "Jenis Kegiatan", "Produk Utama", "Tahun Berdiri", "Status Usaha",
    "Omzet per Tahun", "Modal Usaha", "TK L", "TK P",
)  # fmt: skip
Cell = str | int | None


def rows(count: int, *, wrong: bool) -> Iterator[list[Cell]]:
    """Yield the rows below the heading. wrong: every NIK lost its end in Excel."""
    draw, names = Random(7), _area_names()
    for number, record in enumerate(records(count), start=1):
        said = dict(zip(FIELDS, record.values, strict=True))
        desa, kecamatan = names[str(said["wilayah"])]
        born = date.fromisoformat(str(said["tanggal_lahir"]))
        turnover = draw.randrange(10, 4_000) * 1_000_000
        nik = f"{int(str(said['nik_pemilik'])):.5E}".replace(".", ",") if wrong else said["nik_pemilik"]
        yield [
            number, said["nama_usaha"], said["nama_pemilik"], nik, said["jenis_kelamin"], f"{born:%d/%m/%Y}",
            "0" + str(said["telepon"])[3:], said["surel"], said["alamat"], said["rt"], said["rw"], desa, kecamatan, said["nib"],
            said["npwp"], said["bentuk_usaha"], said["kbli"], said["kegiatan_utama"], said["produk_utama"], said["tahun_mulai"],
            said["status_usaha"], _amount(turnover, draw), _amount(turnover // 5, draw), draw.randrange(4), draw.randrange(4),
        ]  # fmt: skip


def write_file(path: Path, count: int, *, wrong: bool = False) -> None:
    """Write an .xlsx or .csv of that many rows."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(chain([HEADINGS], rows(count, wrong=wrong)))
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Data")
        for at, cells in enumerate(chain([HEADINGS], rows(count, wrong=wrong))):
            page.write_row(at, 0, cells)


def _amount(amount: int, draw: Random) -> Cell:
    dotted = f"{amount:,}".replace(",", ".")
    written: list[Cell] = [amount, amount, f"Rp {dotted}", dotted, f"{amount // 1_000_000} juta"]
    return draw.choice(written[:4] if amount % 1_000_000 else written)


def _area_names() -> dict[str, tuple[str, str]]:
    """Return the names of each desa and of its kecamatan."""
    with WILAYAH_FILE.open(encoding="utf-8", newline="") as file:
        names = {row["kode"]: row["nama"] for row in csv.DictReader(file)}
    return {code: (name, names[code[:8]]) for code, name in names.items() if len(code) == 13}
