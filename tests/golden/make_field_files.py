"""Writes small copies of the five kinds of file that offices send, from invented data, with the truth beside them.

`python tests/golden/make_field_files.py FOLDER [ROWS]` writes them to look at; the test writes its own.
The mess is real: titles above the heading, two-row headings, NIKs that Excel rounded, "1,5 jt", areas by name.
"""

import csv
import datetime as dt
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from selaras.core.terms.wilayah_index import WilayahIndex
from selaras.data import wilayah

MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
TRADES = [
    ("Toko", "47112", "kelontong"),
    ("Batik", "13134", "kain"),
    ("Sapi", "01412", "susu"),
    ("Kopi", "56303", "kopi"),
]
REFUSED_QUIRKS = {"nik_dibulatkan", "nik_salah"}


@dataclass(frozen=True, slots=True)
class TrueRow:
    """What one row means, whatever is written in it. row: as Excel counts."""

    sheet: str
    row: int
    quirks: frozenset[str]
    nik: str
    tanggal_lahir: str
    wilayah: str
    omzet: int
    modal: int
    nib: str


@dataclass(frozen=True, slots=True)
class _Business:
    name: str
    owner: str
    nik: str
    sex: str
    born: dt.date
    place: str
    nib: str
    trade: tuple[str, str, str]
    omzet: int
    modal: int


