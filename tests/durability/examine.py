"""After a cut: start the office again, as the product does, and say what is wrong with what it finds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pysqlite3

from selaras.config.database_url import SQLITE_PRAGMAS
from selaras.flows.node import Node
from selaras.store.database import SqliteDatabase
from tests.durability.disk import Image, fast_folder, images, write_image
from tests.durability.office import Story, record_something, tell_on
from tests.world.contents import assert_chains_hold, assert_registry_is_the_fold, digest
from tests.world.offices import Notes, Wall

GOES_ON_EVERY = 20  # cuts
CUT_AGAIN_EVERY = 100  # cuts: the recovery is cut at every boundary too


@dataclass
class Findings:
    """What was found after all cuts of a story. faults: sentences, one a cut that was not survived."""

    cuts: int = 0
    cuts_again: int = 0
    in_flight: int = 0  # cuts after which a commit was there that nobody had acknowledged yet
    faults: list[str] = field(default_factory=list)


def examine(story: Story, seed: int, *, again: bool = True) -> Findings:
    """Cut the power at every boundary of a story, each time once; now and then once more while the office recovers."""
    findings, sound = Findings(), set[bytes]()
    for boundary, how, image in images(story.start, story.ops, seed):
        findings.cuts += 1
        acknowledged = max(i for i, commit in enumerate(story.commits) if commit.boundary <= boundary)
        where = f"seed {seed}, after {boundary} of {len(story.ops)} operations, «{how}»"
        for fault in _start_again(story, image, acknowledged, sound, findings):
            findings.faults.append(f"{where}: {fault}")
        if again and findings.cuts % CUT_AGAIN_EVERY == 0 and not findings.faults:
            _cut_the_recovery(story, image, seed, where, findings)
    return findings


def _cut_the_recovery(story: Story, image: Image, seed: int, where: str, findings: Findings) -> None:
    with tempfile.TemporaryDirectory(prefix="selaras-office-", dir=fast_folder()) as folder:
        recovery = tell_on(story, image, Path(folder))
    found = examine(recovery, seed, again=False)
    findings.cuts_again += found.cuts
    findings.faults += [f"{where}, and again {fault}" for fault in found.faults]


def _start_again(story: Story, image: Image, acknowledged: int, sound: set[bytes], findings: Findings) -> Iterator[str]:
    """Yield what is wrong. sound: digests of contents that were proven before."""
    folder = Path(tempfile.mkdtemp(prefix="selaras-cut-", dir=fast_folder()))
    try:
        write_image(image, folder / "kantor.sqlite3")
        with closing(pysqlite3.connect(str(folder / "kantor.sqlite3"), isolation_level=None)) as connection:
            connection.executescript(SQLITE_PRAGMAS)
            node = Node(story.identity, SqliteDatabase(connection), Wall(), Random(0).randbytes, Notes())
            yield from _look(story, node, acknowledged, sound, findings)
            if findings.cuts % GOES_ON_EVERY == 0:
                record_something(node)
                assert_chains_hold(node.db)
                assert node.db.rows("PRAGMA integrity_check") == [("ok",)]
    except (pysqlite3.DatabaseError, AssertionError, ValueError) as error:
        yield f"corrupt: {type(error).__name__} {error}"
    finally:
        shutil.rmtree(folder)


def _look(story: Story, node: Node, acknowledged: int, sound: set[bytes], findings: Findings) -> Iterator[str]:
    checked = node.db.rows("PRAGMA integrity_check")
    if checked != [("ok",)]:
        yield f"corrupt: {checked[:3]}"
        return
    held = digest(node.db)
    states = [commit.held for commit in story.commits]
    if held not in states[acknowledged : acknowledged + 2]:
        place = states.index(held) if held in states else None
        yield f"lost: {acknowledged} commits were acknowledged, the disk holds {place}"
    findings.in_flight += held in states[acknowledged + 1 : acknowledged + 2]
    if held not in sound:
        assert_chains_hold(node.db)
        assert_registry_is_the_fold(node)
        sound.add(held)
