"""Profiles in the node's home: `profil/NAME.toml`. A file is shared with another office by copying it there."""

from __future__ import annotations

import os
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from selaras.core.intake.profile import NAME_CHARS, Profile, ProfileRefused, profile_tables, read_profile

PROFILE_FOLDER = "profil"
PROFILE_BYTES_MAX = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProfileFolder:
    """The profiles of one home."""

    home: Path

    @property
    def folder(self) -> Path:
        """Where the files are; it may not exist yet."""
        return self.home / PROFILE_FOLDER

    def names(self) -> list[str]:
        """Return the names there are, in order."""
        return sorted(path.stem for path in self.folder.glob("*.toml")) if self.folder.is_dir() else []

    def read(self, name: str) -> Profile:
        """Return one profile. Raises ProfileRefused: no such file, or one that makes no sense."""
        path = self.folder / f"{name}.toml"
        if not NAME_CHARS.fullmatch(name) or not path.is_file():
            there = ", ".join(self.names()) or "belum ada satu pun"
            raise ProfileRefused(f"Profil «{name}» tidak ada di {self.folder}. Yang ada: {there}.")
        if path.stat().st_size > PROFILE_BYTES_MAX:
            raise ProfileRefused(f"Profil «{name}» terlalu besar.")
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileRefused(f"Profil «{name}» bukan TOML yang dapat dibaca: {error}") from error
        return read_profile(name, tables)

    def read_all(self) -> tuple[Profile, ...]:
        """Return every profile, in the order of their names. Raises ProfileRefused."""
        return tuple(self.read(name) for name in self.names() if NAME_CHARS.fullmatch(name))

    def write(self, profile: Profile) -> None:
        """Put a profile on the disk, whole or not at all."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{profile.name}.toml"
        draft = path.with_name(f"{path.name}.{os.getpid()}.{uuid.uuid4().hex}")
        with draft.open("wb") as file:
            tomli_w.dump(profile_tables(profile), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def adopt_layouts(folder: ProfileFolder, profile: Profile, layouts: Sequence[str]) -> None:
    """Let files of these forms use a profile by themselves from now on, and no other."""
    for other in folder.read_all():
        if other.name != profile.name and set(other.layouts) & set(layouts):
            folder.write(replace(other, layouts=tuple(key for key in other.layouts if key not in layouts)))
    adopted = profile
    for layout in layouts:
        adopted = adopted.for_layout(layout)
    if adopted != profile:
        folder.write(adopted)
