"""Make the rows that a new node begins with."""

from __future__ import annotations

from selaras.core.ledger.certificate import sign_certificate
from selaras.flows.issue_certificate import VALID_MS
from selaras.flows.node import Node, note_witness
from selaras.store.network.queries import GOOD, SelfState, keep_certificates, write_self


def create_node(node: Node) -> None:
    """Write this node's state and its own certificate into its empty database. It trusts itself, and so far nobody else."""
    now = node.wall_ms()
    own = node.identity.certificate(node.id, now, now + VALID_MS)
    with node.db.transaction():
        write_self(node.db, SelfState(node.id, node.random(8), 0, GOOD))
        keep_certificates(node.db, [sign_certificate(own, node.identity.key)], anchors=True)
    note_witness(node)
