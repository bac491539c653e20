"""The witness beside a real database: it tells a copy from the original, and no race between processes looks like a copy."""

import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from selaras.cli.exit_codes import ExitCode
from selaras.gateways.home.witness import WitnessFile, read_witness
from tests.world.command import run, said
from tests.world.fixtures import DIALECTS
from tests.world.postgres import running

WRITING = """
import sys
from itertools import islice
from selaras.core.ledger.record import new_records
from selaras.flows.node import note_witness
from selaras.flows.open_node import Opener
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.restate_branch import leave_epoch
from selaras.store.network.queries import read_self
from pathlib import Path

node = Opener(Path(sys.argv[1])).node()
for turn, record in enumerate(islice(new_records(node.wall_ms(), node.random(6), "35.07", "usaha"), 40)):
    record_changes(node, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": "Toko"}, "uji", "edit")])
    if turn % 4 == 0:
        with node.db.transaction():
            leave_epoch(node, read_self(node.db).epoch)
        note_witness(node)
"""
OPENING = """
import sys
from selaras.flows.open_node import Opener
from pathlib import Path

opener = Opener(Path(sys.argv[1]))
for _ in range(400):
    if notice := opener.open().notice:
        sys.exit(notice)
"""

MEETING = """
import sys, time
from pathlib import Path
from selaras.core.ledger.record import new_records
from selaras.flows.open_node import Opener
from selaras.flows.record_changes import NewChange, record_changes
from selaras.gateways.home import witness

home = Path(sys.argv[1])
node, read = Opener(home).node(), witness.read_witness

def tell(name):
    (home / name).touch()

def wait_for(name):
    until = time.monotonic() + 60
    while not (home / name).exists() and time.monotonic() < until:
        time.sleep(0.01)

def say():
    record = next(new_records(node.wall_ms(), node.random(6), "35.07", "usaha"))
    record_changes(node, [NewChange("35.07", "usaha", "usaha", record, {"nama_usaha": "Toko"}, "uji", "edit")])
"""
FIRST = f"""{MEETING}
def slowly(folder):
    found = read(folder)
    tell("membaca")
    wait_for("mulai")
    time.sleep(1)  # the other one notes meanwhile, unless it has to wait
    return found

wait_for("siap")
witness.read_witness = slowly
say()
"""
SECOND = f"""{MEETING}
tell("siap")
wait_for("membaca")
tell("mulai")
say()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    said(run(tmp_path / "kantor", "init", "--name", "K", "--level", "kabkota", "--wilayah", "35.07", "--json"))
    return tmp_path / "kantor"


def start(home: Path, program: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SELARAS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    program = f"import django; django.setup()\n{program}"
    return subprocess.Popen(
        [sys.executable, "-c", program, str(home)], env=environment, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str]) -> tuple[str, int]:
    return process.communicate(timeout=90)[1], process.returncode


def test_processes_that_write_begin_epochs_and_open_at_once_never_take_the_office_for_a_copy(home: Path) -> None:
    running = [start(home, WRITING), start(home, WRITING), start(home, OPENING), start(home, OPENING)]

    assert [finish(process) for process in running] == [("", 0)] * 4
    assert run(home, "verify").stderr.count("Perhatian") == 0


@pytest.mark.parametrize("dialect", DIALECTS)
def test_two_processes_that_note_at_the_same_moment_leave_the_later_heads(dialect: str, tmp_path: Path) -> None:
    home = tmp_path / "kantor"
    with running(durable=True) if dialect == "postgresql" else nullcontext() as hub:
        database = ("--database", hub.create_empty("kantor")) if hub else ()
        said(run(home, "init", "--name", "K", "--level", "kabkota", "--wilayah", "35.07", *database, "--json"))
        both = [start(home, FIRST), start(home, SECOND)]
        assert [finish(process) for process in both] == [("", 0)] * 2

        noted = read_witness(home)
        assert noted is not None
        assert list(noted.heads.values()) == [2]


def test_a_crash_between_the_commit_of_a_new_epoch_and_its_note_is_no_copy(home: Path) -> None:
    before = (home / "saksi.json").read_bytes()
    crash = WRITING.replace("note_witness(node)\n", "import os; os._exit(9)\n")
    assert finish(start(home, crash)) == ("", 9)

    assert (home / "saksi.json").read_bytes() != before
    assert "Perhatian" not in run(home, "verify").stderr


@pytest.fixture
def database_before(home: Path) -> Path:
    kept = home.with_name("dulu.sqlite3")
    shutil.copy(home / "selaras.sqlite3", kept)
    assert finish(start(home, WRITING)) == ("", 0)
    return kept


def test_an_older_database_is_told_at_every_command_until_it_is_healed(home: Path, database_before: Path) -> None:
    for rest in home.glob("selaras.sqlite3-*"):
        rest.unlink()
    shutil.copy(database_before, home / "selaras.sqlite3")

    first = run(home, "verify")
    assert "Perhatian" in first.stderr
    assert "masa baru" in first.stderr, "without a parent it begins anew"
    assert run(home, "verify").returncode == ExitCode.DONE


def test_heads_of_one_epoch_never_go_back_in_the_witness(tmp_path: Path) -> None:
    witness = WitnessFile(tmp_path, ("mesin", "folder", "1"))
    witness.note(b"e", {"aa": 5})
    witness.note(b"e", {"aa": 3, "bb": 1})

    noted = read_witness(tmp_path)
    assert noted is not None
    assert noted.heads == {"aa": 5, "bb": 1}
