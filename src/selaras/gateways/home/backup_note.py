"""`cadangan.json`: which backup was made last, and when one was last tried; `doctor` reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

NOTE_FILE = "cadangan.json"


@dataclass(frozen=True, slots=True)
class BackupNote:
    """file: the last that was written; tried: the last that was read back and scrubbed whole. Milliseconds since 1970, 0 for never."""

    file: str
    made_ms: int
    tried_ms: int = 0
    tried: str = ""


def read_note(home: Path) -> BackupNote | None:
    """Return the note, None when no backup was ever made here."""
    try:
        said = orjson.loads((home / NOTE_FILE).read_bytes())
        return BackupNote(str(said["file"]), int(said["made_ms"]), int(said["tried_ms"]), str(said.get("tried", "")))
    except (OSError, KeyError, TypeError, ValueError):
        return None


def note_made(home: Path, file: Path, wall_ms: int) -> None:
    """Note a backup that was just made."""
    _write(home, BackupNote(str(file.resolve()), wall_ms))


def note_tried(home: Path, file: Path, wall_ms: int) -> None:
    """Note that a backup was tried and found whole."""
    before, tried = read_note(home), str(file.resolve())
    _write(home, replace(before or BackupNote(tried, 0), tried_ms=wall_ms, tried=tried))


def _write(home: Path, note: BackupNote) -> None:
    draft = home / f"{NOTE_FILE}.baru"
    draft.write_bytes(orjson.dumps(asdict(note)))
    draft.replace(home / NOTE_FILE)
