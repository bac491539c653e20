"""Field-name lists by their small number in this database."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import orjson

from selaras.core.ledger.payload import Shape
from selaras.store.database import Database


def read_shapes(db: Database) -> dict[int, Shape]:
    """Return all shapes by number, but those that damage made unreadable. There are few: one a kind and version."""
    found: dict[int, Shape] = {}
    for number, names in db.rows("SELECT id, names FROM ledger_shape"):
        with suppress(ValueError, TypeError):
            found[number] = Shape.of(orjson.loads(names))
    return found


def shapes_are_sound(db: Database) -> bool:
    """Return whether every list of names still has the digest it was kept under."""
    try:
        rows = db.rows("SELECT digest, names FROM ledger_shape")
        return all(bytes(digest) == Shape.of(orjson.loads(names)).digest for digest, names in rows)
    except (ValueError, TypeError):
        return False


def shape_numbers(db: Database, shapes: Iterable[Shape]) -> dict[bytes, int]:
    """Return the number of each shape by digest, adding those that are new. Inside a transaction."""
    numbers = {shape.digest: number for number, shape in read_shapes(db).items()}
    new = [shape for shape in shapes if shape.digest not in numbers]
    if not new:
        return numbers
    db.lock(["self"])
    db.executemany(
        "INSERT INTO ledger_shape (digest, names) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET names = excluded.names",
        [(shape.digest, orjson.dumps(list(shape.names)).decode()) for shape in new],
    )
    return {shape.digest: number for number, shape in read_shapes(db).items()}
