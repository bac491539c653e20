"""The current state of one record, as the fold makes it and the registry stores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selaras.core.ledger.authority import Capacity
from selaras.core.ledger.payload import Scalar

Other = tuple[Scalar, bytes]  # a value that did not win, and the change that states it


@dataclass(frozen=True, slots=True)
class FoldChange:
    """What the fold needs of a change. fields is empty for an erased one; its place in the past remains."""

    id: bytes
    hlc: int
    parents: tuple[bytes, ...]
    capacity: Capacity
    policy: int
    fields: Mapping[str, Scalar]


@dataclass(slots=True)
class State:
    """The fold of a record's changes.

    verified, unverified: fields whose winner was, or was not, authorised. rivals: other authorised values that
    nobody settled (among unauthorised ones when none was authorised). proposals: unauthorised later values.
    deletions: ids of authorised deletions that nothing has undone. heads: sorted ids that the next author names as parents.
    """

    values: dict[str, Scalar] = field(default_factory=dict)
    verified: frozenset[str] = frozenset()
    unverified: frozenset[str] = frozenset()
    rivals: dict[str, tuple[Other, ...]] = field(default_factory=dict)
    proposals: dict[str, tuple[Other, ...]] = field(default_factory=dict)
    pembina: str = ""
    offer: str | None = None
    deletions: tuple[bytes, ...] = ()
    heads: tuple[bytes, ...] = ()
