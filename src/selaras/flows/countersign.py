"""The parent's half of a berita acara: build the statement from what both hold, and sign it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import zstandard

from selaras.core.ledger.berita_acara import Side, check_heads, heads_from_json, sign_statement, statement
from selaras.core.ledger.certificate import Certificate, in_link_scope, read_certificate
from selaras.flows.collect_batch import chains
from selaras.flows.node import Node
from selaras.store.ledger.queries import read_signed_heads
from selaras.store.network.queries import Directory

UNPACKED_BYTES_MAX = 64 * 1024 * 1024


def countersign(
    node: Node, directory: Directory, child: Certificate, body: Mapping[str, Any], asked: bytes
) -> tuple[dict[str, Any], bytes]:
    """Return what answers a child: certificates of authors with this node's signature, and the statement packed.

    body: the child's clock and certificates; asked: its signed heads packed. Raises ValueError for heads that cannot be read, lie
    outside what the two may share, or are not signed by their authors: nothing is signed that an outsider could not check.
    """
    parent = node.identity.certificate(node.id, 0, 0)
    mine = signed_side(node, parent, child, parent)
    heads = heads_from_json(orjson.loads(unpacked(asked)))
    if not all(in_link_scope(child, parent, stream) for stream in heads):
        raise ValueError("a head lies outside what the two may share")
    check_heads(heads, mine.heads, authors(directory, told_certificates(body)))
    said = statement(Side(child, int(body["at"]), heads), mine)
    told = {"signature": sign_statement(said, node.identity.key).hex(), "certificates": certificates(directory, mine)}
    return told, packed(said)


def certificates(directory: Directory, side: Side) -> list[str]:
    """Return the certificates, up to the root, of one side and of all who wrote what it holds."""
    nodes = {side.certificate.node, *(stream.node for stream in side.heads)}
    return [signed.decode() for signed in chains(directory, nodes)]


def told_certificates(body: Mapping[str, Any]) -> list[bytes]:
    """Return the certificates that came with a message of the other side."""
    return [str(signed).encode() for signed in body["certificates"]]


def authors(directory: Directory, told: Iterable[bytes]) -> dict[bytes, Certificate]:
    """Return who the authors are, known here or told by the other side: a node's id binds its key, whoever tells it."""
    return {**{one.node: one for one in map(read_certificate, told)}, **directory.certificates}


def signed_side(node: Node, certificate: Certificate, child: Certificate, parent: Certificate) -> Side:
    """Return what this node says of itself in a statement between these two."""
    held = read_signed_heads(node.db)
    heads = {stream: head for stream, head in held.items() if in_link_scope(child, parent, stream)}
    return Side(certificate, node.wall_ms(), heads)


def packed(content: bytes) -> bytes:
    """Return bytes as they travel."""
    return zstandard.ZstdCompressor().compress(content)


def unpacked(content: bytes) -> bytes:
    """Read what packed wrote. Raises ValueError."""
    try:
        if not 0 < zstandard.frame_content_size(content) <= UNPACKED_BYTES_MAX:
            raise ValueError("the statement is too large")
        return zstandard.ZstdDecompressor().decompress(content)
    except zstandard.ZstdError as error:
        raise ValueError(f"the statement cannot be read: {error}") from error
