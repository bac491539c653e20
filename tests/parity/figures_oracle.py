"""What the figures should be, from rows in Python: one unit at a time, by the rules of core.terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from selaras import data
from selaras.core.figures.condition import Condition
from selaras.core.figures.facts import UNKNOWN
from selaras.core.figures.indicator import Indicator, Measure
from selaras.core.terms.rupiah import Rupiah
from selaras.core.terms.skala import PP_7_2021, UU_20_2008, Skala, classify_skala
from selaras.core.terms.status_koperasi import BookYear, kesehatan, status_koperasi

Facts = dict[str, Any]
RANK = list(Skala)
SUBJECTS = {"laporan_usaha": "usaha", "laporan_koperasi": "koperasi", "pengelola": "koperasi_atau_usaha"}


class Registry:
    """Rows as dictionaries. record: hexadecimal; a report names its subject by it."""

    def __init__(self, rows: Mapping[str, list[Facts]]) -> None:
        self.rows = rows
        self._by_subject: dict[tuple[str, str], list[Facts]] = defaultdict(list)
        for kind, field in SUBJECTS.items():
            for row in rows[kind]:
                self._by_subject[kind, row[field]].append(row)
        self._facts: dict[tuple[str, int], list[Facts]] = {}

    def of(self, kind: str, one: Facts) -> list[Facts]:
        return [row for row in self._by_subject[kind, one["record"]] if row["home"] == one["home"]]

    def facts(self, unit: str, year: int) -> list[Facts]:
        if (unit, year) not in self._facts:
            make = {"usaha": self.usaha, "koperasi": self.koperasi, "kredit": self.kredit}[unit]
            self._facts[unit, year] = list(make(year))
        return self._facts[unit, year]

    def usaha(self, year: int) -> Iterable[Facts]:
        for one in self.rows["usaha"]:
            if (one["tahun_mulai"] or 0) > year:
                continue
            reports = {r["tahun"]: r for r in self.of("laporan_usaha", one) if r["tahun"] <= year}
            newest = reports[max(reports)] if reports else None
            now, before = reports.get(year), reports.get(year - 1)
            told: Facts = defaultdict(lambda: None, now or {})
            sector = data.kbli().sections.get((one["kbli"] or "")[:2])
            scale_now, scale_before = scale(now), scale(before)
            workers = told["tenaga_kerja_jumlah"]
            if workers is None and None not in (told["tenaga_kerja_laki"], told["tenaga_kerja_perempuan"]):
                workers = told["tenaga_kerja_laki"] + told["tenaga_kerja_perempuan"]
            used = told["pemakaian_digital"]
            yield {
                **one,
                **place(one),
                **{name: told[name] for name in ("omzet", "modal_usaha", "kebutuhan_modal", "pemakaian_digital")},
                **{name: told[name] for name in ("tenaga_kerja_perempuan", "asal_bahan_baku", "pembeli_utama")},
                "sektor": sector,
                "pertanian": int(sector == "A"),
                "skala_pp7": scale(newest),
                "skala_uu20": scale(newest, old=True),
                "skala_lalu": scale_before,
                "skala_kini": scale_now,
                "naik": int(bool(scale_now and scale_before and RANK.index(scale_now) > RANK.index(scale_before))),
                "tahun_pendataan": int(one["tanggal_pendataan"][:4]) if one["tanggal_pendataan"] else None,
                "lapor": int(now is not None),
                "tenaga_kerja": workers,
                "butir_digital": None if used is None else len([x for x in used.split("|") if x]),
                "kur": int(any(self._lent(one, loan, year) for loan in self.rows["kredit"])),
            }

    @staticmethod
    def _lent(one: Facts, loan: Facts, year: int) -> bool:
        same = loan["usaha"] == one["record"] or (one["nik_pemilik"] and loan["nik_debitur"] == one["nik_pemilik"])
        return bool(same) and loan["skema"].startswith("kur") and loan["tanggal_akad"] <= f"{year}-12-31"

    def koperasi(self, year: int) -> Iterable[Facts]:
        for one in self.rows["koperasi"]:
            born = one["tanggal_badan_hukum"]
            if born and born > f"{year}-12-31":
                continue
            reports = {r["tahun_buku"]: r for r in self.of("laporan_koperasi", one)}
            told: Facts = defaultdict(lambda: None, reports.get(year) or {})
            members = told["anggota_jumlah"]
            if members is None and None not in (told["anggota_laki"], told["anggota_perempuan"]):
                members = told["anggota_laki"] + told["anggota_perempuan"]
            people = self.of("pengelola", one)
            yield {
                **defaultdict(lambda: None, told),
                **one,
                **place(one),
                "status": status_koperasi(
                    tanggal_badan_hukum=day(born),
                    tanggal_pembubaran=day(one["tanggal_pembubaran"]),
                    book_years={
                        y: BookYear(day(r["tanggal_rat"]), yes(r["melayani_anggota"])) for y, r in reports.items()
                    },
                    on=dt.date(year, 12, 31),
                ),
                "lapor": int(year in reports),
                "rat": int(bool(told["tanggal_rat"] and told["tanggal_rat"] <= f"{year + 1}-12-31")),
                "anggota": members,
                "kesehatan": None if told["skor_kesehatan"] is None else kesehatan(float(told["skor_kesehatan"])),
                "pengelola_bersertifikat": int(
                    any(p["sertifikat_kompetensi"] and (p["berlaku_sampai"] or "") >= f"{year}-12-31" for p in people)
                ),
            }

    def kredit(self, year: int) -> Iterable[Facts]:
        for loan in self.rows["kredit"]:
            if loan["tanggal_akad"][:4] == str(year):
                small = int(loan["skema"].startswith("kur"))
                yield {
                    **loan,
                    "kab": loan["home"],
                    "kec": None,
                    "kur": small,
                    "macet": int(loan["kolektibilitas"] == "5"),
                }


def expected_cells(
    registry: Registry, indicator: Indicator, classification: str, year: int
) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return what count_cells should: the numbers of every cell that has any, four and two for each amount."""
    found: dict[tuple[str, str], list[int]] = {}
    for unit in registry.facts(indicator.of, year):
        value = (unit.get(classification) or UNKNOWN) if classification else ""
        cell = found.setdefault((unit["kec"] or unit["kab"], str(value)), [0] * (4 + 2 * len(indicator.amounts)))
        for i, measure in enumerate(indicator.measures):
            cell[i] += measured(measure, unit, year)
        for i, measure in enumerate(indicator.amounts):
            amount = abs(measured(measure, unit, year))
            cell[4 + 2 * i] += amount
            cell[5 + 2 * i] = max(cell[5 + 2 * i], amount)
    return {key: tuple(cell) for key, cell in found.items() if any(cell)}


