"""Counts over a large list, remembered for some seconds, slow ones for a minute; those over a small one are always counted anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings

from selaras.store.database import Database
from selaras.store.search.queries import Filter, count_lines

LARGE = 20_000  # lines from which a count costs more than the page around it
KEPT_S, KEPT_LONG_S, KEPT_MAX = 15.0, 60.0, 500
KEPT_TIMES = 100  # as long as asking took, within these: of millions, each question costs a hundredth of a processor
Value = TypeVar("Value")
_kept: dict[object, tuple[float, Any]] = {}


def count_of(db: Database, wanted: Filter) -> int:
    """Return how many lines a list has; of a large list as it was KEPT_S ago at most, KEPT_LONG_S where counting is slow."""
    return of_large(db, wanted.kind, wanted, lambda: count_lines(db, wanted))


def of_large(db: Database, kind: str, question: object, ask: Callable[[], Value]) -> Value:
    """Return the answer to a question about a kind; where there are many records, one that was given not long ago."""
    return _remembered((kind, question), ask) if is_large(db, kind) else ask()


def is_large(db: Database, kind: str) -> bool:
    """Return whether there are so many records of a kind that nobody should wait for a count over them."""
    return _total(db, kind) >= LARGE


def _total(db: Database, kind: str) -> int:
    found = _kept.get(_key(kind))
    if found is not None and time.monotonic() < found[0]:
        return int(found[1])
    total = count_lines(db, Filter(kind))
    return _remembered(kind, lambda: total) if total >= LARGE else total


def _remembered(question: object, ask: Callable[[], Value]) -> Value:
    found, now = _kept.get(_key(question)), time.monotonic()
    if found is not None and now < found[0]:
        value: Value = found[1]
        return value
    if len(_kept) >= KEPT_MAX:
        _kept.clear()
    answer = ask()
    known = time.monotonic()
    _kept[_key(question)] = (known + min(max(KEPT_S, KEPT_TIMES * (known - now)), KEPT_LONG_S), answer)
    return answer


def _key(question: object) -> object:
    return settings.HOME.path, question
