"""I1: whatever was acknowledged is there after a power cut at any moment, and nothing is corrupt."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from selaras.config.database_url import SQLITE_PRAGMAS
from tests.durability.disk import fast_folder
from tests.durability.examine import Findings, examine
from tests.durability.office import tell

CUTS_ALL = 10_000
STORIES = range(20)
STEPS = 22
PAGES = (1000, 20, 60)  # of the log before a checkpoint


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for the office that is recorded."""
    with tempfile.TemporaryDirectory(prefix="selaras-office-", dir=fast_folder()) as name:
        yield Path(name)


@pytest.mark.parametrize("seed", STORIES)
def test_a_cut_at_any_moment_loses_nothing_that_was_acknowledged(seed: int, folder: Path) -> None:
    story = tell(seed, folder, steps=STEPS, pages=PAGES[seed % len(PAGES)])
    findings = examine(story, seed)

    assert findings.faults == []
    assert findings.cuts == len(story.ops) + 1
    assert findings.cuts >= CUTS_ALL // len(STORIES)
    assert findings.cuts_again > 0
    assert findings.in_flight > 0
    assert len(story.commits) > STEPS // 2


def cut_badly(folder: Path, *, pragmas: str = SQLITE_PRAGMAS, early: bool = False) -> Findings:
    """Return what is found when the office is less careful than ours."""
    return examine(tell(1, folder, steps=5, pages=20, pragmas=pragmas, early=early), 1)


def test_the_cuts_find_a_database_that_never_syncs(folder: Path) -> None:
    findings = cut_badly(folder, pragmas=SQLITE_PRAGMAS.replace("EXTRA", "OFF"))

    assert any(": lost:" in fault for fault in findings.faults)
    assert any(": corrupt:" in fault for fault in findings.faults)


def test_the_cuts_find_a_database_that_syncs_only_at_checkpoints(folder: Path) -> None:
    findings = cut_badly(folder, pragmas=SQLITE_PRAGMAS.replace("EXTRA", "NORMAL"))

    assert any(": lost:" in fault for fault in findings.faults)
    assert not any(": corrupt:" in fault for fault in findings.faults)


def test_the_cuts_find_an_office_that_acknowledges_before_the_commit(folder: Path) -> None:
    findings = cut_badly(folder, early=True)

    assert any(": lost:" in fault for fault in findings.faults)
