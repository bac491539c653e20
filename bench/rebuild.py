"""Time rebuild and scrub of an office's ledger, beside the least that any program must do for them.

usage: python bench/rebuild.py [RECORDS] [--results FOLDER]

The beside-work for rebuild is to write the same rows into an empty table with the same indexes by plain `executemany`; for scrub
it is to read every change and every row, and to hash each change's bytes twice by plain hashlib. A tenth of the records has a
second change.
"""

import argparse
import gc
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)

from bench.exchange import HOME, file_database, wall_clock  # noqa: E402
from bench.records import FIELDS, records  # noqa: E402
from bench.sync.machine import this_machine  # noqa: E402
from selaras.core.ledger.authority import Level  # noqa: E402
from selaras.core.ledger.record import new_records  # noqa: E402
from selaras.flows.node import Node  # noqa: E402
from selaras.flows.rebuild import rebuild  # noqa: E402
from selaras.flows.record_changes import NewChange, record_changes  # noqa: E402
from selaras.flows.scrub import scrub  # noqa: E402
from selaras.store.database import SqliteDatabase  # noqa: E402
from selaras.store.ledger.queries import count_changes  # noqa: E402
from selaras.store.registry.tables import tables  # noqa: E402
from tests.world.offices import new_office  # noqa: E402

BATCH = 2_000
TRIALS = 3
TABLE = tables()["usaha"]
CHANGE_BYTES = "id, parents, record, salt, payload"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("records", type=int, nargs="?", default=100_000)
    parser.add_argument("--results", type=Path, default=ROOT / "bench/results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        office = new_office(
            Random(35), Level.KABKOTA, HOME, db=file_database(Path(name) / "k.sqlite3"), wall=wall_clock
        )
        _fill(office, options.records)
        changes, empty = count_changes(office.db), file_database(Path(name) / "plain.sqlite3")
        rows = office.db.rows(f"SELECT {','.join(TABLE.columns)} FROM {TABLE.name} ORDER BY record")
        gc.freeze()  # the rows above are the benchmark's, and would be walked at every collection
        figures = {
            "rebuild": _per_cpu_second(changes, lambda: _rebuilt(office)),
            "plain_insert_of_the_same_rows": _per_cpu_second(changes, lambda: _insert(empty, rows)),
            "scrub": _per_cpu_second(changes, lambda: _scrubbed(office)),
            "plain_read_and_hash": _per_cpu_second(changes, lambda: _hash(office)),
        }
    answer = {
        "machine": asdict(this_machine()),
        "records": options.records,
        "changes": changes,
        "changes_per_cpu_second": figures,
        "rebuild_of_plain": round(figures["rebuild"] / figures["plain_insert_of_the_same_rows"], 2),
        "scrub_of_plain": round(figures["scrub"] / figures["plain_read_and_hash"], 2),
    }
    text = json.dumps(answer, indent=1)
    (options.results / f"rebuild-{datetime.now(tz=UTC).date()}.json").write_text(text + "\n", encoding="utf-8")
    print(text)


def _fill(office: Node, count: int) -> None:
    ids = new_records(wall_clock(), os.urandom(6), HOME, "usaha")
    told = records(count)
    while batch := list(islice(told, BATCH)):
        new = [_change(next(ids), dict(zip(FIELDS, one.values, strict=True))) for one in batch]
        record_changes(office, new)
        record_changes(office, [_change(one.record, {"telepon": f"+6281{i:09}"}) for i, one in enumerate(new[::10])])


def _change(record: bytes, fields: dict[str, str | int | None]) -> NewChange:
    return NewChange(HOME, "usaha", "usaha", record, fields, "uji", "import")


def _per_cpu_second(changes: int, work: Callable[[], None]) -> int:
    """Return the best of some trials: another program on the machine only ever slows one down."""
    seconds = []
    for _ in range(TRIALS):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return round(changes / min(seconds))


def _rebuilt(office: Node) -> None:
    rebuild(office, lambda _: None)


def _scrubbed(office: Node) -> None:
    assert scrub(office, lambda _: None).sound


def _insert(db: SqliteDatabase, rows: list[tuple[object, ...]]) -> None:
    with db.transaction():
        TABLE.clear(db)
        db.load(TABLE.name, TABLE.columns, rows)


def _hash(office: Node) -> None:
    for change_id, parents, record, salt, payload in office.db.stream(
        f"SELECT {CHANGE_BYTES} FROM ledger_change ORDER BY place"
    ):
        hashlib.sha256(salt + payload)
        hashlib.sha256(change_id + change_id + parents + record + salt)
    for _ in office.db.stream(f"SELECT {','.join(TABLE.columns)} FROM {TABLE.name} ORDER BY record"):
        pass


if __name__ == "__main__":
    main()
