"""The same story on any mix of databases leaves the same bytes in each office."""

import pytest

from selaras.flows.rebuild import rebuild
from selaras.flows.scrub import scrub
from selaras.store.ledger.queries import read_frontier
from tests.parity.story import Offices, found, tell
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold, ledger, registry
from tests.world.fixtures import NewDatabase

NAMES = ("umkm", "koperasi", "jatim", "malang", "surabaya", "bank")
HUBS = ("umkm", "koperasi", "jatim")
MIXES = {
    "semua PostgreSQL": dict.fromkeys(NAMES, "postgresql"),
    "induk di PostgreSQL": {name: "postgresql" if name in HUBS else "sqlite" for name in NAMES},
    "anak di PostgreSQL": {name: "sqlite" if name in HUBS else "postgresql" for name in NAMES},
}


def tell_on(new_database: NewDatabase, dialects: dict[str, str]) -> Offices:
    """Found the offices on these databases and tell the story."""
    offices = found(new_database, dialects)
    tell(offices)
    return offices


@pytest.mark.parametrize("mix", MIXES)
def test_every_mix_of_databases_holds_the_same_bytes(mix: str, new_database: NewDatabase) -> None:
    expected = tell_on(new_database, dict.fromkeys(NAMES, "sqlite"))
    offices = tell_on(new_database, MIXES[mix])

    for name in NAMES:
        mine, plain = offices.nodes[name].db, expected.nodes[name].db
        assert mine.dialect == MIXES[mix][name]
        for part, rows in ledger(plain).items():
            assert ledger(mine)[part] == rows, (name, part)
        for kind, rows in registry(plain).items():
            assert registry(mine)[kind] == rows, (name, kind)
        assert read_frontier(mine) == read_frontier(plain)


def test_the_story_has_everything_that_a_ledger_holds(new_database: NewDatabase) -> None:
    offices = tell_on(new_database, dict.fromkeys(NAMES, "sqlite"))
    held = registry(offices.nodes["jatim"].db)

    def column(kind: str, name: str) -> list[object]:
        return [v for (v,) in offices.nodes["jatim"].db.rows(f"SELECT {name} FROM registry_{kind}") if v is not None]

    assert len(held["usaha"]) == 161
    assert len(held["laporan_usaha"]) == 160
    assert len(held["kredit"]) == 10
    assert column("usaha", "proposals")
    assert column("usaha", "rivals")
    assert "provinsi" in column("usaha", "pembina")
    assert offices.nodes["jatim"].db.rows("SELECT 1 FROM ledger_change WHERE payload IS NULL")
    assert ledger(offices.nodes["malang"].db)["policies"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_every_office_of_the_story_is_sound(dialect: str, new_database: NewDatabase) -> None:
    offices = tell_on(new_database, dict.fromkeys(NAMES, dialect))

    for node in offices.nodes.values():
        before = registry(node.db)
        assert_chains_hold(node.db)
        assert_registry_is_the_fold(node)
        rebuild(node, lambda _: None)
        assert registry(node.db) == before
        found = scrub(node, lambda _: None)
        assert (found.bad_changes, found.bad_rows) == (0, 0)
        assert found.rows == sum(map(len, before.values()))
