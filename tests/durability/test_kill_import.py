"""An import that is killed half-way leaves whole chunks, and importing the file again ends as if nothing had happened."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pysqlite3

from selaras.core.ledger.authority import Level
from selaras.flows.import_report import ImportOrder
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.store.database import Database, Row, SqliteDatabase
from selaras.store.registry.tables import tables
from tests.world.contents import assert_chains_hold
from tests.world.offices import new_office

SELARAS = Path(sys.executable).with_name("selaras")
ROWS = 7_000  # several chunks
DAY = dt.date(2024, 12, 31)
SECONDS_MAX = 120


def write(file: Path) -> None:
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["nama usaha", "nama pemilik", "nik", "kode desa", "omzet"])
        rows.writerows(
            [f"Usaha {n}", f"Contoh {n}", f"350701{n % 28 + 1:02}0180{n % 9999 + 1:04}", "35.07.01.2001", n * 1_000_000]
            for n in range(1, ROWS + 1)
        )


def command(home: Path, *arguments: str) -> list[str]:
    return [str(SELARAS), "--home", str(home), *arguments]


def spans(home: Path) -> int:
    """Return how many chunks the killed process has kept."""
    with opened(home) as db:
        return int(db.rows("SELECT COUNT(*) FROM inbox_import_span")[0][0])


@contextmanager
def opened(home: Path) -> Iterator[Database]:
    with closing(pysqlite3.connect(home / "selaras.sqlite3", timeout=SECONDS_MAX, isolation_level=None)) as connection:
        yield SqliteDatabase(connection)


def said(home: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(command(home, *arguments, "--json"), check=True, capture_output=True, timeout=SECONDS_MAX)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def kill_after_a_chunk(home: Path, file: Path) -> None:
    """Import through the command, and kill it as soon as another chunk is on the disk."""
    before, end = spans(home), time.monotonic() + SECONDS_MAX
    order = command(home, "import", str(file), "--as-of", DAY.isoformat())
    with subprocess.Popen(order, stderr=subprocess.DEVNULL) as process:
        while spans(home) == before and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it was to be killed while it worked"


def values(db: Database) -> dict[str, list[Row]]:
    """Return what the registry says, without ids: those are new in every office."""
    names = {name: [n for n in table.names if n != table.subject_field] for name, table in tables().items()}
    return {
        name: sorted(db.rows(f"SELECT {','.join(own)} FROM {tables()[name].name} WHERE deletions IS NULL"), key=repr)
        for name, own in names.items()
    }


def take(node: Node, file: Path) -> None:
    import_workbook(node, ImportOrder(file, None, DAY, dt.date(2026, 1, 1), "uji"), lambda _share: None)


def test_an_import_that_is_killed_goes_on_and_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    home, file = tmp_path / "kantor", tmp_path / "berkas.csv"
    write(file)
    made = ("init", "--name", "Kabupaten", "--level", "kabkota", "--wilayah", "35.07")
    subprocess.run(command(home, *made), check=True, capture_output=True, timeout=SECONDS_MAX)
    whole = new_office(Random(1), Level.KABKOTA, "35.07")
    take(whole, file)

    for _ in range(2):
        kill_after_a_chunk(home, file)
    said(home, "import", str(file), "--as-of", DAY.isoformat())

    with opened(home) as db:
        assert values(db) == values(whole.db)
        assert len(values(db)["usaha"]) == ROWS
        assert_chains_hold(db)
    assert said(home, "scrub")["bad_rows"] == 0
    third, second, first = said(home, "imports")["imports"]
    assert (first["finished"], second["finished"], third["accepted"]) == (None, None, ROWS)
    undone = said(home, "import", "--undo", str(first["id"]))
    assert undone["deleted"] > 0
    with opened(home) as db:
        assert len(values(db)["usaha"]) == ROWS - undone["deleted"] // 2
