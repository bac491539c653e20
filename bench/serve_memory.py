"""Memory of an office's web server at rest: `selaras serve` with all its processes, after some requests.

usage: python bench/serve_memory.py [ROWS] [--results FOLDER]

An office imports ROWS invented enterprises; the server takes them in a sync, answers pages, rests, and is measured.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)

import psutil  # noqa: E402
import urllib3  # noqa: E402

from bench.sync.machine import this_machine  # noqa: E402
from tests.world.command import join, new_pair, run, said, server  # noqa: E402
from tests.world.field_file import write_usaha  # noqa: E402

GOAL_MB = 150
PAGES = ("/", "/usaha/", "/sinkronisasi/", "/masuk/")
ROUNDS = 20
REST_S = 5


def main() -> None:
    """Measure once, print it, and keep it where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=2_000)
    parser.add_argument("--results", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), asked.rows)
    print(json.dumps(measured, indent=2))
    if asked.results:
        name = f"serve-memory-{datetime.now(UTC):%Y-%m-%d}.json"
        (asked.results / name).write_text(json.dumps(measured, indent=2) + "\n")


def measure(folder: Path, rows: int) -> dict[str, object]:
    """Return what a server on SQLite holds after an office below it has sent these rows."""
    parent, child = new_pair(folder)
    said(run(child, "import", str(write_usaha(folder / "a.csv", 0, rows)), "--kind", "usaha", "--json"))
    with (parent / "simpul.toml").open("a") as node_file:
        node_file.write("halaman_terbuka = true\n")  # pages, not the way to the log-in
    with server(parent) as running, urllib3.PoolManager(retries=False) as pool:
        started = memory(running.process.pid)
        join(parent, child, running.url)
        sent = said(run(child, "sync", "--json"))["sent"]
        answers = [pool.request("GET", running.url + page, redirect=False).status for page in PAGES * ROUNDS]
        time.sleep(REST_S)
        resting = memory(running.process.pid)
    return {
        "machine": asdict(this_machine()),
        "changes_received": sent,
        "pages_asked": len(answers),
        "statuses": sorted(set(answers)),
        "started": started,
        "resting": resting,
        "goal_mb": GOAL_MB,
        "within_goal": resting["rss_mb"] < GOAL_MB,
    }


def memory(pid: int) -> dict[str, float]:
    """Return megabytes of a process and its children: rss counts what they share more than once, pss does not."""
    first = psutil.Process(pid)
    family = [first, *first.children(recursive=True)]
    infos = [process.memory_full_info() for process in family]
    return {
        "processes": len(family),
        "rss_mb": round(sum(info.rss for info in infos) / 1e6, 1),
        "pss_mb": round(sum(getattr(info, "pss", 0) for info in infos) / 1e6, 1),
    }


if __name__ == "__main__":
    main()
