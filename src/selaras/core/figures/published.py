"""Figures that others published, and what arithmetic says of them.

A figure is never corrected or left out: it stands as printed, with the flags of the checks beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from selaras.core.terms.numerals import indonesian

SHARE, VALUE, BASE = "kontribusi_kumkm_pdrb", "nilai_tambah_kumkm_adhb", "pdrb_adhb"
ROUND_ZEROS = 3  # a whole number that ends in so many zeros was rounded
UNKNOWN_SOURCE = "belum diverifikasi"


@dataclass(frozen=True, slots=True)
class Flag:
    """What a check found. message: a sentence for the reader of the figure."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure as printed. value: with the digits it was printed with, so that its rounding is known. period: as printed."""

    indicator: str
    wilayah: str
    period: str
    value: Decimal
    unit: str
    note: str
    source: str

    @property
    def half_step(self) -> Decimal:
        """How far rounding may have moved the value: half of its last printed digit, without a row of zeros (9.130.000)."""
        digits, exponent = self.value.as_tuple().digits, self.value.as_tuple().exponent
        assert isinstance(exponent, int)
        zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
        if exponent == 0 and zeros >= ROUND_ZEROS:
            exponent = zeros
        return Decimal(5).scaleb(exponent - 1)

    @property
    def part_of_year(self) -> bool:
        """Whether this is a half, a quarter or a month, and not a whole year."""
        return len(self.period) > 4


@dataclass(frozen=True, slots=True)
class Definition:
    """Under which definition some published values of an indicator were counted."""

    id: str
    indicator: str
    wilayah: str
    periods: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Total:
    """A figure and the parts published with it: their values, or the indicators of the same place and period that are its parts."""

    indicator: str
    wilayah: str
    period: str
    parts: tuple[Decimal, ...]
    part_indicators: tuple[str, ...]
    parts_name: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What was said of a figure beside an earlier one. direction: naik | turun. amount, unit: as printed, if a number was named."""

    indicator: str
    wilayah: str
    period: str
    earlier: str
    direction: str
    quote: str
    amount: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of published figures beside their values."""

    definitions: tuple[Definition, ...]
    totals: tuple[Total, ...]
    claims: tuple[Claim, ...]


Judged = tuple[PublishedFigure, tuple[Flag, ...]]
_Places = Mapping[tuple[str, str, str], Sequence[PublishedFigure]]


def judge_published(figures: Iterable[PublishedFigure], known: Knowledge) -> list[Judged]:
    """Return every figure, in its order, with the flags that the checks raise."""
    found = list(figures)
    places: dict[tuple[str, str, str], list[PublishedFigure]] = {}
    for figure in found:
        places.setdefault((figure.indicator, figure.wilayah, figure.period), []).append(figure)
    return [(figure, tuple(_flags(figure, places, known))) for figure in found]


def _flags(figure: PublishedFigure, places: _Places, known: Knowledge) -> Iterable[Flag]:
    yield from _product(figure, places)
    yield from _rivals(figure, places)
    for total in known.totals:
        yield from _parts(figure, total, places)
    for claim in known.claims:
        yield from _claimed(figure, claim, places)
    yield from _definition(figure, known.definitions, places)
    if figure.part_of_year and figure.indicator == SHARE:
        yield Flag(
            "bukan_setahun",
            "Angka sebagian tahun: tidak disambung dan tidak dibandingkan langsung dengan angka setahun.",
        )
    if "proyeksi" in figure.note:
        yield Flag("proyeksi", "Angka proyeksi, bukan hasil pengukuran.")
    if UNKNOWN_SOURCE in figure.source:
        yield Flag("sumber_belum_diperiksa", "Sumbernya tidak tersimpan dan belum diperiksa ulang.")


def _one(places: _Places, indicator: str, figure: PublishedFigure) -> PublishedFigure | None:
    found = places.get((indicator, figure.wilayah, figure.period), ())
    return found[0] if len(found) == 1 else None


