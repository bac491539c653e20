"""Init, invite, join and sync as two offices do it: the installed command, real HTTP on loopback."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selaras.cli.exit_codes import ExitCode

SELARAS = Path(sys.executable).with_name("selaras")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200"}
    command = [str(SELARAS), "--home", str(home), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)


def said(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == ExitCode.DONE, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def served(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([SELARAS, "--home", home, "serve", "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def new_pair(folder: Path) -> tuple[Path, Path]:
    parent, child = folder / "provinsi", folder / "kabupaten"
    said(run(parent, "init", "--name", "Provinsi", "--level", "provinsi", "--wilayah", "35", "--json"))
    made = said(run(child, "init", "--name", "Kabupaten", "--level", "kabkota", "--wilayah", "35.07", "--json"))
    assert set(made) == {"node", "name", "level", "wilayah", "rumpun", "database"}
    return parent, child


def join(parent: Path, child: Path, url: str) -> None:
    code = said(run(parent, "invite", "--level", "kabkota", "--wilayah", "35.07", "--json"))["code"]
    said(run(child, "join", url, "--code", code, "--json"))


def test_an_office_joins_syncs_and_then_asks_in_one_round_under_a_kilobyte(tmp_path: Path) -> None:
    parent, child = new_pair(tmp_path)
    with served(parent) as url:
        join(parent, child, url)
        said(run(child, "sync", "--json"))
        second = said(run(child, "sync", "--json"))
    down = run(child, "sync", "--json")

    assert second["rounds"] == 1
    assert second["bytes_sent"] + second["bytes_received"] < 1000
    assert down.returncode == ExitCode.PEER_UNREACHABLE
    assert "tidak dapat dihubungi" in down.stderr


def test_an_office_whose_database_was_copied_may_not_write_until_a_sync_heals_it(tmp_path: Path) -> None:
    parent, child = new_pair(tmp_path)
    with served(parent) as url:
        join(parent, child, url)
        clone = tmp_path / "salinan"
        shutil.copytree(child, clone)
        healed = run(clone, "sync", "--json")
        again = run(clone, "sync", "--json")

    assert "disalin" in healed.stderr
    assert healed.returncode == again.returncode == ExitCode.DONE
    assert "disalin" not in again.stderr


def test_init_refuses_a_second_time_an_unknown_wilayah_and_a_wrong_level(tmp_path: Path) -> None:
    said(run(tmp_path / "a", "init", "--name", "Kementerian", "--level", "kementerian", "--json"))

    again = run(tmp_path / "a", "init", "--name", "Kementerian", "--level", "kementerian")
    unknown = run(tmp_path / "b", "init", "--name", "Kantor", "--level", "kabkota", "--wilayah", "35.99")
    wrong = run(tmp_path / "b", "init", "--name", "Kantor", "--level", "provinsi", "--wilayah", "35.07")

    assert again.returncode == unknown.returncode == wrong.returncode == ExitCode.WRONG_USE
    assert not (tmp_path / "b").exists()
