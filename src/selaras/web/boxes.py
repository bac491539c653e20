"""The boxes of a record's form: one a field, filled as somebody would type the value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from selaras import data
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.intake.typed import Judged
from selaras.core.ledger.payload import Scalar
from selaras.core.terms.kamus import Field, FieldType, Kind
from selaras.flows.find_alike import Alike
from selaras.web.forms import Box
from selaras.web.sections import in_sections
from selaras.web.values import WORDS, Sight, area_name, is_masked

HINTS = {
    FieldType.TANGGAL: "Hari/bulan/tahun, misalnya 17/08/1980",
    FieldType.KBLI: "Lima angka KBLI 2020",
    FieldType.RUPIAH: "Rupiah penuh, misalnya 12.500.000 atau 12,5 juta",
}


@dataclass(slots=True)
class Filled:
    """A form as it came back. changed: what somebody typed over what the form was filled with; alike: of a new record."""

    changed: dict[str, str] = field(default_factory=dict)
    judged: Judged = field(default_factory=Judged)
    whole: str = ""
    alike: list[Alike] = field(default_factory=list)

    @property
    def is_doubled(self) -> bool:
        """Whether a record that is there already is so near that somebody must look at it first."""
        return any(one.strong for one in self.alike)


def form_fields(kind: Kind, *, new: bool) -> tuple[Field, ...]:
    """Return the fields that a form asks for. What a record belongs to, and the year of a report, name it for life."""
    year = YEAR_FIELD.get(kind.name)
    return tuple(f for f in kind.fields if f.type is not FieldType.ACUAN and (new or f.name != year))


def box_sections(
    kind: Kind, values: Mapping[str, Scalar], sight: Sight | None, home: str, filled: Filled
) -> list[tuple[str, list[Box]]]:
    """Return the boxes of a form. sight: None for a new record, which hides nothing from its author."""
    asked = form_fields(kind, new=sight is None)
    return [
        (title, [_box(field, values.get(field.name), sight, home, filled) for field in fields if field in asked])
        for title, fields in in_sections(kind)
    ]


def _box(field: Field, value: Scalar, sight: Sight | None, home: str, filled: Filled) -> Box:
    masked = value not in (None, "") and sight is not None and is_masked(field, sight)
    before = "" if masked or value is None else _typed(field, value)
    return Box(
        field.name,
        field.label + (" (wajib)" if field.required else ""),
        filled.changed.get(field.name, before),
        "Ditutup. Biarkan kosong bila tidak diubah." if masked else _hint(field),
        filled.judged.faults.get(field.name, ""),
        kind="select" if field.type in (FieldType.PILIHAN, FieldType.YA_TIDAK, FieldType.WILAYAH) else "text",
        choices=_choices(field, home),
        before=before,
    )


def _typed(field: Field, value: Scalar) -> str:
    """Return a value as somebody would type it."""
    if field.type is FieldType.TANGGAL:
        return dt.date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    if field.type is FieldType.DAFTAR:
        return str(value).replace("|", ", ")
    return str(value)


def _hint(field: Field) -> str:
    if field.type is FieldType.DAFTAR:
        return f"Pisahkan dengan koma: {', '.join(field.choices)}"
    return HINTS.get(field.type, "")


def _choices(field: Field, home: str) -> tuple[tuple[str, str], ...]:
    """Return what a select offers; of areas the desa of the kab/kota, after their kecamatan."""
    if field.type is FieldType.WILAYAH:
        return ("", "pilih desa atau kelurahan"), *desa_below(home)
    words = field.choices if field.type is FieldType.PILIHAN else ("ya", "tidak")
    if field.type not in (FieldType.PILIHAN, FieldType.YA_TIDAK):
        return ()
    return ("", "belum diketahui"), *((word, WORDS.get(word, word.replace("_", " "))) for word in words)


def desa_below(home: str) -> list[tuple[str, str]]:
    """Return the desa of a kab/kota as (code, name after that of their kecamatan)."""
    index = data.wilayah()
    return [
        (desa, f"{area_name(kecamatan)}: {area_name(desa)}")
        for kecamatan in index.below(home)
        for desa in index.below(kecamatan)
    ]
