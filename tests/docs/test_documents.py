"""What the documents promise is there."""

import re

import pytest

from selaras.cli.commands import COMMANDS
from tests.docs.repository import ROOT, code_files, every_test, relative
from tools.write_perintah import render

INVARIANTS = [f"I{number}" for number in range(1, 15)]
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
TEST_PATH = re.compile(r"`(tests/[\w/.-]+)(?:::(\w+))?`")
ADR_NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def shell_lines() -> list[str]:
    """Return the commands that README.md tells its reader to type."""
    blocks = FENCE.findall((ROOT / "README.md").read_text("utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {match[1] for line in shell_lines() if (match := re.match(r"make (\w+)", line))}

    assert named
    assert named <= targets


def test_every_selaras_command_of_the_readme_exists() -> None:
    named = {match[1] for line in shell_lines() if (match := re.search(r"\bselaras(?: --home \S+)? (\w+)", line))}

    assert named <= set(COMMANDS)


def test_the_page_of_commands_is_up_to_date() -> None:
    page = (ROOT / "docs" / "perintah.md").read_text("utf-8")

    assert page == render(), "run `make docs`"


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_every_invariant_names_a_test_that_exists(invariant: str) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rows = re.findall(rf"^\| {invariant} \|.*$", text, re.MULTILINE)
    names = {(relative(path), name) for path, name in every_test()}

    assert len(rows) == 1
    held_by = TEST_PATH.findall(rows[0])
    assert held_by
    for path, name in held_by:
        assert (ROOT / path).exists(), path
        assert not name or (path, name) in names, name


def test_decisions_are_numbered_without_a_gap_and_say_their_status() -> None:
    files = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(match[1]) for path in files if (match := ADR_NAME.fullmatch(path.name))]

    assert numbers == list(range(1, len(files) + 1))
    for number, path in zip(numbers, files, strict=True):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number}. "), path.name
        for section in ("Status: ", "\n## Why\n", "\n## Decision\n", "\n## Consequences\n"):
            assert section in text, f"{path.name} has no {section.strip()}"


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "make check" in script
    assert "make test" in script


def test_no_file_holds_the_marks_of_a_merge() -> None:
    written = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *code_files()]
    marked = [
        relative(path)
        for path in written
        if any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in path.read_text("utf-8").splitlines())
    ]

    assert marked == []
