"""Certificates: who a node is and what it may state, signed by the node above it.

A node's id is the hash of its key, level, wilayah and rumpun, so no certificate can lend the same node another level.
The expiry date is judged by the parent at each session; between other nodes only revocation counts, since clocks err.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from selaras.core.ledger.authority import Capacity, Level
from selaras.core.ledger.clock import MS_MAX
from selaras.core.ledger.stream import RUMPUN_UMUM, Stream, covers, read_publication

FORMAT = "selaras sertifikat 1"
RANK = {Level.KEMENTERIAN: 3, Level.PROVINSI: 2, Level.KABKOTA: 1, Level.MITRA: 0}
MITRA_KINDS = frozenset({"kredit"})  # all that a partner may state
MITRA_RUMPUN = "usaha"  # where those records live


class BadCertificate(ValueError):
    """A certificate that cannot be read, is not signed by its issuer, or claims more than its issuer may give."""


def node_id(key: bytes, level: Level, wilayah: str, rumpun: tuple[str, ...]) -> bytes:
    """Return the 16-byte id of a node. key: raw Ed25519 public key; rumpun sorted."""
    name = orjson.dumps([key.hex(), str(level), wilayah, list(rumpun)])
    return hashlib.sha256(b"selaras node 1\n" + name).digest()[:16]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an issuer states about a node. seal: raw X25519 key for packets; until: milliseconds since 1970."""

    key: bytes
    seal: bytes
    name: str
    level: Level
    wilayah: str
    rumpun: tuple[str, ...]
    issuer: bytes
    since: int
    until: int

    @property
    def node(self) -> bytes:
        """The id of the node that this certificate is about."""
        return node_id(self.key, self.level, self.wilayah, self.rumpun)

    @property
    def capacity(self) -> Capacity:
        """In what capacity the node speaks."""
        return Capacity(self.level, frozenset(self.rumpun))

    def holds(self, wilayah: str, rumpun: str) -> bool:
        """Return whether the node receives every record of this wilayah and rumpun, so that nobody need publish it one."""
        return covers(self.wilayah, wilayah) and rumpun in self.rumpun

    def may_write(self, stream: Stream, rumpun: frozenset[str]) -> bool:
        """Return whether the node may author this stream; which kinds stand in it, may_state_kind says.

        rumpun: those that its issuers could give it (see trusted_rumpun).
        """
        if stream.node != self.node or not covers(self.wilayah, stream.wilayah):
            return False
        if self.level is Level.MITRA:
            return stream.rumpun == MITRA_RUMPUN
        if publication := read_publication(stream.rumpun):
            return publication.source in self.rumpun
        return stream.rumpun == RUMPUN_UMUM or stream.rumpun in rumpun

    def may_state_kind(self, kind: str) -> bool:
        """Return whether records of this kind may stand in the node's streams."""
        return states_kind(self.level, kind)


def states_kind(level: Level, kind: str) -> bool:
    """Return whether a node of this level may state records of this kind at all."""
    return level is not Level.MITRA or kind in MITRA_KINDS


def is_common(stream: Stream) -> bool:
    """Return whether a stream belongs to no family of records: common ones, and publications."""
    return stream.rumpun == RUMPUN_UMUM or read_publication(stream.rumpun) is not None


def in_link_scope(child: Certificate, parent: Certificate, stream: Stream) -> bool:
    """Return whether a stream may cross the line between a child and its parent, in either direction.

    Inside the child's wilayah and the rumpun both have; common streams also from above; a publication to one of these
    two that lacks the original, or of the child's own tree in a rumpun both have, but no ministry's (it would double what
    every office holds); of a partner only what it stated itself.
    """
    inside = covers(child.wilayah, stream.wilayah)
    if stream.rumpun == RUMPUN_UMUM:
        return inside or covers(stream.wilayah, child.wilayah)
    if publication := read_publication(stream.rumpun):
        if child.node == publication.reader:
            return not child.holds(stream.wilayah, publication.source)
        if parent.node == publication.reader:
            return inside and not parent.holds(stream.wilayah, publication.source)
        both = publication.source in child.rumpun and publication.source in parent.rumpun
        down = stream.node == parent.node and parent.level is Level.KEMENTERIAN
        return both and inside and RANK[child.level] < RANK[parent.level] and not down
    if child.level is Level.MITRA:
        return stream.node == child.node and stream.rumpun in parent.rumpun
    return inside and stream.rumpun in child.rumpun and stream.rumpun in parent.rumpun


