"""Read the registry out for a file: one record after another, with what is unverified, rival or proposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import Other
from selaras.store.database import Database
from selaras.store.registry.tables import META, KindTable, tables


@dataclass(frozen=True, slots=True)
class Exported:
    """One record as `export` promises it. fields: those that were ever stated, null when they were emptied."""

    id: str
    kind: str
    wilayah: str
    fields: dict[str, Scalar]
    unverified: list[str]
    rivals: list[dict[str, Scalar]]
    proposals: list[dict[str, Scalar]]


def export_records(db: Database, kind: str) -> Iterator[Exported]:
    """Yield the records of one kind that are not deleted, in the order of their ids. Raises KeyError for no kind."""
    table = tables()[kind]
    columns = ",".join(table.columns)
    for row in db.stream(f"SELECT {columns} FROM {table.name} WHERE deletions IS NULL ORDER BY record"):  # noqa: S608
        yield _exported(table, row)


def _exported(table: KindTable, row: tuple[object, ...]) -> Exported:
    state = table.to_state(row)
    record, wilayah = row[: META.index("heads")]
    assert isinstance(record, bytes)
    return Exported(
        record.hex(),
        table.kind.name,
        str(wilayah),
        state.values,
        sorted(state.unverified),
        _others(state.rivals),
        _others(state.proposals),
    )


def _others(others: dict[str, tuple[Other, ...]]) -> list[dict[str, Scalar]]:
    return [
        {"field": name, "value": value, "change": change.hex()}
        for name, found in sorted(others.items())
        for value, change in found
    ]
