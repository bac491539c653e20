"""A kind of the registry as a table for people, whose headings an import knows again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selaras.core.intake.draft import HOME_HEADING, RECORD_HEADING
from selaras.core.ledger.payload import Scalar
from selaras.store.registry.queries import Exported
from selaras.store.registry.tables import tables

Table = tuple[list[str], Iterator[list[Scalar]]]


def table_of(kind: str, records: Iterable[Exported]) -> Table:
    """Return the headings and the rows of some records: id, home, and every field under its label."""
    fields = tables()[kind].kind.fields
    headings = [RECORD_HEADING, HOME_HEADING, *(field.label for field in fields)]
    rows = ([record.id, record.wilayah, *(record.fields.get(f.name) for f in fields)] for record in records)
    return headings, rows
