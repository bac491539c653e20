"""Berita acara sinkron over a line: the child asks, both build the same statement, and each signs its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from selaras.core.ledger.berita_acara import (
    SignedFrontier,
    check_heads,
    check_statement,
    document,
    heads_to_json,
    read_side,
    sign_statement,
    statement,
)
from selaras.core.ledger.certificate import Certificate
from selaras.core.ledger.frontier import frontier_digest
from selaras.core.ledger.stream import Head, Stream
from selaras.flows.collect_batch import chains
from selaras.flows.countersign import authors, certificates, packed, signed_side, told_certificates, unpacked
from selaras.flows.exchange import Exchanged, Line, Transport, from_peer, node_certificate
from selaras.flows.node import Node
from selaras.flows.verify_peer import Verified, verified_parent
from selaras.store.network.queries import read_directory


@dataclass(frozen=True, slots=True)
class Certified:
    """verified: how the two compare. document: the signed file, canonical JSON."""

    verified: Verified
    document: bytes


def certify_parent(node: Node, parent: Certificate, transport: Transport) -> Certified:
    """Agree with a parent on what both hold, equal or not. Raises PeerUnreachable, PeerRefused."""
    line, directory = Line(node, parent, transport, Exchanged(parent.node)), read_directory(node.db)
    own = node_certificate(node)
    mine = signed_side(node, own, own, parent)
    hello = line.ask("hello", {"d": frontier_digest(_heads(mine.heads)).hex()})
    line.token = str(hello.body.get("k", ""))
    known = certificates(directory, mine)
    asked = packed(orjson.dumps(heads_to_json(mine.heads)))
    reply = line.ask("bukti", {"at": mine.at, "certificates": known}, asked)
    with from_peer():
        said, signature = unpacked(reply.attachment), bytes.fromhex(str(reply.body["signature"]))
        theirs = read_side(said, "parent", parent)
        if statement(mine, theirs) != said:
            raise ValueError("the parent states something else than what the two of us hold")
        told = told_certificates(reply.body)
        check_heads(theirs.heads, mine.heads, authors(directory, told))
        check_statement(said, signature, parent.key)
    signatures = {"child": sign_statement(said, node.identity.key), "parent": signature}
    chain = {*chains(directory, {node.id, parent.node}), *(signed.encode() for signed in known), *told}
    found = verified_parent(node, parent, _heads(mine.heads), _heads(theirs.heads))
    return Certified(found, document(said, signatures, chain))


def _heads(signed: SignedFrontier) -> Mapping[Stream, Head]:
    return {stream: one.head for stream, one in signed.items()}
