"""Profiles in the node's home: `profil/NAME.toml`. A file is shared with another office by copying it there."""

from __future__ import annotations

import os
import re
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from selaras import data
from selaras.core.intake.check_profile import check_profile
from selaras.core.intake.profile import Profile, ProfileRefused, profile_tables, read_profile

PROFILE_FOLDER = "profil"
PROFILE_BYTES_MAX = 1024 * 1024
_LINE = re.compile(r"at line (\d+)")


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
        if name not in self.names():
            there = ", ".join(self.names()) or "belum ada satu pun"
            raise ProfileRefused(f"Profil «{name}» tidak ada di {self.folder}. Yang ada: {there}.")
        path = self.folder / f"{name}.toml"
        if path.stat().st_size > PROFILE_BYTES_MAX:
            raise ProfileRefused(f"Profil «{name}» terlalu besar.")
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ProfileRefused(f"Profil «{name}» bukan teks UTF-8: simpan ulang {path} sebagai UTF-8.") from error
        except tomllib.TOMLDecodeError as error:
            line = _LINE.search(str(error))
            at = f"baris {line[1]}" if line else "di akhirnya"
            message = (
                f'Profil «{name}» tidak dapat dibaca, {at}: tulis "tulisan" = "arti" di {path}, atau hapus baris itu.'
            )
            raise ProfileRefused(message) from error
        return check_profile(read_profile(name, tables), data.kamus(), data.wilayah())

    def read_all(self) -> tuple[Profile, ...]:
        """Return every profile, in the order of their names. Raises ProfileRefused."""
        return tuple(map(self.read, self.names()))

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
