"""The facts of each unit as SQL that SQLite, PostgreSQL and DuckDB read alike; see core.figures.facts for what the columns mean.

Every value that stands in the text of a statement is a year, or comes from this package's own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from selaras import data
from selaras.core.figures.facts import UNITS
from selaras.core.terms.skala import PP_7_2021, UU_20_2008, Skala, SkalaRule
from selaras.core.terms.status_koperasi import PERMEN_25_2015, StatusKoperasi

HEXED = {"sqlite": "lower(hex({}))", "postgresql": "encode({},'hex')", "duckdb": "{}"}  # of a record's id
_REPORTED = (  # of the year's report as it stands
    "omzet",
    "modal_usaha",
    "tenaga_kerja_perempuan",
    "pemakaian_digital",
    "kebutuhan_modal",
    "asal_bahan_baku",
    "pembeli_utama",
)
FARM = "A"  # KBLI category: agriculture, forestry and fishery


@dataclass(frozen=True, slots=True)
class Span:
    """Which records are read: those bound to an area from `first` to `last`, in the order of codes. The default is all."""

    first: str = ""
    last: str = ""

    def holds(self, row: str = "") -> str:
        """Return the condition on a row, "" for all; it begins with AND."""
        return f" AND {row}wilayah_induk BETWEEN '{self.first}' AND '{self.last}'" if self.last else ""


def facts(unit: str, year: int, dialect: str, span: Span) -> str:
    """Return the query whose rows are the facts of a unit's records in one year.

    A report counts for its subject where both are bound to the same area: nobody else can move an office's figures, and
    areas can be counted apart. Only loans are looked for everywhere.
    """
    return _SELECTS[unit](year, HEXED[dialect], span)


def _newest(columns: Iterable[str], condition: str) -> str:
    """Return the report of each enterprise with the greatest year that meets a condition.

    Only the columns that are needed: the window holds a row of every report, and at ten million it is what costs most.
    """
    listed = ", ".join(("usaha", "wilayah_induk", "tahun", *columns))
    return (
        f"(SELECT {listed} FROM (SELECT {listed},"
        " ROW_NUMBER() OVER (PARTITION BY usaha, wilayah_induk ORDER BY tahun DESC, record DESC) AS nth"
        f" FROM registry_laporan_usaha WHERE deletions IS NULL AND {condition}) n WHERE nth = 1)"
    )


def _skala(rule: SkalaRule, row: str) -> str:
    """Return the scale of a report: by turnover, by capital where none is known."""
    arms = [
        f"WHEN {row}.{column} <= {bound} THEN '{skala}'"
        for column, bounds in (("omzet", rule.omzet_max), ("modal_usaha", rule.modal_max))
        for skala, bound in zip((Skala.MIKRO, Skala.KECIL, Skala.MENENGAH), bounds, strict=True)
    ]
    by_turnover, by_capital = " ".join(arms[:3]), " ".join(arms[3:])
    return (
        f"CASE WHEN {row}.omzet IS NOT NULL THEN CASE {by_turnover} ELSE '{Skala.BESAR}' END"
        f" WHEN {row}.modal_usaha IS NOT NULL THEN CASE {by_capital} ELSE '{Skala.BESAR}' END END"
    )


def _rank(scale: str) -> str:
    arms = " ".join(f"WHEN '{skala}' THEN {rank}" for rank, skala in enumerate(Skala))
    return f"CASE {scale} {arms} END"


def _sector(code: str) -> str:
    """Return the letter of the KBLI category of a code, by its first two digits, one after the other: 10 tests a row, not 44."""
    sections = {digits: letter for digits, letter in data.kbli().sections.items() if len(digits) == 2}
    arms = []
    for first in sorted({digits[0] for digits in sections}):
        under = (f"WHEN '{d[1]}' THEN '{sections[d]}'" for d in sorted(sections) if d[0] == first)
        arms.append(f"WHEN '{first}' THEN CASE substr({code},2,1) {' '.join(under)} END")
    return f"CASE substr({code},1,1) {' '.join(arms)} END"


def _place(row: str, column: str = "wilayah") -> str:
    """Return kab and kec of a record: from its desa, else from the kab/kota it is bound to."""
    desa = f"{row}.{column}"
    return (
        f"CASE WHEN length({desa}) >= 5 THEN substr({desa},1,5) ELSE substr({row}.wilayah_induk,1,5) END AS kab,"
        f" CASE WHEN length({desa}) >= 8 THEN substr({desa},1,8) END AS kec"
    )


def _usaha(year: int, hexed: str, span: Span) -> str:
    """r: the report of the year; b: the newest one before it, which tells the scale where there is no r."""
    own, end = hexed.format("u.record"), f"{year}-12-31"
    lent = f"FROM registry_kredit WHERE deletions IS NULL AND skema LIKE 'kur%' AND tanggal_akad <= '{end}'"
    before, now = f"CASE WHEN b.tahun = {year - 1} THEN {_skala(PP_7_2021, 'b')} END", _skala(PP_7_2021, "r")
    columns = {
        "sektor": _sector("u.kbli"),
        "pertanian": f"CASE WHEN {_sector('u.kbli')} = '{FARM}' THEN 1 ELSE 0 END",
        "skala_pp7": f"CASE WHEN r.tahun IS NOT NULL THEN {now} ELSE {_skala(PP_7_2021, 'b')} END",
        "skala_uu20": f"CASE WHEN r.tahun IS NOT NULL THEN {_skala(UU_20_2008, 'r')} ELSE {_skala(UU_20_2008, 'b')} END",
        "skala_lalu": before,
        "skala_kini": now,
        "naik": f"CASE WHEN {_rank(now)} > {_rank(before)} THEN 1 ELSE 0 END",
        "tahun_pendataan": "CAST(substr(u.tanggal_pendataan,1,4) AS INTEGER)",
        "lapor": "CASE WHEN r.tahun IS NOT NULL THEN 1 ELSE 0 END",
        **{name: f"r.{name}" for name in _REPORTED},
        "tenaga_kerja": "COALESCE(r.tenaga_kerja_jumlah, r.tenaga_kerja_laki + r.tenaga_kerja_perempuan)",
        "butir_digital": (
            "CASE WHEN r.pemakaian_digital = '' THEN 0 WHEN r.pemakaian_digital IS NOT NULL"
            " THEN length(r.pemakaian_digital) - length(replace(r.pemakaian_digital,'|','')) + 1 END"
        ),
        "kur": "CASE WHEN k.usaha IS NOT NULL OR d.nik_debitur IS NOT NULL THEN 1 ELSE 0 END",
    }
    plain = [name for name in UNITS["usaha"][2:] if name not in columns]
    listed = ", ".join([*(f"u.{name}" for name in plain), *(f"{sql} AS {name}" for name, sql in columns.items())])
    wide = (*_REPORTED, "tenaga_kerja_jumlah", "tenaga_kerja_laki")
    this_year = _newest(wide, f"tahun = {year}{span.holds()}")
    earlier = _newest(("omzet", "modal_usaha"), f"tahun < {year}{span.holds()}")
    return (
        f"SELECT {_place('u')}, {listed} FROM registry_usaha u"
        f" LEFT JOIN {this_year} r ON r.usaha = {own} AND r.wilayah_induk = u.wilayah_induk"
        f" LEFT JOIN {earlier} b ON b.usaha = {own} AND b.wilayah_induk = u.wilayah_induk"
        f" LEFT JOIN (SELECT DISTINCT usaha {lent}) k ON k.usaha = {own}"
        f" LEFT JOIN (SELECT DISTINCT nik_debitur {lent}) d ON d.nik_debitur = u.nik_pemilik"
        f" WHERE u.deletions IS NULL AND (u.tahun_mulai IS NULL OR u.tahun_mulai <= {year}){span.holds('u.')}"
    )


def _koperasi(year: int, hexed: str, span: Span) -> str:
    own, end, years = hexed.format("u.record"), f"{year}-12-31", PERMEN_25_2015.rat_years
    first = year - years
    one_each = (
        "SELECT * FROM (SELECT t.*,"
        " ROW_NUMBER() OVER (PARTITION BY koperasi, wilayah_induk, tahun_buku ORDER BY record DESC) AS nth"
        f" FROM registry_laporan_koperasi t WHERE deletions IS NULL AND tahun_buku BETWEEN {first} AND {year}{span.holds()}) n"
        " WHERE nth = 1"
    )
    past = (
        "(SELECT koperasi, wilayah_induk, COUNT(*) AS known,"
        f" SUM(CASE WHEN tanggal_rat <= '{end}' THEN 1 ELSE 0 END) AS held, COUNT(melayani_anggota) AS told,"
        " SUM(CASE WHEN melayani_anggota = 'ya' THEN 1 ELSE 0 END) AS serving,"
        f" MAX(CASE WHEN tahun_buku = {year - 1} THEN melayani_anggota END) AS last"
        f" FROM ({one_each}) y WHERE tahun_buku < {year} GROUP BY koperasi, wilayah_induk)"
    )
    status = (
        f"CASE WHEN u.tanggal_pembubaran <= '{end}' THEN '{StatusKoperasi.DIBUBARKAN}'"
        f" WHEN CAST(substr(u.tanggal_badan_hukum,1,4) AS INTEGER) > {first} OR s.known IS NULL"
        f" THEN '{StatusKoperasi.BELUM_DAPAT_DINILAI}'"
        f" WHEN s.known = {years} AND (s.held = 0 OR (s.told = {years} AND s.serving = 0))"
        f" THEN '{StatusKoperasi.TIDAK_AKTIF}'"
        f" WHEN s.known = {years} AND s.held = {years} AND s.last = 'ya' THEN '{StatusKoperasi.AKTIF}'"
        f" WHEN s.known < {years} AND NOT (s.held > 0 AND s.held < s.known)"
        f" THEN '{StatusKoperasi.BELUM_DAPAT_DINILAI}' ELSE '{StatusKoperasi.DI_ANTARA}' END"
    )
    certified = (
        f"CASE WHEN EXISTS (SELECT 1 FROM registry_pengelola g WHERE g.koperasi_atau_usaha = {own}"
        " AND g.wilayah_induk = u.wilayah_induk AND g.deletions IS NULL AND g.sertifikat_kompetensi <> ''"
        f" AND g.berlaku_sampai >= '{end}') THEN 1 ELSE 0 END"
    )
    score = "CAST(r.skor_kesehatan AS DECIMAL)"
    columns = {
        "status": status,
        "lapor": "CASE WHEN r.record IS NOT NULL THEN 1 ELSE 0 END",
        "rat": f"CASE WHEN r.tanggal_rat IS NOT NULL AND r.tanggal_rat <= '{year + 1}-12-31' THEN 1 ELSE 0 END",
        "anggota": "COALESCE(r.anggota_jumlah, r.anggota_laki + r.anggota_perempuan)",
        "kesehatan": (
            f"CASE WHEN {score} > 75 THEN 'sehat' WHEN {score} > 50 THEN 'cukup_sehat'"
            f" WHEN {score} > 25 THEN 'kurang_sehat' WHEN r.skor_kesehatan IS NOT NULL THEN 'tidak_sehat' END"
        ),
        "pengelola_bersertifikat": certified,
    }
    subject = data.kamus().kind("koperasi").field_names
    plain = [f"{'u' if n in subject else 'r'}.{n}" for n in UNITS["koperasi"][2:] if n not in columns]
    listed = ", ".join([*plain, *(f"{sql} AS {name}" for name, sql in columns.items())])
    return (
        f"SELECT {_place('u')}, {listed} FROM registry_koperasi u LEFT JOIN {past} s"
        f" ON s.koperasi = {own} AND s.wilayah_induk = u.wilayah_induk"
        f" LEFT JOIN (SELECT * FROM ({one_each}) z WHERE tahun_buku = {year}) r"
        f" ON r.koperasi = {own} AND r.wilayah_induk = u.wilayah_induk"
        f" WHERE u.deletions IS NULL AND (u.tanggal_badan_hukum IS NULL OR u.tanggal_badan_hukum <= '{end}')"
        f"{span.holds('u.')}"
    )


def _kredit(year: int, hexed: str, span: Span) -> str:  # noqa: ARG001 # one signature for all units
    return (
        "SELECT substr(u.wilayah_induk,1,5) AS kab, CAST(NULL AS TEXT) AS kec, u.skema, u.plafon, u.baki_debet,"
        " u.kolektibilitas, CASE WHEN u.skema LIKE 'kur%' THEN 1 ELSE 0 END AS kur,"
        " CASE WHEN u.kolektibilitas = '5' THEN 1 ELSE 0 END AS macet"
        " FROM registry_kredit u"
        f" WHERE u.deletions IS NULL AND u.tanggal_akad BETWEEN '{year}-01-01' AND '{year}-12-31'{span.holds('u.')}"
    )


_SELECTS: dict[str, Callable[[int, str, Span], str]] = {"usaha": _usaha, "koperasi": _koperasi, "kredit": _kredit}
assert set(_SELECTS) == set(UNITS)
