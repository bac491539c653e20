"""Gather the next batch for a peer: changes after what it holds, up to signed heads, with certificates of authors and readers."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.core.ledger.batch import Batch
from selaras.core.ledger.certificate import read_certificate
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import RUMPUN_UMUM, Stream, read_publication
from selaras.store.database import Database
from selaras.store.ledger.queries import BATCH_CHANGES_MAX, BATCH_PAYLOAD_MAX, read_segment
from selaras.store.ledger.shapes import read_shapes
from selaras.store.network.queries import Directory

Wanted = tuple[Stream, int]  # a stream and the sequence number after which it is wanted


def collect_batch(db: Database, directory: Directory, wanted: Sequence[Wanted]) -> tuple[Batch, list[Wanted]]:
    """Return (batch, what is still wanted after it). The batch is empty when there is nothing more."""
    shapes = read_shapes(db)
    segments: list[Segment] = []
    rest = list(wanted)
    count = size = 0
    while rest and count < BATCH_CHANGES_MAX and size < BATCH_PAYLOAD_MAX:
        stream, after = rest.pop(0)
        segment = read_segment(db, stream, after, shapes)
        if segment is None:
            continue
        segments.append(segment)
        count += len(segment)
        size += sum(len(payload) for payload in segment.payloads if payload)
        rest.insert(0, (stream, segment.head.seq))
    nodes = {segment.stream.node for segment in segments}
    nodes |= {read.reader for segment in segments if (read := read_publication(segment.stream.rumpun))}
    return Batch(tuple(segments), chains(directory, nodes)), rest


def chains(directory: Directory, nodes: set[bytes]) -> tuple[bytes, ...]:
    """Return the certificates of these nodes and of all who vouch for them."""
    found: dict[bytes, None] = {}
    waiting, seen = sorted(nodes), set(nodes)
    while waiting:
        for signed in directory.signed.get(waiting.pop(), ()):
            found[signed] = None
            issuer = read_certificate(signed).issuer
            if issuer not in seen:
                seen.add(issuer)
                waiting.append(issuer)
    return tuple(found)


def sending_order(stream: Stream) -> tuple[bool, str, str, bytes, bytes]:
    """Common streams first: a revocation must arrive before what it judges."""
    return (stream.rumpun != RUMPUN_UMUM, stream.wilayah, stream.rumpun, stream.node, stream.epoch)
