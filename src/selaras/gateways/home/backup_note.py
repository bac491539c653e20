"""`cadangan.json`: which backup was made last, and when one was last tried; `doctor` reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

NOTE_FILE = "cadangan.json"


@dataclass(frozen=True, slots=True)
class BackupNote:
    """file: where it was written; made_ms, tried_ms: milliseconds since 1970, 0 for never. tried: read back and scrubbed whole."""

    file: str
    made_ms: int
    tried_ms: int = 0


def read_note(home: Path) -> BackupNote | None:
    """Return the note, None when no backup was ever made here."""
    try:
        said = orjson.loads((home / NOTE_FILE).read_bytes())
        return BackupNote(str(said["file"]), int(said["made_ms"]), int(said["tried_ms"]))
    except (OSError, KeyError, TypeError, ValueError):
        return None


def note_made(home: Path, file: Path, wall_ms: int) -> None:
    """Note a backup that was just made."""
    _write(home, BackupNote(str(file.resolve()), wall_ms))


def note_tried(home: Path, file: Path, wall_ms: int) -> None:
    """Note that a backup was tried and found whole."""
    before = read_note(home)
    _write(home, replace(before, tried_ms=wall_ms) if before else BackupNote(str(file.resolve()), 0, wall_ms))


def _write(home: Path, note: BackupNote) -> None:
    draft = home / f"{NOTE_FILE}.baru"
    draft.write_bytes(orjson.dumps(asdict(note)))
    draft.replace(home / NOTE_FILE)
