"""Freeze the figures of a year as a numbered release, as of a point in the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson
import zstandard

from selaras.core.figures.between_releases import Body, told_by_difference
from selaras.core.ledger.frontier import frontier_digest, frontier_to_json
from selaras.flows.compute_figures import release_body
from selaras.flows.node import Node
from selaras.store.database import Database, Queryable
from selaras.store.figures.queries import Release, add_release, list_releases, newest_release, read_release
from selaras.store.ledger.queries import read_frontier


@dataclass
class ToldByDifference(Exception):
    """Taken from an earlier release of its year, the release would tell about one or two units. earlier: its number."""

    earlier: int
    cells: int


def publish_figures(node: Node, year: int, *, knowingly: bool = False) -> Release:
    """Compute and keep a new release. One transaction: writers wait, so that all its tables see one state.

    knowingly: also one whose difference to an earlier release tells about somebody. Raises ToldByDifference.
    """
    with node.db.transaction():
        node.db.lock(["registry"])
        return keep_release(node, year, node.db, knowingly=knowingly)


def keep_release(node: Node, year: int, engine: Queryable, *, knowingly: bool) -> Release:
    """Count on an engine that shows the registry as it stands, and keep the release. Inside a transaction that holds "registry".

    Raises ToldByDifference.
    """
    frontier = read_frontier(node.db)
    body = release_body(engine, node.identity.wilayah, year, frontier_digest(frontier).hex())
    if not knowingly and (worst := most_told(node.db, year, orjson.loads(body))):
        raise worst
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


def most_told(db: Database, year: int, body: Body) -> ToldByDifference | None:
    """Return which earlier release of the year tells most beside a new body; None where none tells of anybody."""
    numbers = [head.number for head in list_releases(db) if head.year == year]
    releases = [release for number in numbers if (release := read_release(db, number))]
    found = [ToldByDifference(one.number, told_by_difference(orjson.loads(read_body(one)), body)) for one in releases]
    return max((one for one in found if one.cells), key=lambda one: one.cells, default=None)


def read_body(release: Release) -> bytes:
    """Return the canonical bytes of a release."""
    return zstandard.ZstdDecompressor().decompress(release.body)
