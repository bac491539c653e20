"""Status and health of a cooperative, computed from dated facts under a named rule; never typed in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from selaras.core.terms.problem import TermError


class StatusKoperasi(StrEnum):
    AKTIF = "aktif"
    BELUM_DAPAT_DINILAI = "belum_dapat_dinilai"
    DI_ANTARA = "di_antara"
    TIDAK_AKTIF = "tidak_aktif"
    DIBUBARKAN = "dibubarkan"


class Kesehatan(StrEnum):
    SEHAT = "sehat"
    CUKUP_SEHAT = "cukup_sehat"
    KURANG_SEHAT = "kurang_sehat"
    TIDAK_SEHAT = "tidak_sehat"


@dataclass(frozen=True, slots=True)
class StatusRule:
    """rat_years: how many book years in a row decide.

    rat_due_months: within how many months after its end the RAT of a book year is due.
    """

    id: str
    since: dt.date
    source: str
    rat_years: int
    rat_due_months: int


PERMEN_25_2015 = StatusRule(
    id="permen-kukm-25-2015",
    since=dt.date(2015, 9, 1),
    source="Permen KUKM 25/Per/M.KUKM/IX/2015 as quoted by ppklkemenkop.id; the month of the RAT is from UU 25/1992",
    rat_years=3,
    rat_due_months=6,
)


@dataclass(frozen=True, slots=True)
class BookYear:
    """What one yearly report says; None is not known."""

    tanggal_rat: dt.date | None
    melayani_anggota: bool | None


def status_koperasi(
    *,
    tanggal_badan_hukum: dt.date | None,
    tanggal_pembubaran: dt.date | None,
    book_years: Mapping[int, BookYear],
    on: dt.date,
    rule: StatusRule = PERMEN_25_2015,
) -> StatusKoperasi:
    """Return the status on a day.

    aktif: a RAT for each of the last three book years that were due, and in the last of them business that serves
    members. tidak_aktif: no RAT for any of the three, or no business in any of those reported. The text leaves a gap
    between the two, which is di_antara. A cooperative younger than three due book years, or one of which too few
    years are reported to tell, is belum_dapat_dinilai.
    """
    if tanggal_pembubaran is not None and tanggal_pembubaran <= on:
        return StatusKoperasi.DIBUBARKAN
    last = _last_due_year(on, rule)
    years = range(last - rule.rat_years + 1, last + 1)
    if tanggal_badan_hukum is not None and tanggal_badan_hukum.year > years[0]:
        return StatusKoperasi.BELUM_DAPAT_DINILAI
    known = [book_years[year] for year in years if year in book_years]
    held = [year.tanggal_rat is not None and year.tanggal_rat <= on for year in known]
    business = [year.melayani_anggota for year in known if year.melayani_anggota is not None]
    complete = len(known) == rule.rat_years
    if complete and (not any(held) or (len(business) == rule.rat_years and not any(business))):
        return StatusKoperasi.TIDAK_AKTIF
    if complete and all(held) and known[-1].melayani_anggota:
        return StatusKoperasi.AKTIF
    if not complete and not (any(held) and not all(held)):
        return StatusKoperasi.BELUM_DAPAT_DINILAI
    return StatusKoperasi.DI_ANTARA


def kesehatan(skor: float) -> Kesehatan:
    """Return the class of a health score of 0 to 100.

    Source: Juknis Deputi 15/2021; its bins are written with gaps (75 to 76), closed here as above 75, 50 and 25.
    Raises TermError desimal_batas outside 0..100.
    """
    if not 0 <= skor <= 100:
        raise TermError("desimal_batas", f"Skor kesehatan harus 0 sampai 100, tertulis «{skor:g}»")
    if skor > 75:
        return Kesehatan.SEHAT
    if skor > 50:
        return Kesehatan.CUKUP_SEHAT
    return Kesehatan.KURANG_SEHAT if skor > 25 else Kesehatan.TIDAK_SEHAT


def _last_due_year(on: dt.date, rule: StatusRule) -> int:
    """Return the last book year whose RAT was due: book years end with the calendar year."""
    return on.year - 1 if on.month > rule.rat_due_months else on.year - 2
