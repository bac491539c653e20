"""A disk that can lose its power: SQLite writes through an apsw VFS that tells what was synced from what was only written.

Nothing is cut while SQLite runs. Every write, truncation, sync, creation and deletion is recorded with the files as they
stood before; afterwards `images` gives, for the boundary after each of them, files that a power cut there may leave:

- what was synced is whole; of what came later each write may be missing, torn by sectors of 512 bytes, or filled with
  garbage where it was being written (never beyond: SQLite's «powersafe overwrite»), in any order;
- a file's creation or deletion counts only once its folder was synced, and may be lost or kept until then;
- the shared-memory file holds anything at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw

SECTOR = 512
MAIN, WAL, SHM, JOURNAL = "", "-wal", "-shm", "-journal"
Image = dict[str, bytes]  # by the end of the name, after that of the database


@dataclass(frozen=True, slots=True)
class Op:
    """One thing done to the disk. what: write, truncate, sync, create or delete; inode: which file, by any name."""

    what: str
    name: str
    inode: int
    at: int = 0
    data: bytes = b""
    synced: bool = False


class Recorder(apsw.VFS):
    """A VFS over the machine's own that records what reaches the files of one database. Syncs cost nothing."""

    def __init__(self, name: str, database: Path, start: Image) -> None:
        super().__init__(name, base="")
        self.known_as = name
        self._path = str(database)
        self.ops: list[Op] = []
        self.inodes = {end: inode for inode, end in enumerate(start)}
        self._made = len(start)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        """Open a file; one that was not there is created, under a new inode."""
        path = name if isinstance(name, str) or name is None else name.filename()
        assert path is not None, "SQLite keeps temporary files in memory here"
        end = path.removeprefix(self._path)
        opened = RecordedFile(self, end, name, flags)
        if end not in self.inodes:
            self.inodes[end] = self._made
            self._made += 1
            self.ops.append(Op("create", end, self.inodes[end]))
        return opened

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file."""
        super().xDelete(name, False)
        end = name.removeprefix(self._path)
        self.ops.append(Op("delete", end, self.inodes.pop(end), synced=bool(syncdir)))


class RecordedFile(apsw.VFSFile):
    """One file of a Recorder."""

    def __init__(self, recorder: Recorder, end: str, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._recorder, self._end = recorder, end

    def _note(self, what: str, at: int = 0, data: bytes = b"") -> None:
        self._recorder.ops.append(Op(what, self._end, self._recorder.inodes[self._end], at, data))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._note("write", offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._note("truncate", size)
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802, ARG002
        self._note("sync")


@dataclass
class _File:
    """A file's bytes as they are safe, and what was done to it since."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)


@dataclass
class _Folder:
    """Which names are safe, and which creations and deletions are not yet."""

    safe: dict[str, int]
    pending: list[Op] = field(default_factory=list)


HOW = ("nothing more", "all", "a prefix", "any of it", "torn")


def images(start: Image, ops: list[Op], seed: int) -> Iterator[tuple[int, str, Image]]:
    """Yield (boundary, how, files): for each boundary what a cut may leave, by one of the ways in turn."""
    rng = Random(seed)
    files = {inode: _File(bytearray(data)) for inode, data in enumerate(start.values())}
    folder = _Folder({name: inode for inode, name in enumerate(start)})
    for boundary in range(len(ops) + 1):
        how = HOW[(boundary + seed) % len(HOW)]
        yield boundary, how, _cut(files, folder, how, rng)
        if boundary < len(ops):
            _advance(files, folder, ops[boundary])


def _advance(files: dict[int, _File], folder: _Folder, op: Op) -> None:
    """Do one thing to the disk."""
    if op.what == "create":
        files[op.inode] = _File()
        folder.pending.append(op)
    elif op.what == "delete":
        folder.pending.append(op)
        if op.synced:
            _settle_names(folder, folder.pending)
            folder.pending = []
    elif op.what == "sync":
        file = files[op.inode]
        for pending in file.pending:
            _apply(file.safe, pending)
        file.pending = []
        if any(pending.inode == op.inode and pending.what == "create" for pending in folder.pending):
            # SQLite syncs the folder after the first sync of a journal or log that it created
            _settle_names(folder, folder.pending)
            folder.pending = []
    else:
        files[op.inode].pending.append(op)


def _cut(files: dict[int, _File], folder: _Folder, how: str, rng: Random) -> Image:
    """Return the files that a cut may leave now."""
    names = _Folder(dict(folder.safe))
    _settle_names(names, _chosen(folder.pending, how, rng))
    image = {}
    for name, inode in names.safe.items():
        data = bytearray(files[inode].safe)
        for op in _chosen(files[inode].pending, how, rng):
            for piece in _torn(op, rng) if how == "torn" else [op]:
                _apply(data, piece)
        image[name] = bytes(data)
    if rng.random() < 0.5:
        image[SHM] = rng.randbytes(rng.choice([1, 32 * 1024, 64 * 1024]))
    return image


def _chosen(pending: list[Op], how: str, rng: Random) -> list[Op]:
    match how:
        case "nothing more":
            return []
        case "a prefix":
            return pending[: rng.randint(0, len(pending))]
        case "any of it":
            return [op for op in pending if rng.random() < 0.5]
        case _:
            return pending


def _torn(op: Op, rng: Random) -> Iterator[Op]:
    """Yield the sectors of a write that arrived, some as garbage; something else than a write arrives or does not."""
    if op.what != "write":
        if rng.random() < 0.5:
            yield op
        return
    at = op.at
    while at < op.at + len(op.data):
        end = min((at // SECTOR + 1) * SECTOR, op.at + len(op.data))
        fate = rng.random()
        if fate < 0.6:
            yield Op("write", op.name, op.inode, at, op.data[at - op.at : end - op.at])
        elif fate < 0.7:
            yield Op("write", op.name, op.inode, at, rng.randbytes(end - at))
        at = end


def _apply(data: bytearray, op: Op) -> None:
    if op.what == "truncate":
        if op.at < len(data):
            del data[op.at :]
        else:
            data.extend(bytes(op.at - len(data)))
        return
    if op.at > len(data):
        data.extend(bytes(op.at - len(data)))
    data[op.at : op.at + len(op.data)] = op.data


def _settle_names(folder: _Folder, ops: list[Op]) -> None:
    for op in ops:
        if op.what == "create":
            folder.safe[op.name] = op.inode
        elif folder.safe.get(op.name) == op.inode:
            del folder.safe[op.name]


def write_image(image: Image, database: Path) -> None:
    """Put the files of an image where SQLite finds them."""
    for name, data in image.items():
        Path(f"{database}{name}").write_bytes(data)


def fast_folder() -> str | None:
    """Return a folder in memory where there is one: the cuts are made by us, not by the real disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
