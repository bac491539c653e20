"""Certificates for children: issued at join, renewed in time, and the anchors that a child may trust through us."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from selaras.core.ledger.certificate import Certificate, sign_certificate
from selaras.flows.node import Node
from selaras.store.network.queries import Directory, keep_certificates

VALID_MS = 365 * 24 * 60 * 60 * 1000
RENEW_BELOW_MS = VALID_MS // 3  # so an office that syncs once a season never runs out


def issue_certificate(node: Node, child: Certificate) -> bytes:
    """Sign and keep a certificate for a child, valid for a year from now. Inside a transaction."""
    now = node.wall_ms()
    issued = replace(child, issuer=node.id, since=now, until=now + VALID_MS)
    signed = sign_certificate(issued, node.identity.key)
    keep_certificates(node.db, [signed])
    return signed


def renew_certificate(node: Node, child: Certificate) -> bool:
    """Issue a new certificate when the child's has less than a third of its time left. Return whether it did."""
    if child.until - node.wall_ms() > RENEW_BELOW_MS:
        return False
    with node.db.transaction():
        issue_certificate(node, child)
    return True


def certificates_for(directory: Directory, parent: bytes, child: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return (the child's own certificate from this parent, the certificates of the parent and of those it trusts)."""
    own = directory.issued(parent, child)
    anchors = [signed for node in directory.anchors for signed in directory.signed[node]]
    return ([own[1]] if own else []), sorted(anchors)


def certificates_digest(directory: Directory, parent: bytes, child: bytes) -> str:
    """Return a short digest of certificates_for, so that a child asks for them only when something changed."""
    own, anchors = certificates_for(directory, parent, child)
    return hashlib.sha256(b"".join([*own, *anchors])).hexdigest()[:16]
