"""Exchange profiles: which columns of which kinds a ministry gets in files, with their headings and codes. A definition is data.

A profile names fields of its own rumpun only, and none that holds personal data: whatever a registry holds, nothing else leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selaras.core.terms.kamus import Kamus, Privacy, rumpun_of


@dataclass(frozen=True, slots=True)
class Column:
    """One field under a heading. codes: what each of its choices is written as; empty for a field without choices."""

    field: str
    heading: str
    codes: Mapping[str, str]

    def written(self, value: str | int | None) -> str | int | None:
        """Return a value as the file has it. A word that is no choice of the dictionary is left out."""
        if not self.codes or value is None:
            return value
        return "|".join(self.codes[word] for word in str(value).split("|") if word in self.codes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of one kind, in their order."""

    kind: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ExchangeProfile:
    """What one receiver gets. A change of columns, headings or codes is a new version, never an edit."""

    name: str
    version: int
    receiver: str
    rumpun: str
    sheets: tuple[Sheet, ...]

    @property
    def label(self) -> str:
        """The name and version as files carry it."""
        return f"{self.name}-{self.version}"


def parse_exchange_profile(raw: Mapping[str, Any], kamus: Kamus) -> ExchangeProfile:
    """Read a profile that was written as TOML. Raises ValueError: a mistake of ours."""
    profile = ExchangeProfile(
        name=raw["nama"],
        version=raw["versi"],
        receiver=raw["penerima"],
        rumpun=raw["rumpun"],
        sheets=tuple(
            Sheet(sheet["jenis"], tuple(Column(c["isian"], c["judul"], c.get("kode", {})) for c in sheet["kolom"]))
            for sheet in raw["lembar"]
        ),
    )
    for sheet in profile.sheets:
        if rumpun_of(sheet.kind) != (profile.rumpun,):
            raise ValueError(f"{profile.label}: {sheet.kind} is not of rumpun {profile.rumpun}")
        for column in sheet.columns:
            field = kamus.field(sheet.kind, column.field)
            if field.privacy is not Privacy.TIDAK:
                raise ValueError(f"{profile.label}: {sheet.kind}.{column.field} holds personal data")
            if set(column.codes) != set(field.choices):
                raise ValueError(f"{profile.label}: the codes of {sheet.kind}.{column.field} are not its choices")
    return profile
