"""The witness: a note outside the database, so that an old backup or a copied database is noticed."""

from __future__ import annotations

import os
import platform
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

WITNESS_FILE = "saksi.json"
MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


@dataclass(frozen=True, slots=True)
class Noted:
    """What the witness last saw. heads: stream key (hex) to sequence number; place: where the database stood.

    next_epoch: the epoch that a transaction was about to begin, b"" for none; whether it committed only the database knows.
    """

    epoch: bytes
    heads: dict[str, int]
    place: tuple[str, ...]
    next_epoch: bytes = b""


@dataclass(slots=True)
class WitnessFile:
    """Writes `saksi.json`. place: the fingerprint of this machine, home and database."""

    home: Path
    place: tuple[str, ...]

    def note(self, epoch: bytes, heads: dict[str, int]) -> None:
        """Put the note on the disk before returning. Heads of the same epoch never go back."""
        before = read_witness(self.home)
        if before is not None and before.epoch == epoch:
            heads = {key: max(heads.get(key, 0), before.heads.get(key, 0)) for key in {**before.heads, **heads}}
            if (heads, self.place, b"") == (before.heads, before.place, before.next_epoch):
                return
        self._write(Noted(epoch, heads, self.place))

    def expect(self, epoch: bytes) -> None:
        """Note that a transaction now begins this epoch: a crash between its commit and the note must not look like a copy."""
        if (before := read_witness(self.home)) is not None:
            self._write(replace(before, next_epoch=epoch))

    def _write(self, noted: Noted) -> None:
        path = self.home / WITNESS_FILE
        draft = path.with_name(f"{WITNESS_FILE}.{os.getpid()}.{uuid.uuid4().hex}")
        with draft.open("wb") as file:
            file.write(encode_note(noted))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(self.home)


def encode_note(noted: Noted) -> bytes:
    """Return the file's content."""
    said = {"epoch": noted.epoch.hex(), "heads": noted.heads, "place": list(noted.place)}
    return orjson.dumps(said | ({"next": noted.next_epoch.hex()} if noted.next_epoch else {}))


def read_witness(home: Path) -> Noted | None:
    """Return the note, None when there is none or it cannot be read: both mean that the database stands alone."""
    try:
        said = orjson.loads((home / WITNESS_FILE).read_bytes())
        following = bytes.fromhex(said.get("next", ""))
        return Noted(bytes.fromhex(said["epoch"]), dict(said["heads"]), tuple(said["place"]), following)
    except (OSError, KeyError, TypeError, ValueError):
        return None


def machine_place(home: Path) -> tuple[str, str]:
    """Return (this machine, the home's path): a clone has another machine or another path."""
    machine = next((file.read_text("ascii").strip() for file in MACHINE_FILES if file.is_file()), "")
    return machine or platform.node(), str(home.resolve())


def _sync_folder(folder: Path) -> None:
    """Put the new name itself on the disk; Windows does that with the rename."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
