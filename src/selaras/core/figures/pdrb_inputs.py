"""What the calculator of the contribution to PDRB is told: declared inputs, parsed or refused with all their faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from selaras.core.terms.numerals import indonesian
from selaras.core.terms.periode import Periode
from selaras.core.terms.problem import TermError
from selaras.core.terms.skala import SKALA_RULES

SIZES = ("mikro", "kecil", "menengah", "besar")
KUMKM = SIZES[:3]
PRICES = ("adhb", "adhk")
STATUSES = ("sangat_sementara", "sementara", "tetap")
ZERO = Decimal(0)
LARGEST = Decimal(10) ** 18  # of any number in the file; more is a slip of the unit


class BadInputs(ValueError):
    """The inputs cannot be used. faults: one sentence for each thing that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a sector's PDRB that one size class makes. se: its standard error, 0 where it is no estimate."""

    value: Decimal
    se: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Cell:
    """Enterprises of one sector and size class.

    count: how many there are. mean: output each, in the unit of the inputs, a period. ratio: value added of output, 0 to 1.
    sample, deviation: how many were asked and how their output scattered; no sample means that the mean is exact.
    """

    count: Decimal
    mean: Decimal
    ratio: Decimal
    sample: Decimal = ZERO
    deviation: Decimal = ZERO

    @property
    def error(self) -> Decimal:
        """Standard error of the mean: simple random sampling with the finite population correction; 0 without a sample."""
        if not self.sample:
            return ZERO
        return ((1 - self.sample / self.count) * self.deviation**2 / self.sample).sqrt()


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector (category of KBLI). pdrb: in the unit of the inputs.

    base_pdrb, base_value_added: the sector's PDRB in the benchmark year, and what KUMKM made of it.
    benchmark: shares by size in the benchmark year. cells: enterprises by size. outside: value added of large enterprises
    and government together, for the residual.
    """

    code: str
    name: str
    pdrb: Decimal
    base_pdrb: Decimal | None
    base_value_added: Decimal | None
    benchmark: Mapping[str, Share]
    cells: Mapping[str, Cell]
    outside: Decimal | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a result must declare, and the sectors."""

    wilayah: str
    period: str
    prices: str
    status: str
    unit: str
    scale_rule: str
    farm: bool
    cooperatives: str
    benchmark_year: str
    total: Decimal
    sectors: tuple[Sector, ...]
    sources: tuple[str, ...]
    imputed: tuple[str, ...] = field(default=())


def parse_inputs(raw: Mapping[str, Any]) -> Inputs:
    """Read inputs that were written as TOML. Raises BadInputs with everything that is wrong."""
    reader = _Reader()
    listed = reader.list_of_tables(raw, "sektor")
    sectors = tuple(reader.sector(index, one) for index, one in enumerate(listed, start=1))
    if not sectors:
        reader.faults.append("Belum ada satu pun [[sektor]]: tulis PDRB tiap sektor.")
    inputs = Inputs(
        wilayah=reader.text(raw, "wilayah"),
        period=reader.period(raw),
        prices=reader.choice(raw, "harga", PRICES),
        status=reader.choice(raw, "status", STATUSES),
        unit=reader.text(raw, "satuan"),
        scale_rule=reader.choice(raw, "aturan_skala", tuple(SKALA_RULES)),
        farm=reader.yes(raw, "pertanian"),
        cooperatives=reader.text(raw, "koperasi"),
        benchmark_year=str(raw.get("tahun_acuan", "")),
        total=reader.number(raw, "pdrb_total", "berkas"),
        sectors=sectors,
        sources=reader.texts(raw, "sumber"),
        imputed=reader.texts(raw, "isian_perkiraan"),
    )
    if not inputs.total:
        reader.faults.append("«pdrb_total» harus lebih dari 0.")
    if not inputs.sources:
        reader.faults.append("«sumber» kosong: sebutkan dari mana setiap angka berasal.")
    reader.check_sum(inputs)
    if reader.faults:
        raise BadInputs(reader.faults)
    return inputs


