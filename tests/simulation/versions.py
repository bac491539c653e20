"""Offices that still run an older version: a kind and a field of today's dictionary are unknown to them until they are upgraded.

One process runs one version at a time: whichever office was opened last. `tables` is what the product knows of kinds and fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from selaras.core.ledger.authority import SYSTEM_FIELDS
from selaras.core.ledger.payload import Shape
from selaras.store.registry.tables import META, KindTable, tables

LATER_KIND, LATER_FIELD = "kredit", ("usaha", "nib")


def run_version(*, older: bool) -> None:
    """Let the product know from now on what a version knows."""
    today, known = _today(), tables()
    known.clear()
    known.update(_before(today) if older else today)


@cache
def _today() -> Mapping[str, KindTable]:
    return dict(tables())


def _before(today: Mapping[str, KindTable]) -> Mapping[str, KindTable]:
    return {name: _older() if name == LATER_FIELD[0] else table for name, table in today.items() if name != LATER_KIND}


@cache
def _older() -> KindTable:
    kind, lacking = LATER_FIELD
    table = _today()[kind]
    at = table.names.index(lacking)
    names = table.names[:at] + table.names[at + 1 :]
    return replace(
        table,
        kind=replace(table.kind, fields=tuple(f for f in table.kind.fields if f.name != lacking)),
        names=names,
        types=table.types[:at] + table.types[at + 1 :],
        columns=META + names,
        shape=Shape.of((*names, *SYSTEM_FIELDS)),
        keys=table.keys - {lacking},
        position={name: i for i, name in enumerate(names)},
        _masks={},
        _sets={},
    )
