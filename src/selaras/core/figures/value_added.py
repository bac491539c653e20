"""Contribution of KUMKM to PDRB by four methods (see docs/angka.md); values in, values out.

Point values are exact decimals. An interval is the estimate plus and minus 1.96 analytic standard errors of the sampled
parts alone: errors of the PDRB itself, of the counts and of the ratios are not in it, and a result says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from selaras.core.figures.pdrb_inputs import KUMKM, ZERO, Cell, Inputs, Sector

Z95 = Decimal("1.96")


class Method(StrEnum):
    TOP_DOWN = "top-down"
    BOTTOM_UP = "bottom-up"
    EXTRAPOLATION = "extrapolation"
    RESIDUAL = "residual"


class MissingInputs(ValueError):
    """A method needs what the inputs do not have. faults: one sentence for each thing."""

    def __init__(self, method: Method, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.method, self.faults = method, tuple(faults)


@dataclass(frozen=True, slots=True)
class SectorResult:
    """Value added of KUMKM in one sector, in the unit of the inputs. by_size: empty where a method cannot tell the sizes apart.

    variance: of value_added, from sampling alone. raking: the factor that made the cells meet the sector's PDRB.
    """

    code: str
    name: str
    pdrb: Decimal
    value_added: Decimal
    by_size: Mapping[str, Decimal]
    variance: Decimal
    raking: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One method's answer. share, low, high: percent of the total PDRB; low and high None where nothing was sampled."""

    method: Method
    value_added: Decimal
    share: Decimal
    low: Decimal | None
    high: Decimal | None
    sectors: tuple[SectorResult, ...]
    notes: tuple[str, ...]


def contribution(inputs: Inputs, method: Method) -> Contribution:
    """Return the contribution by one method. Raises MissingInputs."""
    counted = [sector for sector in inputs.sectors if inputs.farm or sector.code != "A"]
    if faults := [fault for sector in counted if (fault := _lacks(sector, method))]:
        raise MissingInputs(method, faults)
    results = tuple(_METHODS[method](sector) for sector in counted)
    value = sum((one.value_added for one in results), ZERO)
    error = sum((one.variance for one in results), ZERO).sqrt()
    share, half = 100 * value / inputs.total, 100 * Z95 * error / inputs.total
    sampled = error > 0
    return Contribution(
        method,
        value,
        share,
        max(ZERO, share - half) if sampled else None,
        min(Decimal(100), share + half) if sampled else None,
        results,
        tuple(_notes(inputs, method, results)),
    )


def possible_methods(inputs: Inputs) -> dict[Method, Contribution]:
    """Return every method that the inputs suffice for."""
    found = {}
    for method in Method:
        try:
            found[method] = contribution(inputs, method)
        except MissingInputs:
            continue
    return found


def _lacks(sector: Sector, method: Method) -> str | None:
    """Return what a sector lacks for a method, as a sentence."""
    where = f"Sektor {sector.code}"
    if method is Method.TOP_DOWN and not sector.benchmark:
        return f"{where} belum punya [sektor.pangsa] menurut skala."
    if method is Method.EXTRAPOLATION and (not sector.base_pdrb or sector.base_value_added is None):
        return f"{where} belum punya «pdrb_acuan» dan «nilai_tambah_acuan»."
    if method is Method.BOTTOM_UP and not sector.cells:
        return f"{where} belum punya [sektor.usaha.SKALA]: jumlah, rata-rata output, rasio nilai tambah."
    if method is Method.RESIDUAL and sector.outside is None:
        return f"{where} belum punya «besar_dan_pemerintah»."
    if method is Method.RESIDUAL and sector.outside is not None and sector.outside > sector.pdrb:
        return f"{where}: «besar_dan_pemerintah» lebih besar daripada PDRB-nya."
    return None


def _top_down(sector: Sector) -> SectorResult:
    """Sector's PDRB times the shares of a benchmark."""
    small = {size: share for size, share in sector.benchmark.items() if size in KUMKM}
    by_size = {size: sector.pdrb * share.value for size, share in small.items()}
    variance = sum(((sector.pdrb * share.se) ** 2 for share in small.values()), ZERO)
    return SectorResult(sector.code, sector.name, sector.pdrb, sum(by_size.values(), ZERO), by_size, variance)


