"""The installed command in a test's hands: run it, read its JSON, keep a server up, kill it."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selaras.cli.exit_codes import ExitCode

SELARAS = Path(sys.executable).with_name("selaras")
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A running `selaras serve`."""

    process: subprocess.Popen[bytes]
    port: int
    url: str


def run(home: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command of a home to its end."""
    environment = {**os.environ, "COLUMNS": "200", **(env or {})}
    command = [str(SELARAS), "--home", str(home), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=120)


def said(done: subprocess.CompletedProcess[str], code: ExitCode = ExitCode.DONE) -> dict[str, Any]:
    """Return the JSON of a command that ended as it should."""
    assert done.returncode == code, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def records(home: Path, kind: str = "usaha") -> list[dict[str, Any]]:
    """Return what a home exports of one kind."""
    done = run(home, "export", kind, "--format", "jsonl")
    assert done.returncode == ExitCode.DONE, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def server(
    home: Path, *options: str, port: int = 0, env: Mapping[str, str] | None = None, limit_kb: int = 0
) -> Iterator[Served]:
    """Keep `serve` up; it is ended with the block, whether it was killed before or not. limit_kb: of each of its files."""
    port = port or free_port()
    scheme = "https" if {"--certificate", "--tls"} & set(options) else "http"
    with (home / "layanan.txt").open("wb") as log:
        process = subprocess.Popen(
            limited(limit_kb, [str(SELARAS), "--home", str(home), "serve", "--port", str(port), *options]),
            stderr=log,
            env={**os.environ, "COLUMNS": "200", **(env or {})},
        )
    try:
        wait_for(port, process)
        yield Served(process, port, f"{scheme}://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=30)


def limited(kilobytes: int, command: list[str]) -> list[str]:
    """Return a command whose files cannot grow beyond a size, as on a full disk; 0 for no limit."""
    return ["bash", "-c", f"ulimit -f {kilobytes}; exec {shlex.join(command)}"] if kilobytes else command


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Keep `serve` up and give its address."""
    with server(home) as running:
        yield running.url


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def new_pair(folder: Path) -> tuple[Path, Path]:
    """Create a province and an office that do not know each other yet."""
    parent, child = folder / "provinsi", folder / "kabupaten"
    said(run(parent, "init", "--name", "Provinsi", "--level", "provinsi", "--wilayah", "35", "--json"))
    said(run(child, "init", "--name", "Kabupaten", "--level", "kabkota", "--wilayah", "35.07", "--json"))
    return parent, child


def join(parent: Path, child: Path, url: str) -> None:
    """Invite and join."""
    code = said(run(parent, "invite", "--level", "kabkota", "--wilayah", "35.07", "--json"))["code"]
    said(run(child, "join", url, "--code", code, "--json"))
