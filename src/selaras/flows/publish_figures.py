"""Freeze the figures of a year as a numbered release, as of a point in the ledger."""

from __future__ import annotations

import hashlib

import orjson
import zstandard

from selaras.core.ledger.frontier import frontier_digest, frontier_to_json
from selaras.flows.compute_figures import release_body
from selaras.flows.node import Node
from selaras.store.database import Queryable
from selaras.store.figures.queries import Release, add_release, newest_release
from selaras.store.ledger.queries import read_frontier


def publish_figures(node: Node, year: int) -> Release:
    """Compute and keep a new release. One transaction: writers wait, so that all its tables see one state."""
    with node.db.transaction():
        node.db.lock(["registry"])
        return keep_release(node, year, node.db)


def keep_release(node: Node, year: int, engine: Queryable) -> Release:
    """Count on an engine that shows the registry as it stands, and keep the release. Inside a transaction that holds "registry"."""
    frontier = read_frontier(node.db)
    body = release_body(engine, node.identity.wilayah, year, frontier_digest(frontier).hex())
    last = newest_release(node.db, None)
    release = Release(
        number=last.number + 1 if last else 1,
        year=year,
        made_ms=node.wall_ms(),
        frontier=orjson.dumps(frontier_to_json(frontier)).decode(),
        digest=hashlib.sha256(body).hexdigest(),
        body=zstandard.ZstdCompressor(level=9).compress(body),
    )
    add_release(node.db, release)
    return release


def read_body(release: Release) -> bytes:
    """Return the canonical bytes of a release."""
    return zstandard.ZstdDecompressor().decompress(release.body)