def _product(figure: PublishedFigure, places: _Places) -> Iterable[Flag]:
    """Share times base is the value, within the rounding of all three."""
    if figure.indicator != VALUE:
        return
    share, base = _one(places, SHARE, figure), _one(places, BASE, figure)
    if share is None or base is None:
        missing = "PDRB" if base is None else "pangsanya"
        yield Flag("tidak_dapat_diperiksa", f"Tidak dapat diperiksa: {missing} untuk {figure.period} tidak terbit.")
        return
    expected = share.value * base.value / 100
    slack = (share.half_step * base.value + base.half_step * share.value) / 100 + figure.half_step
    if abs(expected - figure.value) > slack:
        product = f"{indonesian(share.value)}% × {indonesian(base.value)} = {indonesian(expected, 2)}"
        told = f"Tidak sama dengan pangsa × PDRB: {product}, tertulis {indonesian(figure.value)}. Mungkin angkanya tertukar."
        yield Flag("pangsa_kali_pdrb", told)


def _rivals(figure: PublishedFigure, places: _Places) -> Iterable[Flag]:
    """Two values for the same thing: both are told, unless arithmetic already says which one is wrong."""
    others = [one for one in places[figure.indicator, figure.wilayah, figure.period] if one is not figure]
    if figure.indicator == VALUE and _one(places, SHARE, figure) and _one(places, BASE, figure):
        return
    for other in others:
        yield Flag(
            "nilai_ganda", f"Untuk tempat dan masa yang sama juga terbit {indonesian(other.value)} ({other.source})."
        )


def _parts(figure: PublishedFigure, total: Total, places: _Places) -> Iterable[Flag]:
    if (figure.indicator, figure.wilayah, figure.period) != (total.indicator, total.wilayah, total.period):
        return
    whole = [one for name in total.part_indicators if (one := _one(places, name, figure))]
    if len(whole) < len(total.part_indicators):
        yield Flag(
            "bagian_kurang", f"Bagiannya ({total.parts_name}) tidak semua terbit, jadi jumlahnya tidak dapat diperiksa."
        )
        return
    added = sum(total.parts, Decimal()) + sum((one.value for one in whole), Decimal())
    slack = figure.half_step + sum((one.half_step for one in whole), Decimal())
    slack += sum((Decimal(5).scaleb(int(part.as_tuple().exponent) - 1) for part in total.parts), Decimal())
    if abs(added - figure.value) > slack:
        yield Flag(
            "jumlah_bagian",
            f"Jumlah {total.parts_name} adalah {indonesian(added)}, tertulis {indonesian(figure.value)}.",
        )


def _claimed(figure: PublishedFigure, claim: Claim, places: _Places) -> Iterable[Flag]:
    later = places.get((claim.indicator, claim.wilayah, claim.period), ())
    earlier = places.get((claim.indicator, claim.wilayah, claim.earlier), ())
    if len(later) != 1 or len(earlier) != 1 or figure not in (*later, *earlier):
        return
    after, before = later[0], earlier[0]
    change = after.value - before.value
    if (change > 0) != (claim.direction == "naik"):
        yield Flag(
            "arah_bertentangan",
            f"Disebut «{claim.quote}», padahal angka yang terbit {indonesian(before.value)} ({claim.earlier})"
            f" dan {indonesian(after.value)} ({claim.period}).",
        )
    if figure is before:
        return
    if after.part_of_year != before.part_of_year:
        told = f"Dibandingkan dengan {claim.earlier} («{claim.quote}»), padahal panjang masanya berbeda."
        yield Flag("masa_berbeda", told)
    if claim.unit == "persen" and after.unit == "persen" and claim.amount == change:
        told = f"«{claim.quote}» seharusnya {indonesian(change)} poin persen: selisih dua persentase bukan persen."
        yield Flag("poin_persen", told)


def _definition(figure: PublishedFigure, definitions: Sequence[Definition], places: _Places) -> Iterable[Flag]:
    """Values that other definitions gave are named, and never joined to this one."""
    of_it = [one for one in definitions if (one.indicator, one.wilayah) == (figure.indicator, figure.wilayah)]
    mine = next((one for one in of_it if figure.period in one.periods), None)
    if mine is None:
        return
    others = [
        f"{indonesian(other.value)} ({period}; {one.meaning})"
        for one in of_it
        if one.id != mine.id
        for period in one.periods[-1:]
        for other in places.get((one.indicator, one.wilayah, period), ())
    ]
    if others:
        listed = "; ".join(others)
        yield Flag(
            "definisi_lain", f"Dihitung menurut {mine.meaning}. Tidak sebanding dengan {listed}: definisinya lain."
        )
