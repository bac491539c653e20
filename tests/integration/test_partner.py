"""A partner states loans alone; what else it tried would bar its whole stream at the parent, so it is refused at home."""

from __future__ import annotations

from random import Random

import pytest

from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.node import NOT_ITS_KIND, Node, NodeMayNotWrite
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database
from selaras.store.ledger.queries import count_changes
from tests.world.offices import new_office


def change(node: Node, kind: str) -> NewChange:
    record = next(new_records(node.wall_ms(), node.random(6), "35.07", "usaha"))
    return NewChange("35.07", "usaha", kind, record, {}, author="uji", reason="edit")


def test_a_partner_states_a_loan_and_no_enterprise(database: Database) -> None:
    bank = new_office(Random(3), Level.MITRA, "35", (), db=database)
    record_changes(bank, [change(bank, "kredit")])
    with pytest.raises(NodeMayNotWrite) as refused:
        record_changes(bank, [change(bank, "kredit"), change(bank, "usaha")])

    assert refused.value.state == NOT_ITS_KIND
    assert count_changes(database) == 1
