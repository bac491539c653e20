"""The offices of the demo as processes: their commands, their servers, what they export."""

from __future__ import annotations

import json as json_format
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from selaras.cli.output import console

FOLDER = Path(".demo")
START_SECONDS = 20
CHILDREN = ("kab-malang", "kota-malang", "surabaya", "bank", "jatim", "kemenkop")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    url: str


def export(office: str, kind: str) -> list[dict[str, Any]]:
    """Return what an office exports of one kind."""
    done = _call(office, "export", kind, "--format", "jsonl")
    return [json_format.loads(line) for line in done.stdout.decode().splitlines()]


def run(office: str, *arguments: str, accept: tuple[int, ...] = (0,), json: bool = True) -> dict[str, Any]:
    """Run one command of an office and return its JSON; one that fails ends the demo with what it said."""
    done = _call(office, *arguments, *(["--json"] if json else []))
    if done.returncode not in accept:
        console.print(done.stderr.decode(), markup=False)
        raise typer.Exit(done.returncode)
    return dict(json_format.loads(done.stdout)) if json else {}


def _call(office: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(_command(office, *arguments), check=False, capture_output=True, env=_environment())


def _command(office: str, *arguments: str) -> list[str]:
    main = "from selaras.cli.main import main; main()"
    return [sys.executable, "-c", main, "--home", str(FOLDER / office), *arguments]


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "SELARAS_HOME"}


@contextmanager
def serving(office: str) -> Iterator[Server]:
    """Keep an office's server up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        _command(office, "serve", "--port", str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        _wait(port)
        yield Server(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def sync_all(rounds: int = 2, children: Sequence[str] = CHILDREN) -> None:
    """Let offices exchange with their parents, and print what each moved; twice, so that what came up also goes down."""
    for _ in range(rounds):
        for child in children:
            told = run(child, "sync")
            size = (told["bytes_sent"] + told["bytes_received"]) / 1000
            console.print(
                f"   {child}: {told['sent']} terkirim, {told['received']} diterima, {told['rounds']} putaran, {size:.1f} kB"
            )


def say(text: str) -> None:
    """Print the heading of a step."""
    console.print(f"\n{text}", style="bold", markup=False)
