"""Time one exchange of a kab/kota office with its province: file databases, real flows, no HTTP between them.

usage: python bench/exchange.py [RECORDS]

What `bench/sync` measures for the peers over loopback HTTP is not measured here; the two are not to be compared closely.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "selaras.config.settings"

import django  # noqa: E402
import pysqlite3  # noqa: E402

import selaras.config  # noqa: E402

django.setup()

from bench.records import FIELDS, records  # noqa: E402
from selaras.config.database_url import SQLITE_PRAGMAS  # noqa: E402
from selaras.core.ledger.authority import Level  # noqa: E402
from selaras.core.ledger.record import new_records  # noqa: E402
from selaras.flows.answer import answer  # noqa: E402
from selaras.flows.exchange import exchange  # noqa: E402
from selaras.flows.node import Node  # noqa: E402
from selaras.flows.record_changes import NewChange, record_changes  # noqa: E402
from selaras.store.database import SqliteDatabase  # noqa: E402
from tests.world.databases import schema  # noqa: E402
from tests.world.offices import connect, new_office, parent_certificate  # noqa: E402

HOME = "35.07"


def wall_clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def file_database(path: Path) -> SqliteDatabase:
    connection = pysqlite3.connect(path, isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)
    for statement in schema():
        connection.execute(statement)
    return SqliteDatabase(connection)


def timed_exchange(child: Node, parent: Node) -> dict[str, float]:
    """Exchange once; CPU seconds are those of both ends, which share this process."""
    receiver = 0.0

    def line(frame: bytes) -> bytes:
        nonlocal receiver
        started = time.process_time()
        reply = answer(parent, frame)
        receiver += time.process_time() - started
        return reply

    cpu, wall = time.process_time(), time.perf_counter()
    done = exchange(child, parent_certificate(child, parent), line)
    assert done.equal
    return {
        "seconds": round(time.perf_counter() - wall, 4),
        "cpu_seconds": round(time.process_time() - cpu, 4),
        "receiver_cpu_seconds": round(receiver, 4),
        "bytes": done.bytes_sent + done.bytes_received,
        "rounds": done.rounds,
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = Random(35)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        province = new_office(rng, Level.PROVINSI, "35", db=file_database(folder / "p.sqlite3"), wall=wall_clock)
        office = new_office(rng, Level.KABKOTA, HOME, db=file_database(folder / "k.sqlite3"), wall=wall_clock)
        connect(office, province)
        ids = new_records(wall_clock(), os.urandom(6), HOME, "usaha")
        changes = [
            NewChange(HOME, "usaha", "usaha", next(ids), dict(zip(FIELDS, r.values, strict=True)), "uji", "import")
            for r in records(count)
        ]
        started = time.process_time()
        record_changes(office, changes)
        stating = time.process_time() - started
        full = timed_exchange(office, province)
        edits = [
            NewChange(HOME, "usaha", "usaha", c.record, {"telepon": f"+6281{i:09}"}, "uji", "edit")
            for i, c in enumerate(changes[:1_000])
        ]
        record_changes(office, edits)
        some, none = timed_exchange(office, province), timed_exchange(office, province)
        province.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        stored = sum(path.stat().st_size for path in folder.glob("p.sqlite3*"))
    answer_json = {
        "records": count,
        "stated_per_cpu_second": round(count / stating),
        "full": full,
        "full_records_per_cpu_second": round(count / full["cpu_seconds"]),
        "full_bytes_a_record": round(full["bytes"] / count, 1),
        "changed_1000": some,
        "nothing": none,
        "stored_bytes_a_record": round(stored / count),
    }
    print(json.dumps(answer_json, indent=2))


if __name__ == "__main__":
    assert selaras.config
    main()
