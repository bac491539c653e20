"""Make a release anew from the ledger alone, as it stood then, beside the node's own registry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from selaras.core.ledger.frontier import Frontier, frontier_digest, frontier_from_json
from selaras.flows.compute_figures import BOUNDED, release_body
from selaras.flows.node import Node
from selaras.flows.publish_figures import read_body
from selaras.flows.rebuild import rebuild
from selaras.store.copying import copy_some
from selaras.store.database import Database
from selaras.store.figures.queries import Release
from selaras.store.ledger.write import SEQ_BITS
from selaras.store.schema import sqlite_file

WHOLE = (
    "network_self",
    "network_certificate",
    "network_revocation",
    "network_peer",
    "ledger_stream",
    "ledger_shape",
    "registry_policy",
)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """equal: every byte is the same. differing: ids of the indicators whose tables differ. erased: changes whose values are gone.

    sealed: the release's body has the digest that was kept beside it.
    """

    equal: bool
    differing: tuple[str, ...]
    erased: int
    sealed: bool


@dataclass
class UnknownRules(Exception):
    """A release was made by rules that this version does not know."""

    format: str


def recompute_figures(node: Node, release: Release) -> Recomputed:
    """Fold the ledger up to the release's heads in a database of its own and compare the figures byte by byte.

    By the rules and definitions that the release itself carries. Raises UnknownRules.
    """
    kept = read_body(release)
    body = orjson.loads(kept)
    if body["format"] not in BOUNDED:
        raise UnknownRules(body["format"])
    frontier = frontier_from_json(orjson.loads(release.frontier))
    with TemporaryDirectory(prefix="selaras-") as room, sqlite_file(Path(room) / "angka.sqlite3") as db:
        with db.transaction():
            _copy_until(node.db, db, frontier)
        scratch = Node(node.identity, db, node.wall_ms, node.random, node.witness)
        rebuild(scratch, lambda _: None)
        erased = int(db.rows("SELECT COUNT(*) FROM ledger_change WHERE payload IS NULL")[0][0])
        with db.transaction():
            digest = frontier_digest(frontier).hex()
            fresh = release_body(db, node.identity.wilayah, release.year, digest, body)
    sealed = hashlib.sha256(kept).hexdigest() == release.digest
    return Recomputed(sealed and fresh == kept, tuple(_differing(kept, fresh)), erased, sealed)


def _copy_until(source: Database, target: Database, frontier: Frontier) -> None:
    """Copy what the fold reads: certificates and shapes whole, of each stream only what the release had seen."""
    for table in WHOLE:
        copy_some(source, target, table)
    held = {bytes(key): int(number) for number, key in source.rows("SELECT id, key FROM ledger_stream ORDER BY id")}
    for stream, head in frontier.items():
        start = held[stream.key] << SEQ_BITS
        copy_some(source, target, "ledger_change", f"place > {start} AND place <= {start + head.seq}")


def _differing(kept: bytes, fresh: bytes) -> list[str]:
    before = {one["id"]: one for one in orjson.loads(kept)["indicators"]}
    after = {one["id"]: one for one in orjson.loads(fresh)["indicators"]}
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]
