"""The data dictionary (kamus data): which kinds of record there are and which fields each has.

`parse_kamus` reads the CSV that ships in `selaras.data`; everything else that knows kinds and fields
(models, headings, labels, authority, export columns) takes them from the `Kamus` it returns.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FieldType(StrEnum):
    TEKS = "teks"
    NIK = "nik"
    NIB = "nib"
    NPWP = "npwp"
    KBLI = "kbli"
    WILAYAH = "wilayah"
    RUPIAH = "rupiah"
    TELEPON = "telepon"
    SUREL = "surel"
    TANGGAL = "tanggal"
    TAHUN = "tahun"
    BILANGAN = "bilangan"
    DESIMAL = "desimal"
    YA_TIDAK = "ya_tidak"
    PILIHAN = "pilihan"
    DAFTAR = "daftar"
    ACUAN = "acuan"


class Authority(StrEnum):
    """Who may state a field as verified; `daerah` is the pembina of the record."""

    DAERAH = "daerah"
    KEMENTERIAN_KOPERASI = "kementerian_koperasi"
    KEMENTERIAN_UMKM = "kementerian_umkm"
    MITRA_PEMBIAYAAN = "mitra_pembiayaan"


class Privacy(StrEnum):
    """Class of personal data under UU 27/2022; `keuangan` is personal financial data (art. 4(2))."""

    TIDAK = "tidak"
    YA = "ya"
    RAHASIA = "rahasia"
    KEUANGAN = "keuangan"


class KamusError(ValueError):
    """The dictionary itself is wrong: a mistake of ours, not of an officer."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one kind.

    choices: the allowed words of a `pilihan` or `daftar`, otherwise empty.
    headings: how Excel files name the column, in lower case.
    heading_choices: for a `daftar`, the headings whose yes means one choice.
    choice_words: how people write each choice, as (word, choice).
    """

    kind: str
    name: str
    type: FieldType
    choices: tuple[str, ...]
    required: bool
    unit: str
    privacy: Privacy
    authority: Authority
    label: str
    headings: tuple[str, ...]
    rule: str
    heading_choices: tuple[tuple[str, str], ...] = ()
    choice_words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record and its fields, in the order of the dictionary."""

    name: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Raises KeyError when the kind has no such field."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name}")

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def subject_field(self) -> str | None:
        """The field that names the record this one reports on; None for a subject itself."""
        return next((field.name for field in self.fields if field.type is FieldType.ACUAN), None)


RUMPUN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "usaha": ("usaha",),
        "laporan_usaha": ("usaha",),
        "kredit": ("usaha",),
        "koperasi": ("koperasi",),
        "laporan_koperasi": ("koperasi",),
        "pengelola": ("usaha", "koperasi"),
    }
)


def rumpun_of(kind: str) -> tuple[str, ...]:
    """Return the families a record of this kind can belong to; more than one means its subject decides."""
    return RUMPUN[kind]


@dataclass(frozen=True, slots=True)
class Kamus:
    kinds: Mapping[str, Kind]

    def kind(self, name: str) -> Kind:
        """Raises KeyError when there is no such kind."""
        return self.kinds[name]

    def field(self, kind: str, name: str) -> Field:
        return self.kinds[kind].field(name)


def parse_kamus(csv_text: str) -> Kamus:
    """Read the dictionary. Raises KamusError, naming the line, on a row that makes no sense."""
    fields: dict[str, list[Field]] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(csv_text)), start=2):
        try:
            field = _parse_field(row)
        except (KeyError, ValueError) as error:
            raise KamusError(f"kamus_data.csv line {line}: {error}") from error
        of_kind = fields.setdefault(field.kind, [])
        if any(other.name == field.name for other in of_kind):
            raise KamusError(f"kamus_data.csv line {line}: {field.kind}.{field.name} is there twice")
        of_kind.append(field)
    if unknown := sorted(set(fields) - set(RUMPUN)):
        raise KamusError(f"kinds without a rumpun: {', '.join(unknown)}")
    return Kamus(MappingProxyType({name: Kind(name, tuple(of)) for name, of in fields.items()}))


def _parse_field(row: Mapping[str, str]) -> Field:
    if not row["kolom"].isidentifier():
        raise ValueError(f"«{row['kolom']}» is no field name")
    type_name, _, listed = row["tipe"].partition(":")
    field_type = FieldType(type_name)
    choices = tuple(listed.split("|")) if listed else ()
    if bool(choices) != (field_type in (FieldType.PILIHAN, FieldType.DAFTAR)):
        raise ValueError(f"{row['kolom']}: only pilihan and daftar have choices, and they must")
    headings = [heading.partition("=") for heading in row["sebutan_di_excel"].split(";") if heading]
    heading_choices = tuple((heading, choice) for heading, _, choice in headings if choice)
    choice_words = tuple(_parse_choice_words(row.get("sebutan_pilihan") or ""))
    for word, choice in (*heading_choices, *choice_words):
        if choice not in choices:
            raise ValueError(f"{row['kolom']}: «{word}» means «{choice}», which is no choice")
    return Field(
        kind=row["jenis_data"],
        name=row["kolom"],
        type=field_type,
        choices=choices,
        required={"ya": True, "": False}[row["wajib"]],
        unit=row["satuan"],
        privacy=Privacy(row["pribadi"]),
        authority=Authority(row["wewenang"]),
        label=row["label"],
        headings=tuple(heading for heading, _, _ in headings),
        rule=row["aturan"] or "",
        heading_choices=heading_choices,
        choice_words=choice_words,
    )


def _parse_choice_words(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for group in text.split("|") if text else ():
        choice, _, words = group.partition("=")
        pairs.extend((word, choice) for word in words.split(";") if word)
    return pairs
