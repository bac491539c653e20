"""A packet's parts in a file: MAGIC, then each part after its length (4 bytes). Written whole or not at all, read part by part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from selaras.core.ledger.packet import MAGIC, PART_BYTES_MAX, BadPacket

LENGTH_BYTES = 4


class FileTaken(Exception):
    """Another file, which is no packet, stands where the packet would go."""


@contextmanager
def new_packet_file(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Give a function that writes the next part. The file has its name only once it is whole and on the disk.

    An older packet of that name is replaced: the new one holds all that its reader has not acknowledged.
    Raises FileTaken, OSError.
    """
    if path.exists() and not _is_packet(path):
        raise FileTaken(str(path))
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(MAGIC)

            def put(part: bytes) -> None:
                assert len(part) <= PART_BYTES_MAX, "a part is one batch"
                file.write(len(part).to_bytes(LENGTH_BYTES, "big") + part)

            yield put
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_parts(path: Path) -> Iterator[bytes]:
    """Yield the parts, one at a time in memory. Raises BadPacket where the file is no packet or ends too soon; OSError."""
    with path.open("rb") as file:
        magic = file.read(len(MAGIC))
        if magic != MAGIC:
            raise BadPacket("versi_lain" if magic[:-1] == MAGIC[:-1] else "bukan_paket")
        while head := file.read(LENGTH_BYTES):
            length = int.from_bytes(head, "big")
            if length > PART_BYTES_MAX:
                raise BadPacket("berubah")
            part = file.read(length)
            if len(head) < LENGTH_BYTES or len(part) < length:
                raise BadPacket("terpotong")
            yield part


def _is_packet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC))[:-1] == MAGIC[:-1]
