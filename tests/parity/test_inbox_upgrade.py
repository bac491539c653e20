"""What an office knew of the rows it had read is known after an upgrade, in both databases."""

import datetime as dt
from pathlib import Path
from random import Random

from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder
from selaras.flows.import_workbook import import_workbook
from selaras.store.database import Database
from tests.world.offices import new_office

ROWS = "Nama Usaha;Nama Pemilik;Alamat;Desa/Kelurahan;Kecamatan\nWarung Rekaan;Nama Rekaan;Jalan Contoh 1;Kepanjen;Kepanjen\n"


def test_rows_read_before_an_upgrade_are_known_after_it(database: Database, tmp_path: Path) -> None:
    node = new_office(Random(1), Level.KABKOTA, "35.07", db=database)
    path = tmp_path / "daftar.csv"
    path.write_text(ROWS, encoding="utf-8")
    order = ImportOrder(path, "usaha", dt.date(2024, 12, 31), dt.date(2026, 1, 1), "uji")
    assert import_workbook(node, order, lambda _: None).new == 1
    key, said, record, number = node.db.rows("SELECT key, hash, record, import_id FROM inbox_read_row")[0]
    as_before(node.db, [(bytes(key) * 2, bytes(record), number), (bytes(said) * 2, bytes(record), number)])

    again = import_workbook(node, order, lambda _: None)

    assert (again.new, again.unchanged) == (0, 1)
    assert len(node.db.rows("SELECT 1 FROM inbox_read_row")) == 2


def as_before(db: Database, rows: list[tuple[bytes, bytes, int]]) -> None:
    """Put the rows where the version before kept them, and do what the upgrade does with them."""
    blob = "BLOB" if db.dialect == "sqlite" else "bytea"
    with db.transaction():
        db.execute("DELETE FROM inbox_read_row")
        db.execute(f"CREATE TABLE inbox_imported_row (hash {blob}, record {blob}, import_id integer)")
        db.executemany("INSERT INTO inbox_imported_row (hash, record, import_id) VALUES (?, ?, ?)", rows)
        copy = MigrationLoader(None).disk_migrations["inbox", "0002_read_row"].operations[1]
        assert isinstance(copy, RunSQL)
        db.execute(str(copy.sql))
        db.execute("DROP TABLE inbox_imported_row")
