"""What a change says: the canonical bytes of its fields, author, reason and source.

Canonical form: the JSON array [stated, author, reason, source, [value, …]] as orjson writes it (no spaces,
UTF-8). `stated` is a hexadecimal bit mask over the names of the shape; values follow in the shape's order. Field names
stand once, in the Shape, whose digest is bound by the commitment: so a stored change costs no names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import orjson

Scalar = str | int | None
Source = tuple[str, str, int]  # file, sheet, row


@dataclass(frozen=True, slots=True)
class Shape:
    """An ordered list of field names, known by the hash of that list."""

    names: tuple[str, ...]
    digest: bytes

    @classmethod
    def of(cls, names: Sequence[str]) -> Shape:
        """Return the shape of these names. Order matters: it is part of the identity."""
        return cls(tuple(names), hashlib.sha256(orjson.dumps(list(names))).digest())


class Statement(NamedTuple):
    """The payload read: fields that the author states, and why."""

    fields: Mapping[str, Scalar]
    author: str
    reason: str
    source: Source | None


@lru_cache(maxsize=4096)
def stated_indexes(mask: str) -> tuple[int, ...]:
    """Return the positions of the set bits of a hexadecimal mask, lowest first. Raises ValueError."""
    bits = int(mask, 16)
    return tuple(i for i in range(bits.bit_length()) if bits >> i & 1)


@lru_cache(maxsize=4096)
def _written(
    shape: tuple[str, ...], names: tuple[str, ...]
) -> tuple[str, Callable[[Mapping[str, Scalar]], Sequence[Scalar]]]:
    """Return the mask of these fields, and what picks their values in the shape's order; a file states few combinations of them."""
    position = {name: i for i, name in enumerate(shape)}
    order = sorted(names, key=lambda name: position[name])
    values = itemgetter(*order) if len(order) > 1 else lambda fields: [fields[name] for name in order]
    return format(sum(1 << position[name] for name in order), "x"), values


def encode(shape: Shape, statement: Statement) -> bytes:
    """Return the canonical bytes. Raises KeyError for a field that the shape does not name."""
    fields, author, reason, source = statement
    mask, values = _written(shape.names, tuple(fields))
    return orjson.dumps([mask, author, reason, source or None, values(fields)])


def decode(shape: Shape, payload: bytes) -> Statement:
    """Read canonical bytes. Raises ValueError for anything that no author of ours would write."""
    try:
        mask, author, reason, source, values = orjson.loads(payload)
        names = [shape.names[i] for i in stated_indexes(mask)]
    except (TypeError, ValueError, IndexError) as error:
        raise ValueError("the payload is not a statement") from error
    if len(names) != len(values) or not isinstance(author, str) or not isinstance(reason, str):
        raise ValueError("the payload's values do not fit its fields")
    if not all(value is None or type(value) in (str, int) for value in values):
        raise ValueError("a value is neither text, whole number nor null")
    return Statement(dict(zip(names, values, strict=True)), author, reason, tuple(source) if source else None)
