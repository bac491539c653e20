"""All indicators of a release over a lake of invented records: `python bench/figures.py [RECORDS …]`.

Each size runs in a process of its own, so that its peak memory is its own; the same facts and cells are computed on SQLite for
sizes up to 1,000,000 as the peer. Results go to bench/results/figures-DATE.json.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KABKOTA = [f"35.{n:02}" for n in (*range(1, 30), *range(71, 80))]
SQLITE_MAX = 1_000_000


def make_lake(folder: Path, records: int) -> None:
    """Write invented enterprises with one or two yearly reports each, as DuckDB's own random rows."""
    import duckdb

    from selaras.store.figures.lake_rows import lake_columns
    from selaras.store.registry.tables import tables

    each = records // len(KABKOTA)
    with duckdb.connect(config={"memory_limit": "3GB"}) as engine:
        engine.execute("SELECT setseed(0.45)")
        for area in KABKOTA:
            values = {
                "record": f"'{area.replace('.', '')}' || lpad(i::VARCHAR, 28, '0')",
                "wilayah_induk": f"'{area}'",
                "nama_usaha": "'Warung ' || i",
                "wilayah": f"'{area}.' || lpad((1 + i % 15)::VARCHAR, 2, '0') || '.2001'",
                "jenis_kelamin": "CASE WHEN random() < 0.5 THEN 'L' ELSE 'P' END",
                "nib": "CASE WHEN random() < 0.4 THEN lpad((random() * 1e13)::BIGINT::VARCHAR, 13, '0') END",
                "kbli": "(['10710','47111','56101','01111','14111'])[1 + (random() * 4.99)::INT]",
                "status_usaha": "CASE WHEN random() < 0.95 THEN 'aktif' ELSE 'tutup' END",
                "sertifikat": "(['','halal','halal|pirt','pirt'])[1 + (random() * 3.99)::INT]",
                "tanggal_pendataan": "'2024-05-01'",
            }
            write_part(engine, folder / "usaha" / area, lake_columns(tables()["usaha"]), values, each)
            report = {
                "record": f"'{area.replace('.', '')}' || lpad(i::VARCHAR, 28, 'f')",
                "wilayah_induk": f"'{area}'",
                "usaha": f"'{area.replace('.', '')}' || lpad((i // 2)::VARCHAR, 28, '0')",
                "tahun": "2023 + i % 2",
                "omzet": "(exp(random() * 12 + 13))::BIGINT",
                "tenaga_kerja_laki": "(random() * 5)::BIGINT",
                "tenaga_kerja_perempuan": "(random() * 5)::BIGINT",
                "pemakaian_digital": "(['','internet','internet|qris'])[1 + (random() * 2.99)::INT]",
            }
            write_part(
                engine, folder / "laporan_usaha" / area, lake_columns(tables()["laporan_usaha"]), report, 2 * each
            )


def write_part(engine: Any, target: Path, columns: dict[str, type], values: dict[str, str], count: int) -> None:
    """Write one Parquet file."""
    target.mkdir(parents=True)
    types = {str: "VARCHAR", int: "BIGINT"}
    listed = ", ".join(f"CAST({values.get(name, 'NULL')} AS {types[kind]}) AS {name}" for name, kind in columns.items())
    engine.execute(f"COPY (SELECT {listed} FROM range({count}) t(i)) TO '{target}/data.parquet' (FORMAT parquet)")


def measure_lake(folder: str, threads: str) -> dict[str, float]:
    """Compute a release's body on DuckDB; CPU and wall seconds of this process from the opening on."""
    from selaras.flows.compute_figures import release_body
    from selaras.flows.write_lake import open_lake

    wall, cpu = time.monotonic(), time.process_time()
    lake = open_lake(Path(folder), threads=int(threads))
    body = release_body(lake, "35", 2024, "bench")
    lake.close()
    return {"cpu_s": time.process_time() - cpu, "wall_s": time.monotonic() - wall, "bytes": len(body)}


def measure_sqlite(folder: str) -> dict[str, float]:
    """Compute the same on SQLite, filled from the same files (the filling is not measured)."""
    import duckdb
    import pysqlite3
    from django.core.management import call_command
    from django.db import connection

    from selaras.flows.compute_figures import release_body
    from selaras.store.database import default_database
    from selaras.store.registry.tables import tables

    call_command("migrate", verbosity=0, interactive=False)
    db = default_database()
    assert pysqlite3
    for kind in ("usaha", "laporan_usaha"):
        table = tables()[kind]
        names = ["record", "wilayah_induk", *table.names]
        for area in KABKOTA:
            rows = duckdb.sql(
                f"SELECT {', '.join(names)} FROM read_parquet('{folder}/{kind}/{area}/data.parquet')"
            ).fetchall()
            filled = [(bytes.fromhex(r[0]), r[1], bytes(32), "kabkota", "0", "0", *r[2:]) for r in rows]
            with db.transaction():
                db.load(
                    table.name,
                    ["record", "wilayah_induk", "heads", "pembina", "verified", "unverified", *table.names],
                    filled,
                )
    wall, cpu = time.monotonic(), time.process_time()
    with db.transaction():
        body = release_body(db, "35", 2024, "bench")
    connection.close()
    return {"cpu_s": time.process_time() - cpu, "wall_s": time.monotonic() - wall, "bytes": len(body)}


def run_alone(verb: str, *arguments: str, home: str) -> dict[str, float]:
    """Run one step in a process of its own; a measurement answers with its figures and its peak memory."""
    environment = {**os.environ, "SELARAS_HOME": home, "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    command = [sys.executable, __file__, f"--{verb}", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(sizes: list[int]) -> None:
    """Measure every size and write the results."""
    results = []
    for records in sizes:
        with TemporaryDirectory(prefix="bench-figures-") as room:
            run_alone("make", f"{room}/lake", str(records), home=room)
            told: dict[str, object] = {"records": records, "duckdb": run_alone("lake", f"{room}/lake", "2", home=room)}
            if records <= SQLITE_MAX:
                told["sqlite"] = run_alone("sqlite", f"{room}/lake", home=room)
        results.append(told)
        print(json.dumps(told))
    cpu = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    answer = {
        "command": " ".join(["python", "bench/figures.py", *map(str, sizes)]),
        "machine": f"{os.cpu_count()} cores, {cpu.partition(': ')[2]}",
        "load": os.getloadavg(),
        "results": results,
    }
    target = ROOT / "bench" / "results" / f"figures-{dt.datetime.now(dt.UTC).date()}.json"
    target.write_text(json.dumps(answer, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("--"):
        import django

        django.setup()
        verb, arguments = sys.argv[1], sys.argv[2:]
        if verb == "--make":
            Path(arguments[0]).mkdir()
            make_lake(Path(arguments[0]), int(arguments[1]))
            print("{}")
        else:
            found = measure_lake(*arguments) if verb == "--lake" else measure_sqlite(*arguments)
            print(json.dumps({**found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    else:
        main([int(a) for a in sys.argv[1:]] or [1_000_000, 10_000_000])
