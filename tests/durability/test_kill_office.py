"""An office that is killed while it records and syncs keeps what it acknowledged, and so does its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from selaras.store.database import Database
from tests.durability.writing_office import CHILD, PARENT, close, identities, open_office, prepare
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold
from tests.world.offices import sync

KILLS = 20
START = (
    "import sys; from pathlib import Path; import django; django.setup();"
    "from tests.durability.writing_office import main; main(Path(sys.argv[1]), int(sys.argv[2]))"
)
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Acknowledged:
    """What the office said before it was killed."""

    changes: set[bytes] = field(default_factory=set)
    safe: dict[bytes, int] = field(default_factory=dict)

    def read(self, lines: list[str]) -> None:
        """Take whole lines; the last may have been cut."""
        for word, *rest in (line.split() for line in lines if line.endswith("\n")):
            if word == "tersimpan":
                self.changes.update(map(bytes.fromhex, rest))
            elif word == "aman":
                self.safe[bytes.fromhex(rest[0])] = int(rest[1])


def work_until_killed(folder: Path, number: int, seconds: float) -> list[str]:
    """Start the program, let it work, kill it, and return what it had said."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    command = [sys.executable, "-c", START, str(folder), str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as office:
        assert office.stdout is not None
        assert office.stdout.readline() == "siap\n"
        time.sleep(seconds)
        office.send_signal(signal.SIGKILL)
        return office.stdout.readlines()


def held(db: Database) -> set[bytes]:
    """Return the ids of all changes."""
    return {bytes(i) for (i,) in db.rows("SELECT id FROM ledger_change")}


def test_an_office_killed_while_it_records_and_syncs_loses_nothing(tmp_path: Path) -> None:
    prepare(tmp_path)
    said, rng = Acknowledged(), Random(3)
    for number in range(1, KILLS + 1):
        said.read(work_until_killed(tmp_path, number, rng.uniform(0.05, 0.5)))
        child, parent = (
            open_office(tmp_path / name, identity, number * 2 + i)
            for i, (name, identity) in enumerate(zip((CHILD, PARENT), identities(), strict=True))
        )
        assert said.changes <= held(child.db)
        for node in (child, parent):
            reached = {bytes(key): seq for key, seq in node.db.rows("SELECT key, seq FROM ledger_stream")}
            assert all(reached[key] >= seq for key, seq in said.safe.items())
            assert node.db.rows("PRAGMA integrity_check") == [("ok",)]
            assert_chains_hold(node.db)
        if number == KILLS:
            assert sync(child, parent).equal
            assert held(child.db) == held(parent.db)
            assert_registry_is_the_fold(child)
            assert_registry_is_the_fold(parent)
        for node in (child, parent):
            close(node)

    assert len(said.changes) > KILLS
    assert said.safe
