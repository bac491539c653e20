"""Prove what stands in the ledger: hash changes again up to the heads that their author signed."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress

from selaras.core.ledger.certificate import BadCertificate, verify
from selaras.core.ledger.payload import Shape
from selaras.core.ledger.segment import BrokenSegment, prove
from selaras.core.ledger.stream import Head, Stream, head_message
from selaras.store.database import Database
from selaras.store.ledger.queries import read_id, read_segment_and_ids, read_signatures
from selaras.store.network.queries import Directory

UNPROVEN = (BadCertificate, LookupError, ValueError, OverflowError, TypeError, struct.error)


def prove_next(  # what a segment is read and proven with
    db: Database, directory: Directory, stream: Stream, after: int, shapes: Mapping[int, Shape], heads: int
) -> int:
    """Return how far the changes after a proven one are proven by the next signed heads. Raises one of UNPROVEN."""
    prev = read_id(db, stream, after)
    found = read_segment_and_ids(db, stream, after, shapes, heads)
    if found is None or prev is None:
        raise BrokenSegment("changes are missing")
    segment, held = found
    ids = prove(segment, prev)
    if tuple(ids) != held:
        raise BrokenSegment("an id was changed")
    key = directory.certificates[stream.node].key
    for seq, signature in read_signatures(db, stream, after, segment.head.seq):
        verify(key, signature, head_message(stream, Head(seq, ids[seq - segment.first])))
    return segment.head.seq


def proven_to(  # as prove_next, and where to stop
    db: Database, directory: Directory, stream: Stream, after: int, last: int, shapes: Mapping[int, Shape]
) -> int:
    """Return how far a stream is proven, from a proven place on: `last`, or the place before the first that is not sure."""
    while after < last:
        before = after
        for heads in (2, 1):  # what is damaged beyond the first signed head leaves the changes before it sure
            with suppress(*UNPROVEN):
                after = prove_next(db, directory, stream, after, shapes, heads)
                break
        if after == before:
            break
    return after
