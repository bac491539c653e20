"""Reads what the fold needs: capacities from the certificates, policies from the dictionary and the nation's records."""

from __future__ import annotations

import orjson

from selaras import data
from selaras.core.ledger.authority import Policy
from selaras.store.database import Database
from selaras.store.network.queries import read_capacities
from selaras.store.registry.context import FoldContext


def fold_context(db: Database, node: bytes) -> FoldContext:
    """Return the context of this node as its database now knows it."""
    return FoldContext(reader=node, capacities=read_capacities(db), policies=read_policies(db))


def read_policies(db: Database) -> dict[int, Policy]:
    """Return the authority tables by version: 1 is the dictionary's, later ones came from the nation's stream."""
    policies = {1: first_policy()}
    for version, authority in db.rows("SELECT version, authority FROM registry_policy ORDER BY version"):
        table = {(kind, field): who for kind, field, who in orjson.loads(authority)}
        policies[version] = Policy(version, table)
    return policies


def first_policy() -> Policy:
    """Return the authority table of the data dictionary."""
    kinds = data.kamus().kinds.values()
    return Policy(1, {(kind.name, f.name): str(f.authority) for kind in kinds for f in kind.fields})
