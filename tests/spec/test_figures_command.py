"""selaras figures, as a person types it."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from selaras.cli.exit_codes import ExitCode

SELARAS = Path(sys.executable).with_name("selaras")
EXAMPLE = str(files("selaras.data").joinpath("contoh/pdrb_jatim_2021.toml"))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        [SELARAS, "figures", *arguments], check=False, capture_output=True, text=True, env=environment
    )


def test_published_answers_in_the_promised_form() -> None:
    done = run("published", "--json")
    figures = json.loads(done.stdout)["figures"]

    assert done.returncode == ExitCode.DONE
    assert {key for one in figures for key in one} == {
        "indicator",
        "wilayah",
        "period",
        "value",
        "unit",
        "source",
        "flags",
    }
    assert {key for one in figures for flag in one["flags"] for key in flag} == {"code", "message"}


def test_pdrb_declares_its_inputs_and_shows_the_other_methods_and_the_published_figure() -> None:
    done = run("pdrb", "--inputs", EXAMPLE, "--method", "bottom-up", "--json")
    answer = json.loads(done.stdout)

    assert done.returncode == ExitCode.DONE
    assert set(answer["other_methods"]) == {"top-down", "extrapolation", "residual"}
    for interval in (answer["interval"], answer["bootstrap"]["interval"]):
        assert interval[0] < answer["share"] < interval[1]
    assert [one["value"] for one in answer["published"]] == [57.81]
    assert answer["declared"]["prices"] == "adhb"
    assert "56,8" in done.stderr


def test_inputs_that_cannot_be_used_are_named_in_indonesian(tmp_path: Path) -> None:
    file = tmp_path / "masukan.toml"
    file.write_text('wilayah = "35"\n', encoding="utf-8")
    done = run("pdrb", "--inputs", str(file), "--method", "residual")

    assert done.returncode == ExitCode.NO
    assert "«harga» harus salah satu dari" in done.stderr
    assert (
        run("pdrb", "--inputs", str(tmp_path / "tiada.toml"), "--method", "residual").returncode == ExitCode.WRONG_USE
    )
