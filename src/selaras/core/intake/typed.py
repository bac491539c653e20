"""What somebody typed into a form about one record, judged like a row of a file: values, or all faults, and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from selaras.core.intake.checks import CHECKS, OWNER_FIELD, Finding, check_amounts, check_jump, check_owner
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.terms.canonical import Scalar, canonical
from selaras.core.terms.kamus import FieldType, Kind
from selaras.core.terms.problem import CATALOGUE, Severity, TermError
from selaras.core.terms.wilayah import contains_code
from selaras.core.terms.wilayah_index import WilayahIndex

NO_REPORTS: Mapping[int, Mapping[str, Scalar]] = MappingProxyType({})
_CHECKS = {**CHECKS, "laporan_usaha": check_amounts}


@dataclass(slots=True)
class Judged:
    """fields: those that were typed, canonical. faults: by field, what must be mended; doubts: by field, what may stand."""

    fields: dict[str, Scalar] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def judge_typed(  # noqa: PLR0913 # what a form knows of its record and of the day
    kind: Kind,
    typed: Mapping[str, str],
    known: Mapping[str, Scalar],
    beside: Mapping[int, Mapping[str, Scalar]] = NO_REPORTS,
    *,
    within: str,
    areas: WilayahIndex,
    today: dt.date,
) -> Judged:
    """Judge what was typed. known: the record's other values; beside: of a report, all of its subject by year.

    within: wilayah that the record is bound to, or may be. An empty text empties a field, which a required one refuses.
    What was doubtful already, and stays as it was, is not asked about again.
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
    doubted = set(_findings(kind.name, known, beside, areas))
    for finding in _findings(kind.name, {**known, **judged.fields}, beside, areas):
        name, code, sentence = finding
        if finding not in doubted:
            found = judged.faults if CATALOGUE[code].severity is Severity.TOLAK else judged.doubts
            found.setdefault(name, sentence)
    return judged


def _findings(
    kind: str, fields: Mapping[str, Scalar], beside: Mapping[int, Mapping[str, Scalar]], areas: WilayahIndex
) -> Iterator[Finding]:
    """Yield what the import would find in a row that says this."""
    if kind in OWNER_FIELD:
        yield from check_owner(fields, OWNER_FIELD[kind], areas)
    if kind in _CHECKS:
        yield from _CHECKS[kind](fields)
    year = fields.get(YEAR_FIELD.get(kind, ""))
    for other in (year, year - 1) if isinstance(year, int) else ():
        yield from check_jump(kind, fields, beside.get(other, {}), other)
