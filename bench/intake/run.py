"""Import field files of 25 columns through the command, beside every way of django-import-export in the same run.

usage: python bench/intake/run.py [--rows N] [--wrong-rows N] [--peer-rows N] [--forms csv xlsx] [--results FILE]

CPU seconds are those of the command and of all its children, from start to end; memory is the peak of the whole tree. Linux only.
`selaras_csv_times` of a peer's way is how many times its rows per CPU second Selaras takes from the same .csv, judging and signing
two records a row. What a judging way read is compared with Selaras, value by value, before a figure is written.
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
from bench.intake.peer import WAYS, Way, install  # noqa: E402
from bench.intake.same_values import Values, require_same, values_of_peer, values_of_selaras  # noqa: E402
from bench.sync.machine import this_machine  # noqa: E402
from bench.sync.meter import End  # noqa: E402

SELARAS = Path(sys.executable).with_name("selaras")
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


def selaras(
    count: int, form: str, folder: Path, *, wrong: bool = False, faults: bool = False
) -> tuple[Figures, list[str]]:
    """Import a file into a new office of Kabupaten Malang; return the figures and how to call that office.

    faults: with the workbook of the rows to mend.
    """
    file, home = folder / f"{'salah' if wrong else 'baik'}{count}.{form}", Path(tempfile.mkdtemp(dir=folder)) / "kantor"
    if not file.exists():
        write_file(file, count, wrong=wrong)
    made = [str(SELARAS), "--home", str(home)]
    new = ["init", "--name", "Kabupaten Malang", "--level", "kabkota", "--wilayah", "35.07"]
    subprocess.run([*made, *new], check=True, capture_output=True)
    order = [*made, "import", str(file), "--as-of", "2025-12-31", "--json"]
    cost = measured(order + (["--faults", str(folder / "faults.xlsx")] if faults else []), folder)
    report = json.loads(cost[0])
    said = f"{form}{', every NIK rounded' if wrong else ''}{', with --faults' if faults else ''}"
    counts = {name: report[name] for name in ("rows", "accepted", "changes")}
    return {"program": "selaras", "file": said, **counts, **figures_of(cost, file, count)}, made


def import_export(count: int, way: Way, folder: Path, expected: Values) -> Figures:
    """Import a file with django-import-export; the whole process is counted, as for Selaras.

    expected: what Selaras read from the same file, for a way that judges.
    """
    file = folder / f"baik{count}.csv"
    if preparation := way.preparation(folder):
        subprocess.run(preparation, check=True)
    cost = measured(way.order(folder, file), folder)
    report = json.loads(cost[0])
    if way.judges:
        require_same(expected, values_of_peer(way.values(folder)))
    counts = {"rows": report["rows"], "accepted": report["kept"], "changes": report["kept"] + report.get("reports", 0)}
    return {
        "program": f"django-import-export, {way.title}",
        "file": "csv",
        **counts,
        **figures_of(cost, file, count),
    }


def figures_of(cost: tuple[str, float, float, int], file: Path, count: int) -> Figures:
    _, cpu, seconds, peak = cost
    return {
        "cpu_seconds": round(cpu, 1),
        "seconds": round(seconds, 1),
        "rows_per_cpu_second": round(count / cpu),
        "peak_mib": round(peak / MIB),
        "file_mib": round(file.stat().st_size / MIB),
    }


def beside_the_peer(count: int, folder: Path) -> list[Figures]:
    """Import the same rows with Selaras and in every way of the peer, with the ratios between them."""
    csv, office = selaras(count, "csv", folder)
    expected = values_of_selaras(office)
    xlsx, _ = selaras(count, "xlsx", folder)
    ours = {"selaras_csv_times": csv, "selaras_xlsx_times": xlsx}
    figures = [csv, xlsx]
    for way in WAYS:
        peer = import_export(count, way, folder, expected)
        for name, mine in ours.items():
            peer[name] = round(float(mine["rows_per_cpu_second"]) / float(peer["rows_per_cpu_second"]), 1)
        figures.append(peer)
    return figures


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
    install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = beside_the_peer(options.peer_rows, folder)
        if options.rows != options.peer_rows:
            figures += [selaras(options.rows, form, folder)[0] for form in options.forms]
        if options.wrong_rows:
            for asked in (False, True):
                figures.append(selaras(options.wrong_rows, "csv", folder, wrong=True, faults=asked)[0])
    result = {"machine": machine, "figures": figures}
    options.results.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
