"""Opens a file of an office in a child process and hands out its sheets row by row.

The file may be hostile: only JSON comes back from the child, which the system limits in memory and CPU time, and a
watchdog in this process ends it when it falls silent or when it is left behind. Memory here is one chunk.
"""

import contextlib
import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from selaras.core.terms.canonical import Cell
from selaras.core.terms.tanggal import EPOCH_1900, EPOCH_1904
from selaras.gateways.workbook.limits import LIMITS, MIB, FileRefused, Limits
from selaras.gateways.workbook.precheck import precheck

_FRAME_BYTES_MAX = 64 * MIB


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are not blank. numbers: as Excel counts them. share: how much of the file is read, 0 to 1."""

    numbers: list[int]
    rows: list[list[Cell]]
    share: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. merged: (top, left, bottom, right) counted from 0. chunks can be read once, in order.

    kind: of its records where the file itself names it, else empty.
    """

    name: str
    visible: bool
    merged: tuple[tuple[int, int, int, int], ...]
    epoch: dt.date
    chunks: Iterator[Chunk]
    kind: str = ""


@contextmanager
def open_workbook(path: Path, limits: Limits = LIMITS) -> Iterator[Iterator[Sheet]]:
    """Yield the sheets of a file, hidden ones too; the sheets come one after another.

    Raises FileRefused at once or while reading. Leaving the block ends the child.
    """
    form = precheck(path, limits)
    settings = {
        "path": os.fsencode(path.resolve()).decode("latin-1"),  # its bytes: a name need not be text
        "form": form.value,
        "memory_bytes_max": limits.memory_bytes_max,
        "cpu_seconds_max": limits.cpu_seconds_max,
        "output_bytes_max": limits.output_bytes_max,
        "columns_max": limits.columns_max,
        "rows_max": limits.rows_max,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "selaras.gateways.workbook.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(orjson.dumps(settings))
            process.stdin.close()
        yield read_sheets(_frames(process, process.stdout, limits.silence_seconds_max))
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def read_sheets(frames: Iterator[dict[str, Any]]) -> Iterator[Sheet]:
    """Yield the sheets that the frames of a child describe."""
    head = next(frames, None)
    while head is not None:
        following: list[dict[str, Any]] = []
        chunks = _chunks(frames, following)
        merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in head["merged"])
        epoch = EPOCH_1904 if head["epoch"] == 1904 else EPOCH_1900
        yield Sheet(head["sheet"], head["visible"], merged, epoch, chunks, head.get("kind", ""))
        for _ in chunks:  # what the caller left unread
            pass
        head = following[0] if following else None


def _chunks(frames: Iterator[dict[str, Any]], following: list[dict[str, Any]]) -> Iterator[Chunk]:
    """Yield the chunks up to the next sheet, whose head goes into following."""
    for frame in frames:
        if "rows" not in frame:
            following.append(frame)
            return
        rows = frame["rows"]
        if "dated" in frame:
            rows = [[_dated(cell) if type(cell) is list else cell for cell in row] for row in rows]
        yield Chunk(frame["at"], rows, frame["share"])


def _dated(cell: list[str]) -> Cell:
    try:
        return dt.date.fromisoformat(cell[0])
    except ValueError:
        return cell[0]


def _frames(process: subprocess.Popen[bytes], out: IO[bytes], silence_seconds_max: int) -> Iterator[dict[str, Any]]:
    """Yield the child's frames until it says that it is done. Raises FileRefused when it ends otherwise."""
    while True:
        with _killed_after(process, silence_seconds_max):
            length = out.read(4)
            size = int.from_bytes(length, "big")
            body = out.read(size) if len(length) == 4 and size <= _FRAME_BYTES_MAX else b""
        if not body or len(body) < size:
            raise FileRefused(
                "berkas_batas",
                "Pembaca berkas berhenti karena berkas ini terlalu berat atau rusak: simpan ulang sebagai .csv",
            )
        frame: dict[str, Any] = orjson.loads(body)
        if "refused" in frame:
            raise FileRefused(*frame["refused"])
        if "end" in frame:
            return
        yield frame


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: int) -> Iterator[None]:
    watchdog = threading.Timer(seconds, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
