"""What all commands share: the home, the exit codes, the net for bugs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selaras.cli.commands import COMMANDS, build_app
from selaras.cli.exit_codes import ExitCode
from selaras.cli.main import main, read_command_line

SELARAS = Path(sys.executable).with_name("selaras")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", "COLUMNS": "200"}
    return subprocess.run([SELARAS, *arguments], check=False, capture_output=True, text=True, env=environment)


def test_json_is_one_object_and_nothing_else_on_stdout() -> None:
    done = run("version", "--json")

    assert done.returncode == ExitCode.DONE
    assert set(json.loads(done.stdout)) == {"selaras", "django", "sqlite"}
    assert done.stderr == ""


def test_a_misspelt_command_is_wrong_use_and_names_the_likely_one() -> None:
    done = run("verison")

    assert done.returncode == ExitCode.WRONG_USE
    assert "Cara pakai salah" in done.stderr
    assert "version" in done.stderr


def test_help_lists_every_command_in_indonesian() -> None:
    done = run("--help")

    assert done.returncode == ExitCode.DONE
    assert "Perintah" in done.stdout
    assert all(name in done.stdout for name in COMMANDS)


def test_home_may_stand_before_or_after_the_command() -> None:
    assert read_command_line(["--home", "version", "sync"]) == (Path("version"), ["sync"])
    assert read_command_line(["sync", "--home=kantor", "--json"]) == (Path("kantor"), ["sync", "--json"])


def test_home_comes_from_the_environment_when_no_option_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SELARAS_HOME", "/kantor")

    assert read_command_line(["sync"]) == (Path("/kantor"), ["sync"])


def test_a_bug_ends_with_a_log_that_holds_nobodys_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(_: object) -> None:
        raise KeyError("Siti Aminah")

    monkeypatch.setenv("SELARAS_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["selaras", "version"])
    monkeypatch.setattr("selaras.cli.main.build_app", break_down)

    with pytest.raises(SystemExit) as ended:
        main()

    log = (tmp_path / "galat.log").read_text("utf-8")
    assert ended.value.code == ExitCode.BUG
    assert "builtins.KeyError" in log
    assert "break_down" in log
    assert "Siti" not in log + capsys.readouterr().err


def test_only_the_file_of_the_command_asked_for_is_imported() -> None:
    assert len(build_app(["version"]).registered_commands) == 1
