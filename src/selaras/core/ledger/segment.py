"""A segment: consecutive changes of one stream, column by column, ending in a head that the author signed.

What can be recomputed (sequence numbers, previous hashes, commitments, ids) does not travel: `prove` rebuilds it, and
the signed head at the end proves every byte. Sizes are checked before anything is allocated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from selaras.core.ledger.change import (
    KIND_BYTES_MAX,
    NO_DATE,
    PARENTS_MAX,
    PAYLOAD_BYTES_MAX,
    change_id,
    commit,
)
from selaras.core.ledger.clock import MS_MAX
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.stream import Head, Stream

CHANGES_MAX = 20_000  # of one segment; authors sign a head far more often (store.ledger.SIGN_EVERY)
ERASED = 0xFFFFFFFF  # payload length of an erased change; its commitment travels instead


class BrokenSegment(ValueError):
    """Bytes of a peer that no author of ours would have written."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Columns of equal length. parents: ids joined. commitments: only of erased changes, else None."""

    stream: Stream
    first: int
    head: Head
    signature: bytes
    hlc: Sequence[int]
    kinds: Sequence[str]
    records: Sequence[bytes]
    parents: Sequence[bytes]
    as_of: Sequence[int]
    policies: Sequence[int]
    shapes: Sequence[Shape]
    salts: Sequence[bytes | None]
    payloads: Sequence[bytes | None]
    commitments: Sequence[bytes | None]

    def __len__(self) -> int:
        return len(self.hlc)

    def rows(
        self,
    ) -> Iterator[tuple[int, str, bytes, bytes, int, int, Shape, bytes | None, bytes | None, bytes | None]]:
        """Return the changes: hlc, kind, record, parents, as_of, policy, shape, salt, payload, commitment of each."""
        return zip(
            self.hlc,
            self.kinds,
            self.records,
            self.parents,
            self.as_of,
            self.policies,
            self.shapes,
            self.salts,
            self.payloads,
            self.commitments,
            strict=True,
        )


def prove(segment: Segment, prev: bytes) -> list[bytes]:
    """Return the ids of the segment's changes, rebuilt from its bytes.

    prev: the id that the receiver holds before the first change. Raises BrokenSegment when the last id is not the
    signed head: then some byte was changed, or it continues another history than ours.
    """
    key = segment.stream.key
    ids: list[bytes] = []
    seq = segment.first
    for hlc, kind, record, parents, as_of, policy, shape, salt, payload, erased in segment.rows():
        commitment = (erased or b"") if payload is None or salt is None else commit(salt, shape.digest, payload)
        prev = change_id(key, seq, prev, hlc, kind, record, parents, as_of, policy, commitment)
        ids.append(prev)
        seq += 1
    if seq - 1 != segment.head.seq or prev != segment.head.id:
        raise BrokenSegment("the changes do not lead to the signed head")
    return ids


