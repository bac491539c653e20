"""One office as a browser meets it: made by the command, served by the command, on loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selaras.gateways.home.bug_report import LOG_FILE

SELARAS = Path(sys.executable).with_name("selaras")
EXAMPLES = Path(__file__).resolve().parents[2] / "src/selaras/data/contoh"


@dataclass(frozen=True, slots=True)
class Office:
    """A served office."""

    home: Path
    url: str

    def run(self, *arguments: str) -> str:
        """Run a command in this office and return what it prints."""
        return run(self.home, *arguments)

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return the records of a kind as `export` promises them."""
        return [json.loads(line) for line in self.run("export", kind, "--format", "jsonl").splitlines()]


PASSWORD = "kebun teh hijau"


def run(home: Path, *arguments: str, typed: str | None = None) -> str:
    """Run a command in a home and return what it prints; refused rows are no failure."""
    command = [str(SELARAS), "--home", str(home), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, input=typed)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@contextmanager
def served(home: Path) -> Iterator[Office]:
    """Serve a home for the length of a block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([SELARAS, "--home", home, "serve", "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Office(home, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=20)
    failures = home / LOG_FILE
    assert not failures.exists(), failures.read_text("utf-8")
