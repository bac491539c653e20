"""A backup is one SQLite file whatever the node runs on: every row goes over and comes back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selaras.flows.scrub import scrub
from selaras.store.copying import _speller, copied_tables, copy_rows
from selaras.store.database import Database
from tests.parity.story import found, tell
from tests.parity.test_exchange import NAMES
from tests.world.contents import ledger, registry
from tests.world.fixtures import DIALECTS, NewDatabase
from tests.world.offices import sync


def count_rows(db: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    return {table: int(db.rows(f"SELECT COUNT(*) FROM {table}")[0][0]) for table, _ in copied_tables()}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_field_that_a_node_keeps_has_a_spelling_in_both_databases(dialect: str) -> None:
    fields = [field for _, fields in copied_tables() for field in fields]

    assert fields
    for field in fields:
        _speller(field, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_copy_and_the_copy_of_the_copy_hold_the_same_and_go_on_from_there(
    dialect: str, new_database: NewDatabase
) -> None:
    offices = found(new_database, dict.fromkeys(NAMES, dialect))
    tell(offices)
    node = offices.nodes["jatim"]
    counted: list[int] = []
    first, back = new_database("sqlite"), new_database(dialect)

    copy_rows(node.db, first, counted.append)
    copy_rows(first, back, counted.append)

    for copy in (first, back):
        assert ledger(copy) == ledger(node.db)
        assert registry(copy) == registry(node.db)
        assert count_rows(copy) == count_rows(node.db)
        assert scrub(replace(node, db=copy), lambda _: None).sound
    assert counted[-1] == sum(count_rows(back).values())
    offices.nodes["jatim"] = replace(node, db=back)
    offices.sync_all()
    assert sync(offices.nodes["malang"], offices.nodes["jatim"]).equal
