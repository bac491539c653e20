"""What somebody typed into a form about one record, judged like a row of a file: values, or all faults, and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from selaras.core.intake.checks import check_owner
from selaras.core.terms.canonical import Scalar, canonical
from selaras.core.terms.kamus import FieldType, Kind
from selaras.core.terms.problem import TermError
from selaras.core.terms.wilayah import contains_code
from selaras.core.terms.wilayah_index import WilayahIndex


@dataclass(slots=True)
class Judged:
    """fields: those that were typed, canonical. faults: by field, what must be mended; doubts: by field, what may stand."""

    fields: dict[str, Scalar] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def judge_typed(
    kind: Kind,
    typed: Mapping[str, str],
    known: Mapping[str, Scalar],
    *,
    within: str,
    areas: WilayahIndex,
    today: dt.date,
) -> Judged:
    """Judge what was typed. known: the record's other values. within: wilayah that the record is bound to, or may be.

    An empty text empties a field, which a required one refuses.
    """
    judged = Judged()
    for name, text in typed.items():
        of_field = kind.field(name)
        try:
            value = canonical(of_field, text, today=today)
        except TermError as error:
            judged.faults[name] = str(error)
            continue
        if value is None and of_field.required:
            judged.faults[name] = "wajib diisi"
        elif of_field.type is FieldType.WILAYAH and not (
            isinstance(value, str) and areas.knows(value) and contains_code(within, value)
        ):
            judged.faults[name] = f"harus di dalam {areas.name(within)}"
        else:
            judged.fields[name] = value
    if "nik_pemilik" in kind.field_names:
        for name, _, sentence in check_owner({**known, **judged.fields}, "nik_pemilik", areas):
            if name in judged.fields or _speaks_of(judged.fields):
                judged.doubts[name] = sentence
    return judged


def _speaks_of(fields: Mapping[str, Scalar]) -> bool:
    return bool({"jenis_kelamin", "tanggal_lahir"} & fields.keys())
