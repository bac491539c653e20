"""The facts of each unit as SQL that SQLite and PostgreSQL read alike; see core.figures.facts for what the columns mean.

Every value that stands in the text of a statement is a year, or comes from this package's own rules.
"""

from __future__ import annotations

from collections.abc import Callable

from selaras import data
from selaras.core.figures.facts import UNITS, UNKNOWN
from selaras.core.terms.skala import PP_7_2021, UU_20_2008, Skala, SkalaRule
from selaras.core.terms.status_koperasi import PERMEN_25_2015, StatusKoperasi
from selaras.store.database import Queryable

HEXED = {"sqlite": "lower(hex({}))", "postgresql": "encode({},'hex')", "duckdb": "{}"}  # of a record's id
FARM = "A"  # KBLI category: agriculture, forestry and fishery


def table_of(unit: str) -> str:
    """Return the name of a unit's table of facts."""
    return f"figures_{unit}"


def make_facts(db: Queryable, year: int) -> None:
    """Fill a table of facts for each unit, for this session only. Inside a transaction on PostgreSQL."""
    hexed = HEXED[db.dialect]
    for unit, select in _SELECTS.items():
        db.execute(f"DROP TABLE IF EXISTS {table_of(unit)}")
        db.execute(f"CREATE TEMPORARY TABLE {table_of(unit)} AS {select(year, hexed)}")


def drop_facts(db: Queryable) -> None:
    """Forget the tables of facts."""
    for unit in UNITS:
        db.execute(f"DROP TABLE IF EXISTS {table_of(unit)}")


