"""Berita acara sinkron: what two nodes hold, said once in canonical bytes and signed by both.

`statement` is the only way to these bytes, so each side builds them itself and signs only what it would have said.
`tools/verify_bukti.py` checks a document without this program; the format is described there once more, by its checks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from selaras.core.ledger.certificate import BadCertificate, Certificate, is_genuine, read_certificate, verify
from selaras.core.ledger.stream import Head, Stream, head_message

FORMAT = "selaras berita acara 1"
DOMAIN = FORMAT.encode() + b"\n"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head, and the signature of the stream's author over it."""

    head: Head
    signature: bytes


SignedFrontier = Mapping[Stream, SignedHead]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: who it is, what it holds of the streams that both may hold, and when its clock said so (ms)."""

    certificate: Certificate
    at: int
    heads: SignedFrontier


def statement(child: Side, parent: Side) -> bytes:
    """Return what both sign: who, when, every stream with either head, whether they are equal, and the counts."""
    streams = sorted({*child.heads, *parent.heads}, key=lambda s: (s.wilayah, s.rumpun, s.node, s.epoch))
    rows = [_row(stream, child.heads.get(stream), parent.heads.get(stream)) for stream in streams]
    different = sum(_head(child, stream) != _head(parent, stream) for stream in streams)
    return canonical(
        {
            "child": _party(child),
            "parent": _party(parent),
            "streams": rows,
            "equal": different == 0,
            "differences": different,
            "changes": {"child": _changes(child), "parent": _changes(parent)},
        }
    )


def read_side(said: bytes, side: str, certificate: Certificate) -> Side:
    """Return what a statement says of one side ("child" or "parent"). Raises ValueError: a peer may have written it."""
    try:
        told = orjson.loads(said)
        heads = {
            Stream.from_json([row["node"], row["epoch"], row["wilayah"], row["rumpun"]]): _from_json(row[side])
            for row in told["streams"]
            if row[side] is not None
        }
        return Side(certificate, int(told[side]["at"]), heads)
    except (KeyError, TypeError) as error:
        raise ValueError(f"the statement cannot be read: {error}") from error


def check_heads(heads: SignedFrontier, known: SignedFrontier, authors: Mapping[bytes, Certificate]) -> None:
    """Raise BadCertificate unless every head that is not known already is signed by its stream's author."""
    for stream, signed in heads.items():
        if stream in known and known[stream] == signed:
            continue
        author = authors.get(stream.node)
        if author is None:
            raise BadCertificate("the author of a stream is unknown")
        verify(author.key, signed.signature, head_message(stream, signed.head))


def sign_statement(said: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return a node's signature over a statement."""
    return key.sign(DOMAIN + said)


def check_statement(said: bytes, signature: bytes, key: bytes) -> None:
    """Raise BadCertificate unless this key signed the statement."""
    verify(key, signature, DOMAIN + said)


def document(said: bytes, signatures: Mapping[str, bytes], certificates: Collection[bytes]) -> bytes:
    """Return the file: the statement, both signatures ("child", "parent"), and certificates up to the root."""
    return canonical(
        {
            "format": FORMAT,
            "statement": orjson.loads(said),
            "signatures": {side: signature.hex() for side, signature in signatures.items()},
            "certificates": sorted(signed.decode() for signed in needed(certificates)),
        }
    )


def needed(certificates: Collection[bytes]) -> list[bytes]:
    """Leave out what proves nothing here: a certificate whose issuer is not at hand or did not sign it, and what a node says
    of itself where somebody above vouches for it. A root is who nobody vouches for."""
    issuers = {one.node: one for one in map(read_certificate, certificates)}
    read = [(signed, read_certificate(signed)) for signed in certificates]
    read = [(signed, one) for signed, one in read if one.issuer in issuers and is_genuine(signed, issuers[one.issuer])]
    vouched = {one.node for _, one in read if one.issuer != one.node}
    return [signed for signed, one in read if one.issuer != one.node or one.node not in vouched]


def canonical(value: object) -> bytes:
    """Return JSON without a choice: keys sorted, no spaces, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def heads_to_json(heads: SignedFrontier) -> list[list[str | int]]:
    """Return rows of node, epoch, wilayah, rumpun, seq, id, signature."""
    return [[*stream.to_json(), one.head.seq, one.head.id.hex(), one.signature.hex()] for stream, one in heads.items()]


def heads_from_json(rows: object) -> dict[Stream, SignedHead]:
    """Read rows of a peer. Raises ValueError."""
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 7 for row in rows):
        raise ValueError("a signed head is node, epoch, wilayah, rumpun, seq, id, signature")
    named = ({"seq": seq, "id": head, "signature": signature} for *_, seq, head, signature in rows)
    return {Stream.from_json(row[:4]): _from_json(head) for row, head in zip(rows, named, strict=True)}


def _party(side: Side) -> dict[str, Any]:
    one = side.certificate
    return {
        "node": one.node.hex(),
        "name": one.name,
        "level": str(one.level),
        "wilayah": one.wilayah,
        "rumpun": sorted(one.rumpun),
        "at": side.at,
    }


def _row(stream: Stream, child: SignedHead | None, parent: SignedHead | None) -> dict[str, Any]:
    node, epoch, wilayah, rumpun = stream.to_json()
    return {
        "node": node,
        "epoch": epoch,
        "wilayah": wilayah,
        "rumpun": rumpun,
        "child": _to_json(child),
        "parent": _to_json(parent),
    }


def _to_json(signed: SignedHead | None) -> dict[str, Any] | None:
    if signed is None:
        return None
    return {"seq": signed.head.seq, "id": signed.head.id.hex(), "signature": signed.signature.hex()}


def _from_json(told: Any) -> SignedHead:
    seq, head, signature = told["seq"], bytes.fromhex(told["id"]), bytes.fromhex(told["signature"])
    if not (isinstance(seq, int) and seq > 0 and len(head) == 32 and len(signature) == 64):
        raise ValueError("a head has the wrong size")
    return SignedHead(Head(seq, head), signature)


def _head(side: Side, stream: Stream) -> Head | None:
    found = side.heads.get(stream)
    return found.head if found else None


def _changes(side: Side) -> int:
    return sum(signed.head.seq for signed in side.heads.values())