def sign_certificate(certificate: Certificate, issuer_key: Ed25519PrivateKey) -> bytes:
    """Return the signed certificate as JSON bytes: {"body": text, "signature": hex}."""
    body = orjson.dumps(
        {
            "format": FORMAT,
            "key": certificate.key.hex(),
            "seal": certificate.seal.hex(),
            "name": certificate.name,
            "level": str(certificate.level),
            "wilayah": certificate.wilayah,
            "rumpun": list(certificate.rumpun),
            "issuer": certificate.issuer.hex(),
            "since": certificate.since,
            "until": certificate.until,
        }
    )
    return orjson.dumps({"body": body.decode(), "signature": issuer_key.sign(body).hex()})


@lru_cache(maxsize=4096)
def read_certificate(signed: bytes) -> Certificate:
    """Read a certificate without judging its signature. Raises BadCertificate."""
    try:
        body = orjson.loads(orjson.loads(signed)["body"])
        if body["format"] != FORMAT:
            raise BadCertificate("the certificate is of another version")
        certificate = Certificate(
            key=bytes.fromhex(body["key"]),
            seal=bytes.fromhex(body["seal"]),
            name=str(body["name"])[:200],
            level=Level(body["level"]),
            wilayah=str(body["wilayah"]),
            rumpun=tuple(sorted(str(r) for r in body["rumpun"])),
            issuer=bytes.fromhex(body["issuer"]),
            since=int(body["since"]),
            until=int(body["until"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadCertificate(f"the certificate cannot be read: {error}") from error
    if len(certificate.key) != 32 or len(certificate.seal) != 32 or len(certificate.issuer) != 16:
        raise BadCertificate("the certificate has a key of the wrong length")
    if not (0 <= certificate.since < MS_MAX and 0 <= certificate.until < MS_MAX):
        raise BadCertificate("the certificate has a date that no column holds")
    return certificate


@lru_cache(maxsize=4096)
def check_certificate(signed: bytes, issuer: Certificate) -> Certificate:
    """Return the certificate when `issuer` signed it and may give what it claims. Raises BadCertificate."""
    certificate = read_certificate(signed)
    if certificate.issuer != issuer.node:
        raise BadCertificate("another node issued the certificate")
    outer = orjson.loads(signed)
    verify(issuer.key, bytes.fromhex(outer["signature"]), outer["body"].encode())
    if certificate.node == issuer.node:
        return certificate
    if not covers(issuer.wilayah, certificate.wilayah):
        raise BadCertificate("the issuer has no authority over the wilayah")
    if certificate.level is Level.MITRA and certificate.rumpun:
        raise BadCertificate("a partner reads only what is published to it")
    if RANK[certificate.level] > RANK[issuer.level]:
        raise BadCertificate("the issuer stands below the level it certifies")
    return certificate


def is_genuine(signed: bytes, issuer: Certificate) -> bool:
    """Return whether `issuer` signed the certificate and may give what it claims."""
    try:
        check_certificate(signed, issuer)
    except BadCertificate:
        return False
    return True


def trusted_rumpun(
    node: bytes, certificates: Mapping[bytes, Sequence[bytes]], anchors: Mapping[bytes, Certificate]
) -> frozenset[str] | None:
    """Return the rumpun that a node may write and read, or None when no chain leads to an anchor.

    certificates: signed certificates by node. anchors: nodes trusted without proof (this node, its parents and theirs).
    A rumpun counts when a whole chain of issuers holds it, so a ministry that certifies another one for a
    publication lends it nothing else.
    """
    return _trusted(node, certificates, anchors, frozenset())


def _trusted(
    node: bytes,
    certificates: Mapping[bytes, Sequence[bytes]],
    anchors: Mapping[bytes, Certificate],
    below: frozenset[bytes],
) -> frozenset[str] | None:
    if node in anchors:
        return frozenset(anchors[node].rumpun)
    found: frozenset[str] | None = None
    for signed in certificates.get(node, ()):
        issuer = read_certificate(signed).issuer
        if issuer in below or issuer == node:
            continue
        above = _trusted(issuer, certificates, anchors, below | {node})
        known = anchors.get(issuer) or next(map(read_certificate, certificates.get(issuer, ())), None)
        if above is None or known is None:
            continue
        try:
            certificate = check_certificate(signed, known)
        except BadCertificate:
            continue
        found = (found or frozenset()) | (above & frozenset(certificate.rumpun))
    return found


def verify(key: bytes, signature: bytes, message: bytes) -> None:
    """Raise BadCertificate unless the key signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadCertificate("the signature does not fit") from error
