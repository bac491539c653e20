"""Keep the certificates that a parent offers: ours renewed, and those of the nodes that we may trust through it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from selaras.core.ledger.certificate import BadCertificate, read_certificate, sign_certificate
from selaras.flows.issue_certificate import VALID_MS
from selaras.flows.node import Node
from selaras.store.network.queries import (
    damaged_certificates,
    forget_certificates,
    keep_certificates,
    read_peer_certificates,
    write_peer_certificates,
)


def keep_offered(node: Node, parent: bytes, offered: Mapping[str, Any]) -> None:
    """Keep what a parent's message offers, unless it is what we have. Raises BadCertificate for what cannot be read."""
    told = str(offered.get("c", ""))
    if told == read_peer_certificates(node.db, parent):
        return
    with node.db.transaction():
        _keep(node, offered)
        write_peer_certificates(node.db, parent, told)


def mend_certificates(node: Node, offered: Mapping[str, Any]) -> None:
    """Put a parent's copies in the place of damaged certificates, and our own word in that of our own. Raises BadCertificate."""
    damaged, now = damaged_certificates(node.db), node.wall_ms()
    with node.db.transaction():
        forget_certificates(node.db, [signed for _, signed, _ in damaged])
        for about, signed, anchor in damaged:
            own = node.identity.certificate(node.id, now, now + VALID_MS)
            text = sign_certificate(own, node.identity.key) if about == node.id and anchor else signed
            with suppress(BadCertificate):  # where only the row around it was damaged
                read_certificate(text)
                keep_certificates(node.db, [text], anchors=anchor)
        _keep(node, offered)


def _keep(node: Node, offered: Mapping[str, Any]) -> None:
    own, anchors, others = (
        [str(signed).encode() for signed in offered.get(name, ())] for name in ("own", "anchors", "others")
    )
    keep_certificates(node.db, [*own, *others])
    keep_certificates(node.db, anchors, anchors=True)