def pack(segment: Segment) -> tuple[dict[str, object], list[bytes]]:
    """Return the segment's description (JSON) and its columns as byte strings."""
    kinds, by_digest = sorted(set(segment.kinds)), {shape.digest: shape for shape in segment.shapes}
    shapes = [by_digest[digest] for digest in sorted(by_digest)]
    kind_at = {kind: i for i, kind in enumerate(kinds)}
    shape_at = {shape.digest: i for i, shape in enumerate(shapes)}
    count = len(segment)
    lengths = [ERASED if p is None else len(p) for p in segment.payloads]
    columns = [
        struct.pack(f"<{count}Q", *[stamp >> 32 for stamp in segment.hlc]),
        struct.pack(f"<{count}I", *[stamp & 0xFFFFFFFF for stamp in segment.hlc]),
        bytes([kind_at[kind] for kind in segment.kinds]),
        bytes([shape_at[shape.digest] for shape in segment.shapes]),
        struct.pack(f"<{count}i", *segment.as_of),
        struct.pack(f"<{count}I", *segment.policies),
        bytes([len(parents) // 32 for parents in segment.parents]),
        struct.pack(f"<{count}I", *lengths),
        b"".join(segment.records),
        b"".join(segment.parents),
        b"".join([salt for salt in segment.salts if salt is not None]),
        b"".join([c for c in segment.commitments if c is not None]),
        b"".join([p for p in segment.payloads if p is not None]),
    ]
    about: dict[str, object] = {
        "stream": segment.stream.to_json(),
        "first": segment.first,
        "head": segment.head.id.hex(),
        "signature": segment.signature.hex(),
        "kinds": kinds,
        "shapes": [list(shape.names) for shape in shapes],
        "count": count,
        "columns": [len(column) for column in columns],
    }
    return about, columns


def unpack(about: dict[str, object], blob: memoryview) -> Segment:
    """Read what pack wrote; blob is exactly the joined columns. Raises BrokenSegment; proves nothing yet."""
    try:
        return _unpack(about, blob)
    except (KeyError, TypeError, ValueError, IndexError, struct.error, OverflowError) as error:
        raise BrokenSegment(f"the segment cannot be read: {error}") from error


def _unpack(about: dict[str, object], blob: memoryview) -> Segment:  # noqa: C901 # one check a line, in the order of the bytes
    stream = Stream.from_json(about["stream"])
    first, count, sizes = about["first"], about["count"], about["columns"]
    kinds, names = about["kinds"], about["shapes"]
    if not (isinstance(first, int) and isinstance(count, int) and isinstance(sizes, list)):
        raise BrokenSegment("numbers are missing")
    if not (isinstance(kinds, list) and isinstance(names, list)):
        raise BrokenSegment("kinds or shapes are missing")
    if not (0 < count <= CHANGES_MAX and 0 < first < 2**40 and len(sizes) == 13):
        raise BrokenSegment("more changes than a segment may have")
    if sum(sizes) != len(blob) or min(sizes) < 0:
        raise BrokenSegment("the columns do not fill the segment")
    if any(not isinstance(k, str) or not 0 < len(k.encode()) <= KIND_BYTES_MAX or not k.isprintable() for k in kinds):
        raise BrokenSegment("a kind has no proper name")
    columns, at = [], 0
    for size in sizes:
        columns.append(blob[at : at + size])
        at += size
    ms, ticks, as_of = _numbers("Q", count, columns[0]), _numbers("I", count, columns[1]), None
    as_of, policies = _numbers("i", count, columns[4]), _numbers("I", count, columns[5])
    counts, lengths = bytes(columns[6]), _numbers("I", count, columns[7])
    if max(ms) > MS_MAX or max(policies) > 2**31 - 1 or min(as_of) < NO_DATE:
        raise BrokenSegment("a stamp is out of range")
    if len(counts) != count or max(counts) > PARENTS_MAX:
        raise BrokenSegment("a change names too many parents")
    erased = [length == ERASED for length in lengths]
    said = [0 if length == ERASED else length for length in lengths]
    if max(said) > PAYLOAD_BYTES_MAX:
        raise BrokenSegment("a payload is too large")
    shapes = [Shape.of([str(name) for name in shape]) for shape in names]
    return Segment(
        stream=stream,
        first=first,
        head=Head(first + count - 1, bytes.fromhex(str(about["head"]))),
        signature=bytes.fromhex(str(about["signature"])),
        hlc=[m << 32 | t for m, t in zip(ms, ticks, strict=True)],
        kinds=[str(kinds[i]) for i in _exactly(count, columns[2])],
        records=_cut(columns[8], [16] * count),
        parents=_cut(columns[9], [32 * n for n in counts]),
        as_of=as_of,
        policies=policies,
        shapes=[shapes[i] for i in _exactly(count, columns[3])],
        salts=_without(erased, _cut(columns[10], [0 if gone else 16 for gone in erased])),
        payloads=_without(erased, _cut(columns[12], said)),
        commitments=_without([not gone for gone in erased], _cut(columns[11], [32 if gone else 0 for gone in erased])),
    )


def _numbers(code: str, count: int, column: memoryview) -> tuple[int, ...]:
    return struct.unpack(f"<{count}{code}", column)


def _exactly(count: int, column: memoryview) -> bytes:
    if len(column) != count:
        raise BrokenSegment("a column has the wrong length")
    return bytes(column)


def _cut(column: memoryview, sizes: Sequence[int]) -> list[bytes]:
    """Cut a column into pieces of these sizes."""
    ends = list(accumulate(sizes, initial=0))
    if ends[-1] != len(column):
        raise BrokenSegment("a column has the wrong length")
    whole = bytes(column)
    return [whole[start:end] for start, end in pairwise(ends)]


def _without(missing: Sequence[bool], pieces: Sequence[bytes]) -> Sequence[bytes | None]:
    """Return the pieces, None in place of those that are missing."""
    if True not in missing:
        return pieces
    return [None if gone else piece for gone, piece in zip(missing, pieces, strict=True)]
