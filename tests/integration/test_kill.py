"""A process that is killed at any moment: what it acknowledged is on the disk, chained, and in the registry."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pysqlite3
import pytest

from selaras.core.ledger.segment import prove
from selaras.store.database import SqliteDatabase
from selaras.store.ledger.queries import read_frontier, read_segment
from selaras.store.ledger.shapes import read_shapes
from tests.world.databases import schema

WRITER = """
import sys
import django, selaras.config
django.setup()
import pysqlite3
from random import Random
from selaras.core.ledger.authority import Level
from selaras.core.ledger.record import new_records
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import SqliteDatabase
from tests.world.offices import new_office
rng = Random(7)
node = new_office(rng, Level.KABKOTA, "35.07", db=SqliteDatabase(pysqlite3.connect(sys.argv[1], isolation_level=None)))
node.db.execute("PRAGMA synchronous=EXTRA")
ids = new_records(node.wall_ms(), rng.randbytes(6), "35.07", "usaha")
while True:
    record = next(ids)
    record_changes(node, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": "Toko"}, "uji", "edit")])
    print(record.hex(), flush=True)
"""


@pytest.mark.parametrize("moment", range(8))
def test_an_acknowledged_change_survives_kill_at_any_moment(tmp_path: Path, moment: int) -> None:
    file = tmp_path / "kantor.sqlite3"
    connection = pysqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    for statement in schema():
        connection.execute(statement)
    connection.close()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, env=environment)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline()]
    time.sleep(0.013 * moment)
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()

    connection = pysqlite3.connect(file, isolation_level=None)
    db = SqliteDatabase(connection)
    held = {bytes(record).hex() for (record,) in db.rows("SELECT record FROM registry_usaha")}
    assert db.rows("PRAGMA integrity_check") == [("ok",)]
    assert {line.decode().strip() for line in acknowledged if line.endswith(b"\n")} <= held
    for stream, head in read_frontier(db).items():
        segment = read_segment(db, stream, 0, read_shapes(db))
        assert segment is not None
        assert prove(segment, stream.key)[-1] == segment.head.id
        assert segment.head.seq <= head.seq
    connection.close()
