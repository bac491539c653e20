"""What saw what among the changes of one record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Protocol, TypeVar


class Linked(Protocol):
    """Anything with an id, the ids it saw, and a stamp that only breaks ties between concurrent ones."""

    @property
    def id(self) -> bytes: ...
    @property
    def parents(self) -> tuple[bytes, ...]: ...
    @property
    def hlc(self) -> int: ...


T = TypeVar("T", bound=Linked)


@dataclass(frozen=True, slots=True)
class Past:
    """The causal past of each change as a bit mask over positions in `order`."""

    order: tuple[bytes, ...]
    position: dict[bytes, int]
    masks: tuple[int, ...]

    def saw(self, later: bytes, earlier: bytes) -> bool:
        """Return whether the author of `later` had seen `earlier`. A change has not seen itself."""
        return bool(self.masks[self.position[later]] >> self.position[earlier] & 1)

    def seen_by(self, changes: Iterable[Linked]) -> int:
        """Return a mask of all that any of these had seen."""
        return reduce(or_, (self.masks[self.position[change.id]] for change in changes), 0)


def causal_past(changes: Sequence[Linked]) -> Past:  # noqa: C901 # one sort, read top to bottom
    """Return the past of every change, in an order in which each comes after what it saw.

    A parent that is not among the changes (not received yet, or outside our wilayah) is passed over.
    The order depends only on the set, not on the sequence given. Cost: O(n²) bits for n changes of one record.
    """
    by_id = {change.id: change for change in changes}
    waiting = {change.id: {parent for parent in change.parents if parent in by_id} for change in by_id.values()}
    seen_by: dict[bytes, list[bytes]] = {}
    for change_id, parents in waiting.items():
        for parent in parents:
            seen_by.setdefault(parent, []).append(change_id)
    ready = sorted(change_id for change_id, parents in waiting.items() if not parents)
    order: list[bytes] = []
    while ready:
        following: list[bytes] = []
        for change_id in ready:
            order.append(change_id)
            for child in seen_by.get(change_id, ()):
                waiting[child].discard(change_id)
                if not waiting[child]:
                    following.append(child)
        ready = sorted(following)
    assert len(order) == len(by_id), "parents are hashes, so they cannot form a circle"
    position = {change_id: i for i, change_id in enumerate(order)}
    masks: list[int] = []
    for change_id in order:
        mask = 0
        for parent in by_id[change_id].parents:
            at = position.get(parent)
            if at is not None:
                mask |= masks[at] | 1 << at
        masks.append(mask)
    return Past(tuple(order), position, tuple(masks))


def latest(changes: Sequence[T], past: Past) -> list[T]:
    """Return the changes that no other of them saw, greatest (hlc, id) first."""
    alone: list[T] = []
    seen = 0
    for change in sorted(changes, key=lambda c: past.position[c.id], reverse=True):
        at = past.position[change.id]
        if not seen >> at & 1:
            alone.append(change)
        seen |= past.masks[at]
    return sorted(alone, key=lambda c: (c.hlc, c.id), reverse=True)


def heads(past: Past) -> tuple[bytes, ...]:
    """Return the changes that no other one saw, sorted by id."""
    seen = 0
    for mask in past.masks:
        seen |= mask
    return tuple(sorted(change_id for i, change_id in enumerate(past.order) if not seen >> i & 1))
