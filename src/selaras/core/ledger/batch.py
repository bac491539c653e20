"""A batch: some segments and the certificates of their authors in one compressed frame. Sync sends it, a paket holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
import zstandard

from selaras.core.ledger.segment import BrokenSegment, Segment, pack, unpack

MAGIC = b"SLB1"  # the digit is the version
BATCH_BYTES_MAX = 64 * 1024 * 1024  # unpacked; a frame that claims more is refused before it is read
FRAME_BYTES_MAX = BATCH_BYTES_MAX + 1024 * 1024  # a batch that would not compress, and what stands around it
SEGMENTS_MAX = 4096
LEVEL = 3  # zstd level 9 gains 3 % at nine times the cost (measurements.md)


class OtherBatch(BrokenSegment):
    """A batch of a version of Selaras that this one cannot read."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Segments to append, and certificates (as their own signed JSON bytes) that the receiver may lack."""

    segments: tuple[Segment, ...]
    certificates: tuple[bytes, ...] = ()


def encode_batch(segments: Sequence[Segment], certificates: Sequence[bytes] = ()) -> bytes:
    """Return the frame for these segments."""
    packed = [pack(segment) for segment in segments]
    about = orjson.dumps(
        {
            "segments": [description for description, _ in packed],
            "certificates": [certificate.decode() for certificate in certificates],
        }
    )
    body = b"".join([len(about).to_bytes(4, "big"), about, *(column for _, columns in packed for column in columns)])
    return MAGIC + zstandard.ZstdCompressor(level=LEVEL).compress(body)


def decode_batch(frame: bytes) -> Batch:
    """Read a frame. Raises BrokenSegment when it is cut, tampered with beyond reading, or too large; of another version OtherBatch."""
    if frame[:3] == MAGIC[:3] and frame[3:4].isalnum() and frame[:4] != MAGIC:
        raise OtherBatch(f"this is a batch of version {frame[3:4].decode()}")
    if frame[:4] != MAGIC:
        raise BrokenSegment("this is not a batch of this version")
    try:
        size = zstandard.frame_content_size(frame[4:])
        if not 4 <= size <= BATCH_BYTES_MAX:
            raise BrokenSegment("the batch is too large")
        body = zstandard.ZstdDecompressor().decompress(frame[4:], max_output_size=BATCH_BYTES_MAX)
        length = int.from_bytes(body[:4], "big")
        about = orjson.loads(body[4 : 4 + length])
        descriptions, certificates = about["segments"], about["certificates"]
        view, at, segments = memoryview(body), 4 + length, []
        if len(descriptions) > SEGMENTS_MAX:
            raise BrokenSegment("the batch has too many segments")
        for description in descriptions:
            size = sum(description["columns"])
            segments.append(unpack(description, view[at : at + size]))
            at += size
        return Batch(tuple(segments), tuple(str(c).encode() for c in certificates))
    except (zstandard.ZstdError, KeyError, TypeError, ValueError) as error:
        raise BrokenSegment(f"the batch cannot be read: {error}") from error
