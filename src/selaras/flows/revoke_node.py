"""Revoke a node below this one: a change in the common stream that travels to everybody who trusts this node."""

from __future__ import annotations

import orjson

from selaras.core.ledger.record import new_records
from selaras.core.ledger.stream import RUMPUN_UMUM
from selaras.flows.apply_common import REVOCATION_KIND
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import read_directory


class NotOurs(Exception):
    """This node issued no certificate to the node that is to be revoked."""


def revoke_node(node: Node, revoked: bytes, *, author: str, reason: str) -> None:
    """State that a node's certificate no longer counts; what it said until now, as far as this node holds it, does.

    Raises NotOurs, NodeMayNotWrite.
    """
    issued = read_directory(node.db).issued(node.id, revoked)
    if issued is None or revoked == node.id:
        raise NotOurs
    limits = {s.key.hex(): head.seq for s, head in read_frontier(node.db).items() if s.node == revoked}
    home = node.identity.wilayah
    record = next(new_records(node.wall_ms(), node.random(6), home, RUMPUN_UMUM))
    fields = {
        "simpul": revoked.hex(),
        "sertifikat": issued[1].decode(),
        "batas": orjson.dumps(limits, option=orjson.OPT_SORT_KEYS).decode(),
        "alasan": reason,
    }
    record_changes(node, [NewChange(home, RUMPUN_UMUM, REVOCATION_KIND, record, fields, author, "revoke")])
