"""A stream: the gapless, chained changes of one node in one epoch for one wilayah and one rumpun."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import orjson

NATION = "ID"  # wilayah code of the whole country; every dotted Kemendagri code lies inside it
RUMPUN_UMUM = "umum"
MITRA_PREFIX = "mitra/"


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    """The name of a stream. node: 16 bytes; epoch: 8 random bytes; wilayah: Kemendagri code or "ID"."""

    node: bytes
    epoch: bytes
    wilayah: str
    rumpun: str
    key: bytes = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        name = orjson.dumps([self.node.hex(), self.epoch.hex(), self.wilayah, self.rumpun])
        object.__setattr__(self, "key", hashlib.sha256(b"selaras stream 1\n" + name).digest())

    def to_json(self) -> list[str]:
        """Return the four parts as text, the form used in batches, receipts and berita acara."""
        return [self.node.hex(), self.epoch.hex(), self.wilayah, self.rumpun]

    @classmethod
    def from_json(cls, parts: object) -> Stream:
        """Read what to_json wrote. Raises ValueError on anything else: it may come from a peer."""
        if not (isinstance(parts, list) and len(parts) == 4 and all(isinstance(p, str) for p in parts)):
            raise ValueError("a stream is four texts")
        node, epoch = bytes.fromhex(parts[0]), bytes.fromhex(parts[1])
        if len(node) != 16 or len(epoch) != 8 or len(parts[2]) > 20 or len(parts[3]) > 60:
            raise ValueError("a stream's part has the wrong length")
        if not (parts[2] + parts[3]).isprintable():
            raise ValueError("a stream's part has a character that nobody can read")
        return cls(node, epoch, parts[2], parts[3])


@dataclass(frozen=True, slots=True)
class Publication:
    """What the rumpun `mitra/READER/SOURCE` says: chosen fields of records of one rumpun, restated for one node."""

    reader: bytes
    source: str


def publication_rumpun(reader: bytes, source: str) -> str:
    """Return the rumpun of the streams in which records of a rumpun are published to one node."""
    return f"{MITRA_PREFIX}{reader.hex()}/{source}"


@lru_cache(maxsize=4096)
def read_publication(rumpun: str) -> Publication | None:
    """Return what a publication's rumpun says, None for an ordinary one and for one that nobody would write."""
    parts = rumpun.removeprefix(MITRA_PREFIX).split("/")
    if not rumpun.startswith(MITRA_PREFIX) or len(parts) != 2 or len(parts[0]) != 32:
        return None
    try:
        publication = Publication(bytes.fromhex(parts[0]), parts[1])
    except ValueError:
        return None
    return publication if publication_rumpun(publication.reader, publication.source) == rumpun else None


def record_rumpun(rumpun: str) -> str:
    """Return the rumpun that the records of a stream belong to: of a publication the one that it restates."""
    publication = read_publication(rumpun)
    return rumpun if publication is None else publication.source


@dataclass(frozen=True, slots=True)
class Head:
    """The last change of a stream that a node holds. seq counts from 1; id: 32 bytes."""

    seq: int
    id: bytes


def covers(outer: str, inner: str) -> bool:
    """Return whether wilayah `outer` is `inner` or contains it. "35.0" does not contain "35.07".

    >>> covers("35", "35.07"), covers("35.07", "35"), covers("ID", "35"), covers("35.0", "35.07")
    (True, False, True, False)
    """
    return outer in (NATION, inner) or inner.startswith(outer + ".")


def head_message(stream: Stream, head: Head) -> bytes:
    """Return the bytes that an author signs to vouch for a stream up to this head."""
    return b"selaras head 1\n" + stream.key + head.seq.to_bytes(8, "big") + head.id