def _extrapolation(sector: Sector) -> SectorResult:
    """Value added of KUMKM in the benchmark year, moved by the growth of the sector's PDRB since."""
    assert sector.base_pdrb
    assert sector.base_value_added is not None
    value = sector.base_value_added * sector.pdrb / sector.base_pdrb
    return SectorResult(sector.code, sector.name, sector.pdrb, value, {}, ZERO)


def _bottom_up(sector: Sector) -> SectorResult:
    """Count times mean output times ratio; raked to the sector's PDRB where large enterprises and government are known too."""
    values = {size: cell.count * cell.mean * cell.ratio for size, cell in sector.cells.items()}
    small = sum((values[size] for size in KUMKM if size in values), ZERO)
    small_variance = sum((_variance(sector.cells[size]) for size in KUMKM if size in values), ZERO)
    large, large_variance = _outside(sector, values)
    whole = None if large is None else small + large
    if not whole:
        kept = {size: value for size, value in values.items() if size in KUMKM}
        return SectorResult(sector.code, sector.name, sector.pdrb, small, kept, small_variance)
    assert large is not None
    factor = sector.pdrb / whole
    by_size = {size: values[size] * factor for size in KUMKM if size in values}
    # delta method for small / (small + large)
    spread = (large**2 * small_variance + small**2 * large_variance) / whole**4 * sector.pdrb**2
    return SectorResult(sector.code, sector.name, sector.pdrb, small * factor, by_size, spread, factor)


def _outside(sector: Sector, values: Mapping[str, Decimal]) -> tuple[Decimal | None, Decimal]:
    """Return what KUMKM do not make, and its variance; None where nobody declared it."""
    if "besar" in values:
        return values["besar"], _variance(sector.cells["besar"])
    return sector.outside, ZERO


def _variance(cell: Cell) -> Decimal:
    """Return the variance of a cell's value added, from the sampling of its mean."""
    return (cell.count * cell.ratio * cell.error) ** 2


def _residual(sector: Sector) -> SectorResult:
    """What large enterprises and government do not make."""
    assert sector.outside is not None
    return SectorResult(sector.code, sector.name, sector.pdrb, sector.pdrb - sector.outside, {}, ZERO)


_METHODS = {
    Method.TOP_DOWN: _top_down,
    Method.EXTRAPOLATION: _extrapolation,
    Method.BOTTOM_UP: _bottom_up,
    Method.RESIDUAL: _residual,
}


def _notes(inputs: Inputs, method: Method, results: tuple[SectorResult, ...]) -> list[str]:
    """Return what a reader must know before quoting the figure."""
    loose = ", ".join(one.code for one in results if method is Method.BOTTOM_UP and one.raking is None)
    short = ", ".join(one.code for one in results if one.by_size and set(one.by_size) != set(KUMKM))
    over = ", ".join(one.code for one in results if one.value_added > one.pdrb)
    told = (
        (len(inputs.period) > 4, "Angka sebagian tahun: jangan disambung dengan angka setahun."),
        (inputs.status != "tetap", f"PDRB masih berstatus {inputs.status.replace('_', ' ')}: hasil akan berubah."),
        (not inputs.farm, "Pertanian tidak dihitung di pembilang, tetapi ada di PDRB."),
        (inputs.imputed, f"Isian perkiraan: {'; '.join(inputs.imputed)}."),
        (loose, f"Tidak disesuaikan dengan PDRB karena usaha besar dan pemerintah tidak diketahui: sektor {loose}."),
        (short, f"Tidak semua skala (mikro, kecil, menengah) terisi: sektor {short}."),
        (over, f"Nilai tambah melebihi PDRB sektornya: {over}. Periksa rasio dan jumlahnya."),
        (any(one.variance for one in results), "Selang 95% hanya memuat galat penarikan sampel."),
    )
    return [sentence for applies, sentence in told if applies]