class _World:
    def __init__(self, kabkota: str, seed: int) -> None:
        self.rng, self.areas, self.kabkota = random.Random(seed), wilayah(), kabkota
        self.places = _desa(self.areas, kabkota)

    def business(self, number: int) -> _Business:
        rng = self.rng
        sex, born, place = (
            rng.choice("LP"),
            dt.date(1955, 1, 1) + dt.timedelta(rng.randrange(18_000)),
            rng.choice(self.places),
        )
        day = born.day + (40 if sex == "P" else 0)
        nik = f"{place.replace('.', '')[:6]}{day:02}{born:%m%y}{rng.randrange(1, 9999):04}"
        trade, monthly = rng.choice(TRADES), rng.randrange(10, 2_000) * 100_000
        nib = str(rng.randrange(10**12, 10**13)) if rng.random() < 0.4 else ""
        return _Business(
            f"{trade[0]} Uji {number}", f"Contoh {number}", nik, sex, born, place, nib, trade, monthly * 12, monthly * 2
        )

    def nik_cell(self, nik: str, quirks: set[str]) -> str | float:
        draw = self.rng.random()
        if draw < 0.7:
            return nik
        spoilt: list[tuple[str, str | float]] = [
            ("nik_apostrof", "'" + nik),
            ("nik_spasi", f"{nik[:6]} {nik[6:12]} {nik[12:]}"),
            ("nik_kosong", ""),
            ("nik_dibulatkan", float(int(nik) // 10_000 * 10_000)),
            ("nik_salah", nik[:-1]),
        ]
        quirk, cell = self.rng.choice(spoilt)
        quirks.add(quirk)
        return cell

    def rupiah_cell(self, amount: int) -> str | int:
        dotted = f"{amount:,}".replace(",", ".")
        juta = f"{amount / 10**6:.10g}".replace(".", ",")
        written: list[str | int] = [amount, f"Rp {dotted}", f"{dotted},00", f"{juta} juta", f"{juta}jt", str(amount)]
        return self.rng.choice(written)

    def date_cell(self, day: dt.date) -> str | int | dt.date:
        serial = (day - dt.date(1899, 12, 30)).days
        words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        written: list[str | int | dt.date] = [day, f"{day:%d/%m/%Y}", f"{day:%d-%m-%y}", words, serial]
        return self.rng.choice(written)

    def names(self, place: str) -> tuple[str, str]:
        desa = self.areas.name(place)
        return self.rng.choice([desa, desa.upper(), desa.replace(" ", "")]), self.areas.name(place[:8])

    def truth(self, sheet: str, row: int, quirks: set[str], b: _Business) -> TrueRow:
        return TrueRow(sheet, row, frozenset(quirks), b.nik, b.born.isoformat(), b.place, b.omzet, b.modal, b.nib)


def write_kabupaten(path: Path, rows: int, seed: int = 1) -> list[TrueRow]:
    """Kabupaten Malang: two sheets, titles, a merged two-row heading, turnover per month, totals and a signature."""
    world, truth = _World("35.07", seed), []
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    for name in ("Wil. Utara", "Wil. Selatan"):
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, "DATA PELAKU USAHA MIKRO KABUPATEN MALANG")
        sheet.write(1, 0, "TAHUN 2024")
        top = ["NO", "NAMA USAHA", "PEMILIK", "", "", "", "ALAMAT", "", "DESA/KEL", "KECAMATAN", "NIB", "OMZET PER BULAN (Rp)", "MODAL USAHA (Rp)", "TENAGA KERJA", "", "PEMASARAN ONLINE", "", "QRIS"]  # fmt: skip  # noqa: E501
        low = ["", "", "NAMA", "NIK", "L/P", "TGL LAHIR", "JALAN", "RT", "", "", "", "", "", "L", "P", "MEDSOS", "MARKETPLACE", ""]  # fmt: skip  # noqa: E501
        sheet.write_row(3, 0, top)
        sheet.write_row(4, 0, low)
        for first, last in ((2, 5), (6, 7), (13, 14), (15, 16)):
            sheet.merge_range(3, first, 3, last, top[first])
        at = 5
        for number in range(1, rows + 1):
            at += world.rng.random() < 0.1
            b, quirks = world.business(number), set[str]()
            desa, kecamatan = world.names(b.place)
            _write(sheet, at, [number, b.name, b.owner, world.nik_cell(b.nik, quirks), b.sex, world.date_cell(b.born), "Jl. Uji 1", 3, desa, kecamatan, b.nib, world.rupiah_cell(b.omzet // 12), world.rupiah_cell(b.modal), 1, 2, "V", "-", "Tidak"])  # fmt: skip  # noqa: E501
            truth.append(world.truth(name, at + 1, quirks, b))
            at += 1
        sheet.write(at, 1, "JUMLAH")
        sheet.write_formula(at, 11, f"=SUM(L6:L{at})")
        sheet.write(at + 2, 1, "Mengetahui, Kepala Dinas")
        sheet.write(at + 6, 1, "NAMA PEJABAT CONTOH")
    book.close()
    return truth


def write_kota(path: Path, rows: int, seed: int = 2) -> list[TrueRow]:
    """Kota Malang: one tidy sheet."""
    world, truth = _World("35.73", seed), []
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, ["No", "Nama UMKM", "Nama Pemilik", "No. KTP", "Jenis Kelamin", "Tanggal Lahir", "Kelurahan", "Kecamatan", "NIB", "KBLI", "Omzet per Tahun", "Modal", "Medsos"])  # fmt: skip  # noqa: E501
    for number in range(1, rows + 1):
        b, quirks = world.business(number), set[str]()
        desa, kecamatan = world.names(b.place)
        sex = world.rng.choice({"L": ["L", "Pria", "LK"], "P": ["P", "Wanita", "PR"]}[b.sex])
        _write(sheet, number, [number, b.name, b.owner, world.nik_cell(b.nik, quirks), sex, world.date_cell(b.born), desa, kecamatan, b.nib, b.trade[1], world.rupiah_cell(b.omzet), world.rupiah_cell(b.modal), "ada"])  # fmt: skip  # noqa: E501
        truth.append(world.truth("Sheet1", number + 1, quirks, b))
    book.close()
    return truth


def write_separated(path: Path, rows: int, seed: int = 3) -> list[TrueRow]:
    """Kota Surabaya: semicolons, cp1252, codes of the desa, NIKs in scientific notation."""
    world, truth = _World("35.78", seed), []
    with path.open("w", encoding="cp1252", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["kode_desa", "nm_usaha", "nama pelaku usaha", "nik", "tgl lahir", "rt/rw", "no nib", "omset", "aset", "jumlah tenaga kerja"])  # fmt: skip  # noqa: E501
        for number in range(1, rows + 1):
            b, quirks = world.business(number), set[str]()
            nik, born = world.nik_cell(b.nik, quirks), world.date_cell(b.born)
            written_nik = f"{nik:.2E}".replace(".", ",") if isinstance(nik, float) else nik
            written_born = f"{born:%d/%m/%Y}" if isinstance(born, dt.date) else born
            out.writerow([b.place, f"{b.name} «é»", b.owner, written_nik, written_born, "012/006", b.nib, world.rupiah_cell(b.omzet), world.rupiah_cell(b.modal), 3])  # fmt: skip  # noqa: E501
            truth.append(world.truth("", number + 1, quirks, b))
    return truth


def write_koperasi(path: Path) -> None:
    """Cooperatives of the province, a row for each book year."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("ODS")
    sheet.write_row(0, 0, ["No", "NIK Koperasi", "Nama Koperasi", "No Badan Hukum", "Tgl Badan Hukum", "Jenis", "Wilayah Keanggotaan", "Desa/Kelurahan", "Kecamatan", "Kab/Kota", "Anggota L", "Anggota P", "Tahun Buku", "Tanggal RAT", "Usaha Berjalan", "Modal Sendiri", "SHU"])  # fmt: skip  # noqa: E501
    for number, year in enumerate((2022, 2023, 2024), 1):
        _write(sheet, number, [number, 9743917317761, "KUD Uji Rasa", "800/BH/KWK.13/XII/1987", dt.date(1987, 2, 19), "simpan pinjam", "kabupaten/kota", "Panjang Jiwo", "Tenggilis Mejoyo", "Kota Surabaya", 548, 237, year, dt.date(year + 1, 3, 1), "Ya", "Rp 3.040.192.666", -72825517])  # fmt: skip  # noqa: E501
    book.close()


def write_loans(path: Path) -> None:
    """Loans of a financing partner, which names no bank: it is its own."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow("nik nama_debitur skema plafon baki_debet tgl_akad jatuh_tempo kolektibilitas".split())
        out.writerow(
            ["3507146501880001", "CONTOH SATU", "KUR Kecil", 250000000, 244423408, "2022-03-26", "2025-03-25", 1]
        )


def _desa(areas: WilayahIndex, kabkota: str) -> list[str]:
    return [desa for kecamatan in areas.below(kabkota) for desa in areas.below(kecamatan)]


def _write(sheet: Any, at: int, cells: Sequence[object]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, dt.date):
            sheet.write_datetime(at, column, cell)
        elif isinstance(cell, str):
            if cell:
                sheet.write_string(at, column, cell)
        else:
            sheet.write_number(at, column, cell)


def main() -> None:
    folder, rows = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40
    folder.mkdir(parents=True, exist_ok=True)
    write_kabupaten(folder / "35.07_umkm.xlsx", rows)
    write_kota(folder / "35.73_umkm.xlsx", rows)
    write_separated(folder / "35.78_umkm.csv", rows)
    write_koperasi(folder / "koperasi_35.xlsx")
    write_loans(folder / "kredit_35.csv")


if __name__ == "__main__":
    main()
