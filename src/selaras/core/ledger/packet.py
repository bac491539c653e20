"""A paket: the messages of an exchange in a file, signed by its writer and readable by one node only.

Parts: a signed header in the clear (who, to whom, a one-time key), then messages, each sealed by AES-256-GCM with a key
that only writer and reader can derive. A part's nonce counts it and marks the last one (the STREAM construction), so no
part can be changed, moved, left out or cut off unnoticed, and each is usable before the next one is read.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from selaras.core.ledger.batch import FRAME_BYTES_MAX
from selaras.core.ledger.certificate import BadCertificate, verify

MAGIC = b"SLP1"  # the digit is the version
PART_BYTES_MAX = FRAME_BYTES_MAX
DOMAIN = b"selaras paket 1\n"
SIGNATURE_BYTES = 64
NAME_MAX = 200


@dataclass
class BadPacket(ValueError):
    """Bytes that are no packet, or no longer the packet that was written.

    cause: "bukan_paket", "versi_lain", "terpotong" (cut) or "berubah" (changed).
    """

    cause: str


@dataclass(frozen=True, slots=True)
class PacketHeader:
    """id: 8 bytes of the writer's milliseconds, 8 random ones, so later packets of one writer compare greater.

    one_time: raw X25519 key. The names are for the officer who finds the file; they prove nothing.
    """

    id: bytes
    sender: bytes
    receiver: bytes
    sender_name: str
    receiver_name: str
    one_time: bytes


def public_bytes(key: X25519PrivateKey) -> bytes:
    """Return the raw public half of a key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign_header(header: PacketHeader, key: Ed25519PrivateKey) -> bytes:
    """Return the first part of the packet."""
    about = orjson.dumps(
        {
            "id": header.id.hex(),
            "f": header.sender.hex(),
            "t": header.receiver.hex(),
            "fn": header.sender_name,
            "tn": header.receiver_name,
            "e": header.one_time.hex(),
        }
    )
    return about + key.sign(DOMAIN + about)


def read_header(part: bytes) -> PacketHeader:
    """Read the first part without judging its signature: the sender's key must be looked up first. Raises BadPacket."""
    try:
        about = orjson.loads(part[:-SIGNATURE_BYTES])
        header = PacketHeader(
            bytes.fromhex(about["id"]),
            bytes.fromhex(about["f"]),
            bytes.fromhex(about["t"]),
            _shown(about["fn"]),
            _shown(about["tn"]),
            bytes.fromhex(about["e"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadPacket("berubah") from error
    if [len(b) for b in (header.id, header.sender, header.receiver, header.one_time)] != [16, 16, 16, 32]:
        raise BadPacket("berubah")
    return header


def check_header(part: bytes, sender_key: bytes) -> None:
    """Raise BadPacket unless this key signed the header."""
    try:
        verify(sender_key, part[-SIGNATURE_BYTES:], DOMAIN + part[:-SIGNATURE_BYTES])
    except BadCertificate as error:
        raise BadPacket("berubah") from error


class PartCipher:
    """Seals or opens the parts after the header, in their order. One object for one packet and one direction."""

    def __init__(self, header_part: bytes, mine: X25519PrivateKey, theirs: bytes) -> None:
        """Derive the key. theirs: the raw X25519 key of the other side. Raises BadPacket for a key that is none."""
        try:
            shared = mine.exchange(X25519PublicKey.from_public_bytes(theirs))
        except ValueError as error:
            raise BadPacket("berubah") from error
        salt = hashlib.sha256(header_part).digest()
        self._aead = AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=DOMAIN).derive(shared))
        self._count = 0

    def seal(self, message: bytes, *, last: bool = False) -> bytes:
        """Return the next part."""
        self._count += 1
        return self._aead.encrypt(self._nonce(last=last), message, None)

    def open(self, part: bytes) -> tuple[bytes, bool]:
        """Return (message, whether the writer marked it as the last one). Raises BadPacket."""
        self._count += 1
        for last in (False, True):
            with suppress(InvalidTag):
                return self._aead.decrypt(self._nonce(last=last), part, None), last
        raise BadPacket("berubah")

    def _nonce(self, *, last: bool) -> bytes:
        return self._count.to_bytes(11, "big") + bytes([last])


def _shown(name: object) -> str:
    text = str(name)[:NAME_MAX]
    return text if text.isprintable() else ""
