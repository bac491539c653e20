"""What one combination of kind, shape and stated fields means for a table row, worked out once for whole files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from selaras.core.ledger.authority import SYSTEM_FIELDS, Capacity, authorised_names, policy_for
from selaras.core.ledger.payload import Scalar, Shape, stated_indexes
from selaras.store.database import Row
from selaras.store.registry.context import FoldContext
from selaras.store.registry.tables import INT_MAX, KEY_CHARS_MAX, META, KindTable


@dataclass(slots=True, eq=False)
class RowPlan:
    """How the values of a payload fill the columns of a new record's row.

    plain: no field steers the record, so the row can be written without a fold. row: picks the row from the columns before
    the fields, the values and a null after them, in one tuple.
    """

    table: KindTable
    names: tuple[str, ...]
    positions: tuple[int | None, ...]
    plain: bool
    row: Callable[[Row], Row]
    subject_at: int | None
    claim_at: int | None
    numbers_at: tuple[int, ...]
    keys_at: tuple[int, ...]
    _types: set[tuple[type, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, table: KindTable, shape: Shape, mask: str) -> RowPlan:
        """Return the plan. Raises ValueError or IndexError when the mask does not fit the shape."""
        names = tuple(shape.names[i] for i in stated_indexes(mask))
        positions = tuple(table.position.get(name) for name in names)
        subject, before = table.subject_field, len(META)
        return cls(
            table=table,
            names=names,
            positions=positions,
            plain=not any(name in SYSTEM_FIELDS for name in names),
            row=itemgetter(
                *range(before),
                *(before + (positions.index(at) if at in positions else len(names)) for at in range(len(table.names))),
            ),
            subject_at=names.index(subject) if subject in names else None,
            claim_at=names.index("wilayah_keanggotaan") if "wilayah_keanggotaan" in names else None,
            numbers_at=tuple(i for i, at in enumerate(positions) if at is not None and table.types[at] is int),
            keys_at=tuple(i for i, name in enumerate(names) if name in table.keys),
        )

    def readable(self, values: Sequence[Scalar], payload: bytes) -> bool:
        """Return whether every value can stand in its column as it is."""
        types = tuple(map(type, values))
        if types not in self._types:
            expected = [self.table.types[at] if at is not None else type(None) for at in self.positions]
            if len(types) != len(expected):
                return False
            if any(t is not e and t is not type(None) for t, e in zip(types, expected, strict=True)):
                return False
            self._types.add(types)
        if b"\\" in payload and b"\\u0000" in payload:  # one byte is found ten times as fast as six
            return False
        for i in self.numbers_at:
            number = values[i]
            if isinstance(number, int) and not -INT_MAX <= number <= INT_MAX:
                return False
        if len(payload) <= KEY_CHARS_MAX:
            return True
        return all(len(str(values[i])) <= KEY_CHARS_MAX for i in self.keys_at)

    def meta(self, context: FoldContext, version: int, capacity: Capacity, pembina: str, rumpun: str) -> Row:
        """Return the columns after `heads` and before the fields, of a record that only this author stated."""
        policy = policy_for(context.policies, version)
        known = frozenset(name for name in self.names if name in self.table.position)
        sure = known & authorised_names(policy, capacity, self.table.kind.name, self.names, pembina, rumpun)
        return (pembina, None, self.table.mask(sure), self.table.mask(known - sure), None, None, None)
