"""Rows made straight from changes: of a record's first change, and of one that saw all before it. The rest is for the fold.

`core.ledger.fold` stays the truth; tests compare every row made here with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from selaras.core.ledger.authority import PEMBINA_OF_KEANGGOTAAN, Capacity, Pembina
from selaras.core.ledger.fold import overlay
from selaras.core.ledger.payload import Scalar, Shape, decode
from selaras.core.ledger.record import home_tag
from selaras.core.ledger.state import FoldChange, State
from selaras.core.ledger.stream import Stream, read_publication, record_rumpun
from selaras.store.database import Row
from selaras.store.registry.context import FoldContext
from selaras.store.registry.plan import RowPlan
from selaras.store.registry.tables import KindTable, split_ids, tables

KABKOTA = str(Pembina.KABKOTA)  # a member of an enumeration is slow to spell


class Told(NamedTuple):
    """What a row takes of one change. parents: ids joined. payload: None once erased."""

    id: bytes
    hlc: int
    record: bytes
    parents: bytes
    policy: int
    shape: Shape
    payload: bytes | None


# A payload whose values can stand in their columns as they are. A plain tuple: one is made of every change of a batch.
Read = tuple[RowPlan, list[Scalar]]


@dataclass(slots=True, eq=False)
class Origin:
    """What the changes of one stream to one kind share. rumpun: the one whose pembina has the say.

    capacity: None for a publication, where each change has its own. tag: last bytes of the ids of the records that the stream
    may speak of, those whose home is its wilayah and rumpun.
    """

    table: KindTable
    stream: Stream
    rumpun: str
    capacity: Capacity | None
    tag: bytes
    meta: dict[tuple[RowPlan, int, str], Row] = field(default_factory=dict)


class RowMaker:
    """Makes rows for one node. Lives as long as its context holds."""

    def __init__(self, context: FoldContext) -> None:
        self._context = context
        self._plans: dict[tuple[str, bytes, str], RowPlan] = {}
        self._origins: dict[tuple[bytes, str], Origin | None] = {}

    def origin(self, stream: Stream, kind: str) -> Origin | None:
        """Return what the changes of this stream to this kind share; None when the registry here does not show them."""
        key = (stream.key, kind)
        if key not in self._origins:
            shown = kind in tables() and self._context.shows(stream.rumpun)
            self._origins[key] = self._new_origin(stream, tables()[kind]) if shown else None
        return self._origins[key]

    def _new_origin(self, stream: Stream, table: KindTable) -> Origin:
        published = read_publication(stream.rumpun) is not None
        capacity = None if published else self._context.capacity(stream.node, stream.rumpun, {})
        rumpun = record_rumpun(stream.rumpun)
        return Origin(table, stream, rumpun, capacity, home_tag(stream.wilayah, rumpun))

    def read(self, table: KindTable, shape: Shape, payload: bytes | None) -> Read | None:
        """Return the plan and the values of a change that can be written as it stands, else None."""
        if payload is None:
            return None
        try:
            mask, _, _, _, values = orjson.loads(payload)
            plan = self._plans.get((table.name, shape.digest, mask))
            if plan is None:
                plan = self._plans[table.name, shape.digest, mask] = RowPlan.of(table, shape, mask)
            return (plan, values) if plan.readable(values, payload) else None
        except (ValueError, IndexError, TypeError):
            return None

    def first(  # parts of a change, since an object a change would cost sync a twentieth of its speed
        self,
        origin: Origin,
        record: bytes,
        change: bytes,
        policy: int,
        read: Read,
        pembina_by_subject: Mapping[str, str],
    ) -> Row | None:
        """Return the row of a record that a change without parents begins; None when the change steers the record."""
        plan, values = read
        if not plan.plain:
            return None
        if origin.table.subject_field is None:
            pembina = _first_pembina(plan, values)
        elif plan.subject_at is None:
            pembina = KABKOTA
        else:
            pembina = pembina_by_subject[str(values[plan.subject_at])]
        key = (plan, policy, pembina)
        meta = origin.meta.get(key)
        if meta is None:
            meta = plan.meta(self._context, policy, self._capacity(origin, read), pembina, origin.rumpun)
            if origin.capacity is not None:
                origin.meta[key] = meta
        return plan.row((record, origin.stream.wilayah, change, *meta, *values, None))

    def after(self, origin: Origin, state: State, told: Told) -> State | None:
        """Return the state after a change that saw its heads, else None."""
        change = self.fold_change(origin, told)
        if origin.table.subject_field in change.fields:
            return None
        policies = self._context.policies
        return overlay(state, change, kind=origin.table.kind.name, rumpun=origin.rumpun, policies=policies)

    def fold_change(self, origin: Origin, told: Told) -> FoldChange:
        """Return what the fold takes of a change."""
        fields: Mapping[str, Scalar] = {}
        if told.payload is not None:
            try:
                fields = origin.table.readable(decode(told.shape, told.payload).fields.items())
            except ValueError:
                fields = {}
        capacity = origin.capacity or self._context.capacity(origin.stream.node, origin.stream.rumpun, fields)
        return FoldChange(told.id, told.hlc, split_ids(told.parents), capacity, told.policy, fields)

    def _capacity(self, origin: Origin, read: Read) -> Capacity:
        plan, values = read
        fields = dict(zip(plan.names, values, strict=True))
        return origin.capacity or self._context.capacity(origin.stream.node, origin.stream.rumpun, fields)


def subjects_of(reads: Iterable[Read | None]) -> set[str]:
    """Return the subjects that first statements name, whose pembina their rows take."""
    return {str(values[plan.subject_at]) for plan, values in filter(None, reads) if plan.subject_at is not None}


def _first_pembina(plan: RowPlan, values: list[Scalar]) -> str:
    """As core.ledger.fold finds it for a record with one first statement."""
    if plan.claim_at is None:
        return KABKOTA
    return str(PEMBINA_OF_KEANGGOTAAN.get(str(values[plan.claim_at]), Pembina.KABKOTA))
