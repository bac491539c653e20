"""Keep the certificates that a parent offers: ours renewed, and those of the nodes that we may trust through it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selaras.flows.node import Node
from selaras.store.network.queries import keep_certificates, read_peer_certificates, write_peer_certificates


def keep_offered(node: Node, parent: bytes, offered: Mapping[str, Any]) -> None:
    """Keep what a parent's message offers, unless it is what we have. Raises BadCertificate for what cannot be read."""
    told = str(offered.get("c", ""))
    if told == read_peer_certificates(node.db, parent):
        return
    own = [str(signed).encode() for signed in offered.get("own", ())]
    anchors = [str(signed).encode() for signed in offered.get("anchors", ())]
    with node.db.transaction():
        keep_certificates(node.db, own)
        keep_certificates(node.db, anchors, anchors=True)
        write_peer_certificates(node.db, parent, told)
