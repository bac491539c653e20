"""How a kind's state stands in its table: column order, SQL, and the way between State and row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import orjson

from selaras import data
from selaras.core.ledger.authority import SYSTEM_FIELDS
from selaras.core.ledger.payload import Scalar, Shape
from selaras.core.ledger.state import Other, State
from selaras.core.terms.kamus import Kind
from selaras.store.database import Database, Row, in_chunks
from selaras.store.registry.models import NUMBERS, looked_up

META = (
    "record",
    "wilayah_induk",
    "heads",
    "pembina",
    "offer",
    "verified",
    "unverified",
    "rivals",
    "proposals",
    "deletions",
)
HEADS, PEMBINA = META.index("heads"), META.index("pembina")
INT_MAX = 2**63 - 1  # a BIGINT column
KEY_CHARS_MAX = 600  # of an indexed text: PostgreSQL refuses keys above 2,700 bytes


@dataclass(frozen=True, slots=True, eq=False)
class KindTable:
    """One kind's table. types: the Python type of each field's values. keys: the fields with an index."""

    kind: Kind
    name: str
    names: tuple[str, ...]
    types: tuple[type, ...]
    columns: tuple[str, ...]
    shape: Shape
    subject_field: str | None
    keys: frozenset[str]
    position: dict[str, int] = field(default_factory=dict)
    _masks: dict[frozenset[str], str] = field(default_factory=dict)
    _sets: dict[str, frozenset[str]] = field(default_factory=dict)

    def mask(self, names: frozenset[str]) -> str:
        """Return the hexadecimal mask of these fields."""
        if names not in self._masks:
            self._masks[names] = format(sum(1 << self.position[n] for n in names if n in self.position), "x")
        return self._masks[names]

    def unmask(self, mask: str) -> frozenset[str]:
        """Return the fields of a mask."""
        if mask not in self._sets:
            bits = int(mask, 16)
            self._sets[mask] = frozenset(n for i, n in enumerate(self.names) if bits >> i & 1)
        return self._sets[mask]

    def readable(self, fields: Iterable[tuple[str, Scalar]]) -> dict[str, Scalar]:
        """Return the fields that this version can show. Others stay in the ledger untouched.

        A peer's newer fields, values of another type, and what PostgreSQL refuses (texts with NUL, huge keys) are left out.
        """
        shown: dict[str, Scalar] = {}
        for name, value in fields:
            at = self.position.get(name)
            expected = str if name in SYSTEM_FIELDS else self.types[at] if at is not None else None
            if expected is None or (value is not None and type(value) is not expected):
                continue
            if isinstance(value, str) and ("\0" in value or (name in self.keys and len(value) > KEY_CHARS_MAX)):
                continue
            if isinstance(value, int) and not -INT_MAX <= value <= INT_MAX:
                continue
            shown[name] = value
        return shown

    def to_row(self, record: bytes, home: str, state: State) -> Row:
        """Return the table row of a state."""
        return (
            record,
            home,
            b"".join(state.heads),
            state.pembina,
            state.offer,
            self.mask(state.verified),
            self.mask(state.unverified),
            _others_to_json(state.rivals),
            _others_to_json(state.proposals),
            b"".join(state.deletions) or None,
            *(state.values.get(name) for name in self.names),
        )

    def to_state(self, row: Row) -> State:
        """Return the state that a row holds; the inverse of to_row."""
        _, _, heads, pembina, offer, verified, unverified, rivals, proposals, deletions = row[: len(META)]
        values = dict(zip(self.names, row[len(META) :], strict=True))
        sure, unsure = self.unmask(verified), self.unmask(unverified)
        return State(
            values={name: values[name] for name in self.names if name in sure or name in unsure},
            verified=sure,
            unverified=unsure,
            rivals=_others_from_json(rivals),
            proposals=_others_from_json(proposals),
            pembina=pembina,
            offer=offer,
            deletions=split_ids(deletions or b""),
            heads=split_ids(heads),
        )

    def load(self, db: Database, records: Sequence[bytes]) -> dict[bytes, Row]:
        """Return the rows of these records, those that exist. Ids rise with time, so one look tells a run of new ones."""
        found: dict[bytes, Row] = {}
        if not records or not db.rows(f"SELECT 1 FROM {self.name} WHERE record >= ? LIMIT 1", (min(records),)):
            return found
        for marks, chunk in in_chunks(records):
            sql = f"SELECT {','.join(self.columns)} FROM {self.name} WHERE record IN ({marks})"
            found.update((bytes(row[0]), row) for row in db.rows(sql, chunk))
        return found

    def load_run(self, db: Database, first: bytes, last: bytes) -> dict[bytes, Row]:
        """Return the rows of all records from one to another."""
        sql = f"SELECT {','.join(self.columns)} FROM {self.name} WHERE record >= ? AND record <= ?"
        return {bytes(row[0]): row for row in db.rows(sql, (first, last))}

    def clear(self, db: Database) -> None:
        """Empty the table. Only rebuild does, in the transaction that fills it again."""
        db.execute(f"DELETE FROM {self.name}")

    def count(self, db: Database) -> int:
        """Return how many rows there are, deleted records too."""
        return int(db.rows(f"SELECT COUNT(*) FROM {self.name}")[0][0])

    def write(self, db: Database, new: Sequence[Row], changed: Sequence[Row]) -> None:
        """Insert new rows and replace changed ones."""
        if new:
            db.load(self.name, self.columns, new)
        if changed:
            db.replace(self.name, self.columns, changed)


def split_ids(joined: bytes) -> tuple[bytes, ...]:
    """Return the 32-byte ids that were joined."""
    return tuple(joined[i : i + 32] for i in range(0, len(joined), 32))


def _others_to_json(others: dict[str, tuple[Other, ...]]) -> str | None:
    if not others:
        return None
    plain = {name: [[value, change.hex()] for value, change in found] for name, found in others.items()}
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()


def _others_from_json(text: str | None) -> dict[str, tuple[Other, ...]]:
    if text is None:
        return {}
    return {
        name: tuple((value, bytes.fromhex(change)) for value, change in found)
        for name, found in orjson.loads(text).items()
    }


@cache
def tables() -> dict[str, KindTable]:
    """Return the table of every kind in the dictionary, subjects before what belongs to them."""
    kinds = sorted(data.kamus().kinds.values(), key=lambda kind: kind.subject_field is not None)
    return {
        kind.name: KindTable(
            kind=kind,
            name=f"registry_{kind.name}",
            names=kind.field_names,
            types=tuple(int if f.type in NUMBERS else str for f in kind.fields),
            columns=META + kind.field_names,
            shape=Shape.of((*kind.field_names, *SYSTEM_FIELDS)),
            subject_field=kind.subject_field,
            keys=frozenset(looked_up(kind)),
            position={name: i for i, name in enumerate(kind.field_names)},
        )
        for kind in kinds
    }
