"""Figures on random registries: SQLite, PostgreSQL and plain Python count the same."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
import zstandard

from selaras import data
from selaras.core.figures.facts import UNITS
from selaras.core.ledger.authority import Level
from selaras.core.ledger.state import State
from selaras.core.terms.kamus import FieldType
from selaras.flows.compute_figures import release_body
from selaras.flows.write_lake import open_lake, write_lake
from selaras.gateways.lake.files import Lake
from selaras.store.database import Database, Queryable
from selaras.store.figures import partials
from selaras.store.figures.partials import count_cells, drop_partials, make_partials
from selaras.store.registry.tables import tables
from tests.parity.figures_oracle import Registry, expected_cells
from tests.world.databases import memory_database
from tests.world.offices import new_office

YEAR = 2025
AREAS = ("35.07.01.2001", "35.07.01.2002", "35.07.02", "35.07", "35.73.01.1001", None)
MONEY = (None, 0, 5 * 10**6, 3 * 10**8, 2 * 10**9, 2 * 10**9 + 1, 15 * 10**9, 60 * 10**9)
DATES = (None, "1999-05-01", "2023-02-01", "2024-03-01", "2025-06-30", "2026-02-01")


ROWS = {"laporan_usaha": 150, "laporan_koperasi": 400, "kredit": 150, "pengelola": 150}
VALUES: dict[str, Any] = {
    "rupiah": MONEY,
    "bilangan": (None, 0, 1, 7),
    "tahun": (None, 1999, 2024, 2025, 2026),
    "tanggal": DATES,
    "ya_tidak": (None, "ya", "tidak"),
    "kbli": (None, "01111", "10710", "47111", "56101"),
    "wilayah": AREAS,
    "desimal": (None, "25", "25.5", "75", "80.25"),
}


def random_value(rng: Random, kind: str, name: str) -> Any:
    """Return a value of a field as the registry may hold it."""
    field = data.kamus().field(kind, name)
    if field.type is FieldType.PILIHAN:
        return rng.choice([None, *field.choices])
    if field.type is FieldType.DAFTAR:
        return rng.choice([None, "", "|".join(sorted(rng.sample(field.choices, rng.randrange(1, 4))))])
    return rng.choice(VALUES.get(field.type, (None, "3507123456780001", "x")))


def make_registry(rng: Random, db: Database) -> Registry:
    """Write random rows of every kind and return the same as dictionaries; a deleted one is only written."""
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in tables()}
    for kind, table in tables().items():
        written = []
        for values in random_rows(rng, kind, rows):
            record, home = rng.randbytes(16), home_of(rng, values.get(table.subject_field or ""), rows)
            deleted = rng.random() < 0.1
            state = State(values, frozenset(), frozenset(values), pembina="kabkota", heads=(bytes(32),))
            state.deletions = (bytes(32),) if deleted else ()
            written.append(table.to_row(record, home, state))
            if not deleted:
                rows[kind].append({**values, "record": record.hex(), "home": home})
        with db.transaction():
            table.write(db, written, [])
    return Registry(rows)


def home_of(rng: Random, subject: Any, rows: dict[str, list[dict[str, Any]]]) -> str:
    """Return the area of a new row: of its subject, or now and then another, whose reports count for nobody."""
    known = [row["home"] for kind in ("usaha", "koperasi") for row in rows[kind] if row["record"] == subject]
    return str(known[0]) if known and rng.random() < 0.9 else rng.choice(["35.07", "35.73"])


def random_rows(rng: Random, kind: str, rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the fields of new rows; at most one report of a subject and year."""
    names, subject = tables()[kind].names, tables()[kind].subject_field
    made = [{name: random_value(rng, kind, name) for name in names} for _ in range(ROWS.get(kind, 40))]
    seen = set()
    kept = []
    for values in made:
        if subject:
            values[subject] = rng.choice(rows["koperasi" if "koperasi" in subject else "usaha"])["record"]
        for name, choices in (("tahun", (2023, 2024, 2025, 2026)), ("tahun_buku", (2021, 2022, 2023, 2024, 2025))):
            if name in values:
                values[name] = rng.choice(choices)
        if kind == "koperasi" and rng.random() < 0.7:
            values["tanggal_pembubaran"], values["tanggal_badan_hukum"] = None, "1999-05-01"
        if kind == "kredit":
            values["skema"], values["tanggal_akad"] = values["skema"] or "umi", values["tanggal_akad"] or "2025-01-01"
        key = (values.get(subject or ""), values.get("tahun"), values.get("tahun_buku"))
        if not kind.startswith("laporan") or key not in seen:
            kept.append(values)
        seen.add(key)
    return kept


@pytest.mark.parametrize("seed", range(6))
def test_every_indicator_is_the_same_in_the_database_and_in_plain_python(database: Database, seed: int) -> None:
    registry = make_registry(Random(seed), database)
    with database.transaction():
        compare(database, registry)


@pytest.mark.parametrize("seed", range(3))
def test_every_indicator_is_the_same_on_a_lake_that_is_counted_area_by_area(
    database: Database, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partials, "RECORDS_AT_ONCE", 10**6 if seed == 0 else 1)
    rng = Random(seed)
    node = new_office(rng, Level.PROVINSI, "35", db=database)
    registry = make_registry(rng, database)
    write_lake(node, Lake(tmp_path))
    lake = open_lake(tmp_path)
    try:
        compare(lake, registry)
    finally:
        lake.close()


def compare(db: Queryable, registry: Registry) -> None:
    for unit in UNITS:
        sums = make_partials(db, [one for one in data.indicators().values() if one.of == unit], YEAR)
        for classification in {"", *(name for one in sums.indicators for name in one.classes)}:
            counted = count_cells(db, sums, classification)
            asked = [one for one in sums.indicators if not classification or classification in one.classes]
            assert list(counted) == [one.id for one in asked]
            for one in asked:
                expected = expected_cells(registry, one, classification, YEAR)
                assert dict(counted[one.id]) == expected, (one.id, classification)
        drop_partials(db, sums)


def test_the_random_registries_put_something_into_every_indicator() -> None:
    registries = [make_registry(Random(seed), memory_database()) for seed in range(6)]
    filled = {
        one.id
        for registry in registries
        for one in data.indicators().values()
        if any(cell[0] for cell in expected_cells(registry, one, "", YEAR).values())
    }

    assert filled == set(data.indicators())


def test_a_release_of_the_rules_before_these_is_computed_again_to_the_bytes_that_it_had(database: Database) -> None:
    kept = zstandard.decompress((Path(__file__).parent.parent / "golden" / "angka_2.json.zst").read_bytes())
    make_registry(Random(2), database)
    with database.transaction():
        again = release_body(database, "35", YEAR, "x", orjson.loads(kept))
        today = release_body(database, "35", YEAR, "x")

    assert orjson.loads(kept)["format"] == "selaras angka 2"
    assert again == kept
    assert hidden_of(today) > hidden_of(kept)  # the bounds, which the rules before did not keep


def hidden_of(body: bytes) -> set[tuple[str, ...]]:
    return {
        (one["id"], cell["wilayah"], cell["classification"], cell["class"])
        for one in orjson.loads(body)["indicators"]
        for cell in one["cells"]
        if cell["hidden"]
    }