def _newest(kind: str, subject: str, year: str, condition: str) -> str:
    """Return the report of each subject with the greatest year that meets a condition."""
    return (
        f"(SELECT * FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY {subject} ORDER BY {year} DESC, record DESC) AS nth"
        f" FROM registry_{kind} t WHERE deletions IS NULL AND {condition}) n WHERE nth = 1)"
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


def _sector(column: str) -> str:
    """Return the letter of the KBLI category of a code, by its first two digits."""
    sections = {code: letter for code, letter in data.kbli().sections.items() if len(code) == 2}
    arms = " ".join(f"WHEN '{code}' THEN '{letter}'" for code, letter in sorted(sections.items()))
    return f"CASE substr({column},1,2) {arms} END"


def _place(row: str, column: str = "wilayah") -> str:
    """Return kab and kec of a record: from its desa, else from the kab/kota it is bound to."""
    desa = f"{row}.{column}"
    return (
        f"CASE WHEN length({desa}) >= 5 THEN substr({desa},1,5) ELSE substr({row}.wilayah_induk,1,5) END AS kab,"
        f" CASE WHEN length({desa}) >= 8 THEN substr({desa},1,8) END AS kec"
    )


def _usaha(year: int, hexed: str) -> str:
    own, end = hexed.format("u.record"), f"{year}-12-31"
    reported = {
        name: f"CASE WHEN r.tahun = {year} THEN r.{name} END"
        for name in ("omzet", "modal_usaha", "tenaga_kerja_perempuan", "pemakaian_digital", "kebutuhan_modal")
    }
    workers = "COALESCE(r.tenaga_kerja_jumlah, r.tenaga_kerja_laki + r.tenaga_kerja_perempuan)"
    digital = reported["pemakaian_digital"]
    before, now = _skala(PP_7_2021, "p"), f"CASE WHEN r.tahun = {year} THEN {_skala(PP_7_2021, 'r')} END"
    loans = f"k.deletions IS NULL AND k.skema LIKE 'kur%' AND k.tanggal_akad <= '{end}'"
    columns = {
        "sektor": _sector("u.kbli"),
        "pertanian": f"CASE WHEN {_sector('u.kbli')} = '{FARM}' THEN 1 ELSE 0 END",
        "skala_pp7": _skala(PP_7_2021, "r"),
        "skala_uu20": _skala(UU_20_2008, "r"),
        "skala_lalu": before,
        "skala_kini": now,
        "naik": f"CASE WHEN {_rank(now)} > {_rank(before)} THEN 1 ELSE 0 END",
        "tahun_pendataan": "CAST(substr(u.tanggal_pendataan,1,4) AS INTEGER)",
        "lapor": f"CASE WHEN r.tahun = {year} THEN 1 ELSE 0 END",
        **reported,
        "tenaga_kerja": f"CASE WHEN r.tahun = {year} THEN {workers} END",
        "butir_digital": (
            f"CASE WHEN {digital} = '' THEN 0 WHEN {digital} IS NOT NULL"
            f" THEN length({digital}) - length(replace({digital},'|','')) + 1 END"
        ),
        "asal_bahan_baku": f"CASE WHEN r.tahun = {year} THEN r.asal_bahan_baku END",
        "pembeli_utama": f"CASE WHEN r.tahun = {year} THEN r.pembeli_utama END",
        "kur": (
            f"CASE WHEN EXISTS (SELECT 1 FROM registry_kredit k WHERE k.usaha = {own} AND {loans})"
            f" OR EXISTS (SELECT 1 FROM registry_kredit k WHERE k.nik_debitur = u.nik_pemilik AND {loans})"
            " THEN 1 ELSE 0 END"
        ),
    }
    plain = [name for name in UNITS["usaha"][2:] if name not in columns]
    listed = ", ".join([*(f"u.{name}" for name in plain), *(f"{sql} AS {name}" for name, sql in columns.items())])
    newest = _newest("laporan_usaha", "usaha", "tahun", f"tahun <= {year}")
    last_year = _newest("laporan_usaha", "usaha", "tahun", f"tahun = {year - 1}")
    return (
        f"SELECT {_place('u')}, {listed} FROM registry_usaha u LEFT JOIN {newest} r ON r.usaha = {own}"
        f" LEFT JOIN {last_year} p ON p.usaha = {own}"
        f" WHERE u.deletions IS NULL AND (u.tahun_mulai IS NULL OR u.tahun_mulai <= {year})"
    )


def _koperasi(year: int, hexed: str) -> str:
    own, end, years = hexed.format("u.record"), f"{year}-12-31", PERMEN_25_2015.rat_years
    first = year - years
    one_each = (
        "SELECT * FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY koperasi, tahun_buku ORDER BY record DESC) AS nth"
        f" FROM registry_laporan_koperasi t WHERE deletions IS NULL AND tahun_buku BETWEEN {first} AND {year}) n WHERE nth = 1"
    )
    past = (
        "(SELECT koperasi, COUNT(*) AS known,"
        f" SUM(CASE WHEN tanggal_rat <= '{end}' THEN 1 ELSE 0 END) AS held, COUNT(melayani_anggota) AS told,"
        " SUM(CASE WHEN melayani_anggota = 'ya' THEN 1 ELSE 0 END) AS serving,"
        f" MAX(CASE WHEN tahun_buku = {year - 1} THEN melayani_anggota END) AS last"
        f" FROM ({one_each}) y WHERE tahun_buku < {year} GROUP BY koperasi)"
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
        f" AND g.deletions IS NULL AND g.sertifikat_kompetensi <> '' AND g.berlaku_sampai >= '{end}') THEN 1 ELSE 0 END"
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
        f"SELECT {_place('u')}, {listed} FROM registry_koperasi u LEFT JOIN {past} s ON s.koperasi = {own}"
        f" LEFT JOIN (SELECT * FROM ({one_each}) z WHERE tahun_buku = {year}) r ON r.koperasi = {own}"
        f" WHERE u.deletions IS NULL AND (u.tanggal_badan_hukum IS NULL OR u.tanggal_badan_hukum <= '{end}')"
    )


def _kredit(year: int, hexed: str) -> str:  # noqa: ARG001 # one signature for all units
    return (
        "SELECT substr(u.wilayah_induk,1,5) AS kab, CAST(NULL AS TEXT) AS kec, u.skema, u.plafon, u.baki_debet,"
        " u.kolektibilitas, CASE WHEN u.skema LIKE 'kur%' THEN 1 ELSE 0 END AS kur,"
        " CASE WHEN u.kolektibilitas = '5' THEN 1 ELSE 0 END AS macet"
        " FROM registry_kredit u"
        f" WHERE u.deletions IS NULL AND u.tanggal_akad BETWEEN '{year}-01-01' AND '{year}-12-31'"
    )


_SELECTS: dict[str, Callable[[int, str], str]] = {"usaha": _usaha, "koperasi": _koperasi, "kredit": _kredit}
assert set(_SELECTS) == set(UNITS)
assert UNKNOWN
