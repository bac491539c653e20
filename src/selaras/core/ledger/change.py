"""One change: its header bytes, its id, and the commitment that binds a payload that may later be erased.

The header's layout is fixed and written once by the author; a receiver rebuilds the same bytes from the
parts and so proves the chain. Changing the layout is a new VERSION, never an edit of this one.
"""

from __future__ import annotations

import hashlib
import struct

VERSION = 1
NO_DATE = -(2**31)  # as_of of a change that states no observation date
KIND_BYTES_MAX = 60
PARENTS_MAX = 64  # heads of one record; more than this is a broken or hostile author
PAYLOAD_BYTES_MAX = 28_000  # so that all changes between two signed heads fit into one batch

_FIXED = struct.Struct(">B32sQ32sQIiI16s32sBB")


def commit(salt: bytes, shape: bytes, payload: bytes) -> bytes:
    """Return the commitment: it hides the payload (salt: 16 random bytes) and binds its field names."""
    return hashlib.sha256(salt + shape + payload).digest()


def change_id(  # noqa: PLR0913 # the header's parts; an object a change would cost sync a tenth of its speed
    stream_key: bytes,
    seq: int,
    prev: bytes,
    hlc: int,
    kind: str,
    record: bytes,
    parents: bytes,
    as_of: int,
    policy: int,
    commitment: bytes,
) -> bytes:
    """Return sha256 of the header. parents: the 32-byte ids joined. prev of seq 1 is the stream's key.

    Takes parts and no object because sync calls it for every change of a batch.
    """
    kind_bytes = kind.encode()
    return hashlib.sha256(
        _FIXED.pack(
            VERSION,
            stream_key,
            seq,
            prev,
            hlc >> 32,
            hlc & 0xFFFFFFFF,
            as_of,
            policy,
            record,
            commitment,
            len(kind_bytes),
            len(parents) // 32,
        )
        + kind_bytes
        + parents
    ).digest()
