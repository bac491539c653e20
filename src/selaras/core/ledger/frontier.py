"""What a node holds, in few bytes: its heads, their digest, and how two frontiers differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
import zstandard

from selaras.core.ledger.stream import Head, Stream

Frontier = Mapping[Stream, Head]
PACKED_BYTES_MAX = 64 * 1024 * 1024  # unpacked; a peer that claims more is refused before it is read


def frontier_digest(frontier: Frontier) -> bytes:
    """Return a digest that is equal exactly when the heads are equal. Order does not matter."""
    total = hashlib.sha256(b"selaras frontier 1\n")
    for stream, head in sorted(frontier.items(), key=lambda item: item[0].key):
        total.update(stream.key + head.seq.to_bytes(8, "big") + head.id)
    return total.digest()


@dataclass(frozen=True, slots=True)
class Difference:
    """One stream that two nodes hold differently. None: that side has nothing of it."""

    stream: Stream
    mine: Head | None
    theirs: Head | None


def compare(mine: Frontier, theirs: Frontier) -> list[Difference]:
    """Return every stream whose heads differ, sorted by wilayah, rumpun and node."""
    found = [
        Difference(stream, mine.get(stream), theirs.get(stream))
        for stream in {*mine, *theirs}
        if mine.get(stream) != theirs.get(stream)
    ]
    return sorted(found, key=lambda d: (d.stream.wilayah, d.stream.rumpun, d.stream.node, d.stream.epoch))


def frontier_to_json(frontier: Frontier) -> list[list[str | int]]:
    """Return rows of node, epoch, wilayah, rumpun, seq, id, sorted."""
    rows: Iterable[list[str | int]] = (
        [*stream.to_json(), head.seq, head.id.hex()] for stream, head in frontier.items()
    )
    return sorted(rows)


def frontier_from_json(rows: object) -> dict[Stream, Head]:
    """Read rows of a peer. Raises ValueError."""
    if not isinstance(rows, list):
        raise ValueError("a frontier is a list")  # noqa: TRY004
    frontier: dict[Stream, Head] = {}
    for row in rows:
        if not (isinstance(row, list) and len(row) == 6 and isinstance(row[4], int)):
            raise ValueError("a head is node, epoch, wilayah, rumpun, seq, id")
        frontier[Stream.from_json(row[:4])] = Head(row[4], bytes.fromhex(row[5]))
    return frontier


def pack_frontier(frontier: Frontier) -> bytes:
    """Return a frontier as it travels."""
    return zstandard.ZstdCompressor().compress(orjson.dumps(frontier_to_json(frontier)))


def unpack_frontier(packed: bytes) -> dict[Stream, Head]:
    """Read what pack_frontier wrote. Raises ValueError."""
    try:
        if not 0 < zstandard.frame_content_size(packed) <= PACKED_BYTES_MAX:
            raise ValueError("the frontier is too large")
        return frontier_from_json(orjson.loads(zstandard.ZstdDecompressor().decompress(packed)))
    except (TypeError, zstandard.ZstdError) as error:
        raise ValueError(f"the frontier cannot be read: {error}") from error
