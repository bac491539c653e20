"""One signed message between two nodes: who, to whom, what, and a binary attachment such as a batch.

Frame: MAGIC, length of the header, header (JSON), signature (64 bytes over the header), attachment; the header holds the
attachment's hash. A reply names the nonce of its request, so it can answer no other one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from selaras.core.ledger.certificate import BadCertificate, verify

FAMILY, VERSION = b"SLE", b"1"
MAGIC = FAMILY + VERSION
HEADER_BYTES_MAX = 8 * 1024 * 1024


class BadEnvelope(ValueError):
    """Bytes that are no message, or whose signature does not fit."""


class OtherVersion(BadEnvelope):
    """A message of a version of Selaras that this one cannot read."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """sender, receiver: node ids. verb: what is asked or answered. body: JSON values."""

    sender: bytes
    receiver: bytes
    verb: str
    nonce: str
    body: Mapping[str, Any] = field(default_factory=dict)
    attachment: bytes = b""


def seal(envelope: Envelope, key: Ed25519PrivateKey) -> bytes:
    """Return the signed frame."""
    about: dict[str, Any] = {
        "f": envelope.sender.hex(),
        "t": envelope.receiver.hex(),
        "v": envelope.verb,
        "n": envelope.nonce,
    }
    if envelope.body:
        about["b"] = dict(envelope.body)
    if envelope.attachment:
        about["a"] = hashlib.sha256(envelope.attachment).hexdigest()
    header = orjson.dumps(about)
    return MAGIC + len(header).to_bytes(4, "big") + header + key.sign(header) + envelope.attachment


def read_envelope(frame: bytes) -> tuple[Envelope, bytes, bytes]:
    """Return (envelope, signed header, signature), not judged yet: the sender's key must be looked up first.

    Raises BadEnvelope, of another version OtherVersion.
    """
    if frame[:3] == FAMILY and frame[3:4].isalnum() and frame[3:4] != VERSION:
        raise OtherVersion(f"this is a message of version {frame[3:4].decode()}")
    try:
        length = int.from_bytes(frame[4:8], "big")
        if frame[:4] != MAGIC or length > HEADER_BYTES_MAX or len(frame) < 72 + length:
            raise BadEnvelope("this is not a message of this version, or it was cut")
        header, signature, attachment = frame[8 : 8 + length], frame[8 + length : 72 + length], frame[72 + length :]
        about = orjson.loads(header)
        if attachment and hashlib.sha256(attachment).hexdigest() != about["a"]:
            raise BadEnvelope("the attachment was changed on the way")
        if not attachment and "a" in about:
            raise BadEnvelope("the attachment is missing")
        body = about.get("b", {})
        if not isinstance(body, dict):
            raise BadEnvelope("the body is not an object")
        envelope = Envelope(
            bytes.fromhex(about["f"]),
            bytes.fromhex(about["t"]),
            str(about["v"]),
            str(about["n"]),
            body,
            attachment,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadEnvelope(f"the message cannot be read: {error}") from error
    return envelope, header, signature


def open_envelope(frame: bytes, sender_key: bytes, receiver: bytes) -> Envelope:
    """Return the envelope when this key signed it for this receiver. Raises BadEnvelope."""
    envelope, header, signature = read_envelope(frame)
    if envelope.receiver != receiver:
        raise BadEnvelope("the message is for another node")
    try:
        verify(sender_key, signature, header)
    except BadCertificate as error:
        raise BadEnvelope("the signature does not fit") from error
    return envelope
