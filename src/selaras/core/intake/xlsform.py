"""The form of one kind for ODK or Kobo: the rows of an XLSForm. Questions bear the names of the fields, so the export imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selaras.core.intake.form import LEVEL_LABELS, FormColumn, areas_within, levels_below
from selaras.core.terms.kamus import FieldType
from selaras.core.terms.wilayah import WilayahLevel
from selaras.core.terms.wilayah_index import WilayahIndex

SURVEY = (
    "type", "name", "label", "hint", "required", "required_message", "constraint", "constraint_message", "appearance",
    "choice_filter", "default",
)  # fmt: skip
CHOICES = ("list_name", "name", "label", "induk")
SETTINGS = ("form_title", "form_id", "version")
_YES_NO = "ya_tidak"
_PLACE = "lokasi"
_TYPES: Mapping[FieldType, str] = {
    FieldType.RUPIAH: "decimal",  # ODK's integers end at nine digits
    FieldType.DESIMAL: "decimal",
    FieldType.BILANGAN: "integer",
    FieldType.TAHUN: "integer",
    FieldType.TANGGAL: "date",
}
_DIGITS: Mapping[FieldType, str] = {
    FieldType.NIK: "[0-9]{16}",
    FieldType.NIB: "[0-9]{13}",
    FieldType.NPWP: "[0-9]{15,16}",
    FieldType.KBLI: "[0-9]{5}",
    FieldType.TELEPON: "[0-9+]{9,15}",
}
_CONSTRAINTS: Mapping[FieldType, str] = {
    FieldType.BILANGAN: ". >= 0",
    FieldType.TAHUN: ". >= 1900 and . <= 2100",
}


@dataclass(frozen=True, slots=True)
class XLSForm:
    """The three sheets of a form, each with its heading row first."""

    survey: Sequence[Sequence[str]]
    choices: Sequence[Sequence[str]]
    settings: Sequence[Sequence[str]]


def xlsform(kind: str, columns: Sequence[FormColumn], index: WilayahIndex, office: str, version: str) -> XLSForm:
    """Return the form of a kind for the enumerators of one office. version: a text that grows with every edition."""
    title = f"Pendataan {kind.replace('_', ' ')} · {index.name(office)}"
    return XLSForm(
        survey=[SURVEY, *_survey(columns, index, office)],
        choices=[CHOICES, *_choices(columns, index, office)],
        settings=[SETTINGS, (title, f"selaras_{kind}", version)],
    )


def _survey(columns: Sequence[FormColumn], index: WilayahIndex, office: str) -> Iterator[tuple[str, ...]]:
    for name in ("start", "end", "today"):
        yield _row(type=name, name=name)
    levels = [column.level for column in columns if column.level]
    listed = bool(areas_within(index, office, WilayahLevel.DESAKEL))
    for column in columns:
        if column.level:
            yield _area(column, levels, listed=listed)
        elif column.field.name == "lintang":
            yield _row(type="geopoint", name=_PLACE, label="Titik lokasi", hint="Di tempat usaha, di luar ruangan.")
        elif column.field.name != "bujur":
            yield _question(column)


def _area(column: FormColumn, levels: Sequence[str], *, listed: bool) -> tuple[str, ...]:
    """Return the question for one level of the place, narrowed by the level above; the lowest is the field itself.

    listed: whether the areas are known here; otherwise their names are typed.
    """
    at = levels.index(column.level)
    name = column.field.name if at == len(levels) - 1 else column.level
    return _row(
        type=f"select_one {column.level}" if listed else "text",
        name=name,
        label=LEVEL_LABELS[column.level],
        required="yes",
        required_message="Wajib diisi.",
        appearance="minimal autocomplete" if listed else "",
        choice_filter=f"induk = ${{{levels[at - 1]}}}" if at and listed else "",
    )


def _question(column: FormColumn) -> tuple[str, ...]:
    field = column.field
    kind = _TYPES.get(field.type, "text")
    if field.type is FieldType.DAFTAR:
        kind = f"select_multiple {field.name}"
    elif field.type is FieldType.YA_TIDAK:
        kind = f"select_one {_YES_NO}"
    elif field.choices:
        kind = f"select_one {field.name}"
    digits = _DIGITS.get(field.type)
    return _row(
        type=kind,
        name=field.name,
        label=column.label,
        hint=column.how,
        required="yes" if field.required else "",
        required_message="Wajib diisi." if field.required else "",
        constraint=f"regex(., '^{digits}$')" if digits else _CONSTRAINTS.get(field.type, ""),
        constraint_message=column.how if digits or field.type in _CONSTRAINTS else "",
        appearance="numbers" if digits else "",
        default="today()" if field.name == "tanggal_pendataan" else "",
    )


def _choices(columns: Sequence[FormColumn], index: WilayahIndex, office: str) -> Iterator[tuple[str, str, str, str]]:
    if any(column.field.type is FieldType.YA_TIDAK for column in columns):
        yield from ((_YES_NO, "ya", "Ya", ""), (_YES_NO, "tidak", "Tidak", ""))
    for column in columns:
        for choice in column.field.choices:
            yield column.field.name, choice, choice.replace("_", " "), ""
    if any(column.level for column in columns):
        levels = levels_below(office)
        for level in levels:
            for area in areas_within(index, office, level):
                yield level, area.code, area.name, area.parent if level != levels[0] else ""


def _row(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in SURVEY)