def measured(measure: Measure, unit: Facts, year: int) -> int:
    if not all(holds(condition, unit.get(condition.column), year) for condition in measure.conditions):
        return 0
    return 1 if measure.column is None else int(unit[measure.column])


def holds(condition: Condition, value: Any, year: int) -> bool:
    wanted = condition.value.replace("{tahun}", str(year))
    match condition.operator:
        case "ada":
            return value is not None
        case "memuat":
            return value is not None and wanted in value.split("|")
        case "=":
            return value is not None and str(value) == wanted
        case "!=":
            return value is None or str(value) != wanted
    raise AssertionError(condition.operator)


def scale(report: Facts | None, *, old: bool = False) -> Skala | None:
    if report is None:
        return None
    rule = UU_20_2008 if old else PP_7_2021
    return classify_skala(omzet=as_rupiah(report["omzet"]), modal=as_rupiah(report["modal_usaha"]), rule=rule)


def as_rupiah(value: int | None) -> Rupiah | None:
    return None if value is None else Rupiah(value)


def place(one: Facts) -> Facts:
    code = one["wilayah"] or ""
    return {"kab": code[:5] if len(code) >= 5 else one["home"], "kec": code[:8] if len(code) >= 8 else None}


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def yes(text: str | None) -> bool | None:
    return None if text is None else text == "ya"