class _Reader:
    """Takes values out of the file and notes what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def text(self, raw: Mapping[str, Any], name: str) -> str:
        value = raw.get(name)
        if not isinstance(value, str) or not value.strip():
            self.faults.append(f"«{name}» wajib diisi.")
            return ""
        return value.strip()

    def texts(self, raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = raw.get(name, [])
        if not isinstance(value, list):
            self.faults.append(f"«{name}» harus daftar: tulis di antara [ dan ].")
            return ()
        return tuple(map(str, value))

    def list_of_tables(self, raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        value = raw.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.faults.append(f"«{name}» harus ditulis sebagai [[{name}]].")
            return []
        return value

    def table(self, raw: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
        value = raw.get(name, {})
        if not isinstance(value, Mapping):
            self.faults.append(f"«{name}» pada {where} harus sebuah tabel.")
            return {}
        return value

    def choice(self, raw: Mapping[str, Any], name: str, choices: Sequence[str]) -> str:
        value = raw.get(name)
        if value not in choices:
            self.faults.append(f"«{name}» harus salah satu dari: {', '.join(choices)}; tertulis «{value}».")
            return choices[0]
        return str(value)

    def yes(self, raw: Mapping[str, Any], name: str) -> bool:
        value = raw.get(name)
        if not isinstance(value, bool):
            self.faults.append(f"«{name}» harus true atau false: apakah usaha pertanian ikut dihitung.")
        return bool(value)

    def period(self, raw: Mapping[str, Any]) -> str:
        try:
            return str(Periode.parse(str(raw.get("periode", ""))))
        except TermError as error:
            self.faults.append(str(error))
            return ""

    def number(self, raw: Mapping[str, Any], name: str, where: str, *, most: Decimal | None = None) -> Decimal:
        try:
            value = Decimal(str(raw[name]))
        except (KeyError, InvalidOperation):
            self.faults.append(f"«{name}» pada {where} harus angka.")
            return ZERO
        if not value.is_finite() or value < 0 or value > (LARGEST if most is None else most):
            span = f"antara 0 dan {indonesian(LARGEST if most is None else most)}"
            self.faults.append(f"«{name}» pada {where} harus {span}; tertulis {raw[name]}.")
            return ZERO
        return value

    def optional(self, raw: Mapping[str, Any], name: str, where: str) -> Decimal | None:
        return self.number(raw, name, where) if name in raw else None

    def sector(self, index: int, raw: Mapping[str, Any]) -> Sector:
        code = str(raw.get("kode", "")).strip()
        where = f"sektor {code or f'ke-{index}'}"
        sizes = self.table(raw, "usaha", where)
        if not code:
            self.faults.append(f"«kode» pada {where} wajib diisi.")
        return Sector(
            code=code,
            name=str(raw.get("nama", code)),
            pdrb=self.number(raw, "pdrb", where),
            base_pdrb=self.optional(raw, "pdrb_acuan", where),
            base_value_added=self.optional(raw, "nilai_tambah_acuan", where),
            benchmark=self.shares(self.table(raw, "pangsa", where), where),
            cells={
                size: self.cell(self.table(sizes, size, where), f"{where} {size}") for size in sizes if size in SIZES
            },
            outside=self.optional(raw, "besar_dan_pemerintah", where),
        )

    def shares(self, raw: Mapping[str, Any], where: str) -> dict[str, Share]:
        one, found = Decimal(1), {}
        for size in (size for size in SIZES if size in raw):
            told = raw[size] if isinstance(raw[size], Mapping) else {"nilai": raw[size]}
            value = self.number({size: told.get("nilai")}, size, where, most=one)
            error = self.number({size: told.get("galat_baku", 0)}, size, where, most=one)
            found[size] = Share(value, error)
        if (added := sum((share.value for share in found.values()), ZERO)) > one:
            self.faults.append(f"Pangsa pada {where} berjumlah {added}, lebih dari 1.")
        return found

    def cell(self, raw: Mapping[str, Any], where: str) -> Cell:
        count, sample = (
            self.number(raw, "jumlah", where),
            self.number({"sampel": raw.get("sampel", 0)}, "sampel", where),
        )
        if sample > count:
            self.faults.append(f"Sampel pada {where} lebih banyak daripada usahanya.")
        if sample == 1:
            self.faults.append(f"Sampel pada {where} hanya satu usaha: ragamnya tidak dapat ditaksir.")
        return Cell(
            count=count,
            mean=self.number(raw, "rata_rata_output", where),
            ratio=self.number(raw, "rasio_nilai_tambah", where, most=Decimal(1)),
            sample=sample,
            deviation=self.number({"simpangan": raw.get("simpangan_baku", 0)}, "simpangan", where),
        )

    def check_sum(self, inputs: Inputs) -> None:
        """Sectors add up to the total, within the rounding of each."""
        added = sum((sector.pdrb for sector in inputs.sectors), ZERO)
        slack = sum((_half_step(sector.pdrb) for sector in inputs.sectors), ZERO) + _half_step(inputs.total)
        if inputs.sectors and abs(added - inputs.total) > slack:
            self.faults.append(f"PDRB semua sektor berjumlah {added}, sedangkan «pdrb_total» {inputs.total}.")
        codes = [sector.code for sector in inputs.sectors]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self.faults.append(f"Sektor {code} tertulis lebih dari sekali.")


def _half_step(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent - 1)
