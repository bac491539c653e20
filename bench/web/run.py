"""Readers and writers at one office's web server: how many requests a second of its CPU, and how long they wait.

usage: python bench/web/run.py [RECORDS] [SECONDS]

Twenty readers (half lists, half single records) and two writers, who change one field through its form,
over loopback against `selaras serve`. CPU seconds are those of the server's processes; the readers run beside it on the same cores,
so the waiting times are an upper bound. Afterwards one person searches alone, fifty times.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.web.fill import NAMES, TRADES, fill, make_home  # noqa: E402

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
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    with tempfile.TemporaryDirectory(prefix="selaras-bench-web-") as folder:
        home = Path(folder) / "kantor"
        make_home(home)
        filled = fill(home, count)
        told = measure(home, seconds)
    told = {"records": count, "fill_cpu_seconds": {k: round(v, 1) for k, v in filled.items()}, **told}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "web.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=2))


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
    server = subprocess.Popen([SELARAS, "--home", home, "serve", "--port", str(port)], stderr=subprocess.DEVNULL)
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
    numbers, tallies = _numbers(home), [{} for _ in range(READERS + WRITERS)]  # type: ignore[var-annotated]
    people = [Person(port, own) for own in tallies]
    for own in tallies:
        own.clear()
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    cpu, begun = _cpu(family), time.monotonic()
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
    told = _told(tallies, spent, elapsed, sum(process.memory_info().rss for process in family))
    return {**told, "search": _search_alone(port)}


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


def _numbers(home: Path) -> list[str]:
    import pysqlite3

    rows = pysqlite3.connect(home / "selaras.sqlite3").execute("SELECT record FROM registry_usaha ORDER BY record")
    return [record.hex() for (record,) in rows][::97]


def _cpu(family: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in family)


if __name__ == "__main__":
    main()
