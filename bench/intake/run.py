"""Import field files of 25 columns through the command, beside django-import-export in the same run.

usage: python bench/intake/run.py [--rows N] [--wrong-rows N] [--peer-rows N] [--forms csv xlsx] [--results FILE]

CPU seconds are those of the command and of all its children, from start to end; memory is the peak of the whole tree. Linux only.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[0] = str(REPOSITORY)

from bench.intake.field_file import write_file  # noqa: E402
from bench.sync.environments import install_python, python_of  # noqa: E402
from bench.sync.machine import this_machine  # noqa: E402
from bench.sync.meter import End  # noqa: E402

SELARAS = Path(sys.executable).with_name("selaras")
ENVIRONMENT = REPOSITORY / "bench/.env/django-import-export"
PEER = REPOSITORY / "bench/intake/import_export_project"
MIB = 1 << 20
SAMPLE_SECONDS = 0.1
Figures = dict[str, float | int | str]


def measured(command: list[str], folder: Path) -> tuple[str, float, float, int]:
    """Run a command; return its stdout, CPU seconds, seconds, and the peak memory of its tree in bytes."""
    with (folder / "stdout").open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        peak, done = 0, 0
        while not done:
            peak = max(peak, End(process.pid).peak_memory())
            time.sleep(SAMPLE_SECONDS)
            done, code, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(code)
    seconds = time.perf_counter() - started
    return (folder / "stdout").read_text(encoding="utf-8"), usage.ru_utime + usage.ru_stime, seconds, peak


def selaras(count: int, form: str, folder: Path, *, wrong: bool = False, faults: bool = False) -> Figures:
    """Import a file into a new office of Kabupaten Malang. faults: with the workbook of the rows to mend."""
    file, home = folder / f"{'salah' if wrong else 'baik'}{count}.{form}", Path(tempfile.mkdtemp(dir=folder)) / "kantor"
    if not file.exists():
        write_file(file, count, wrong=wrong)
    made = [str(SELARAS), "--home", str(home)]
    new = ["init", "--name", "Kabupaten Malang", "--level", "kabkota", "--wilayah", "35.07"]
    subprocess.run([*made, *new], check=True, capture_output=True)
    order = [*made, "import", str(file), "--as-of", "2025-12-31", "--json"]
    out, cpu, seconds, peak = measured(order + (["--faults", str(folder / "faults.xlsx")] if faults else []), folder)
    report = json.loads(out)
    return {
        "program": "selaras",
        "file": f"{form}{', every NIK rounded' if wrong else ''}{', with --faults' if faults else ''}",
        "rows": report["rows"],
        "accepted": report["accepted"],
        "changes": report["changes"],
        "cpu_seconds": round(cpu, 1),
        "seconds": round(seconds, 1),
        "rows_per_cpu_second": round(count / cpu),
        "peak_mib": round(peak / MIB),
        "file_mib": round(file.stat().st_size / MIB),
    }


def import_export(count: int, way: str, folder: Path) -> Figures:
    """Import a file with django-import-export; the whole process is counted, as for Selaras."""
    file = folder / f"baik{count}.csv"
    if not file.exists():
        write_file(file, count)
    command = [str(python_of(ENVIRONMENT)), str(PEER / "load.py"), str(file), str(folder / f"{way}.sqlite3"), way]
    out, cpu, seconds, peak = measured(command, folder)
    report = json.loads(out)
    return {
        "program": f"django-import-export, {way}",
        "file": "csv",
        "rows": report["rows"],
        "accepted": report["kept"],
        "changes": report["kept"],
        "cpu_seconds": round(cpu, 1),
        "seconds": round(seconds, 1),
        "rows_per_cpu_second": round(count / cpu),
        "peak_mib": round(peak / MIB),
        "file_mib": round(file.stat().st_size / MIB),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--wrong-rows", type=int, default=300_000)
    parser.add_argument("--peer-rows", type=int, default=20_000)
    parser.add_argument("--forms", nargs="+", choices=["csv", "xlsx"], default=["csv", "xlsx"])
    today = datetime.now(tz=UTC).date()
    parser.add_argument("--results", type=Path, default=REPOSITORY / f"bench/results/intake-{today}.json")
    options = parser.parse_args()
    machine = asdict(this_machine())
    install_python(ENVIRONMENT, PEER / "requirements.txt")
    figures: list[Figures] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures += [import_export(options.peer_rows, way, folder) for way in ("plain", "bulk")]
        figures.append(selaras(options.peer_rows, "csv", folder))
        figures += [selaras(options.rows, form, folder) for form in options.forms]
        if options.wrong_rows:
            figures += [selaras(options.wrong_rows, "csv", folder, wrong=True, faults=asked) for asked in (False, True)]
    result = {"machine": machine, "figures": figures}
    options.results.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
