"""verify and its berita acara over a real server, as two offices use it."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import join, new_pair, run, said, served

FIELD_FILE = str(files("selaras.data").joinpath("contoh", "35.07_umkm.xlsx"))
PROGRAM = Path(__file__).parents[2] / "tools" / "verify_bukti.py"


def checked(file: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", PROGRAM, file], check=False, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_berita_acara_says_first_what_differs_and_after_a_sync_that_all_is_equal(tmp_path: Path) -> None:
    parent, child = new_pair(tmp_path)
    first, second = tmp_path / "sebelum.pdf", tmp_path / "sesudah.pdf"
    with served(parent) as url:
        join(parent, child, url)
        never = run(parent, "verify")
        run(child, "import", FIELD_FILE, "--as-of", "2024-12-31")
        different = said(run(child, "verify", "--certificate", str(first), "--json"), ExitCode.NO)
        said(run(child, "sync", "--json"))
        equal = said(run(child, "verify", "--certificate", str(second), "--json"))
    unreachable = run(child, "verify", "--certificate", str(second))
    at_the_root = run(parent, "verify", "--certificate", str(second))
    no_pdf = run(child, "verify", "--certificate", str(tmp_path / "berita.docx"))

    assert "«Kabupaten»: belum pernah bertukar" in never.stderr
    assert set(equal) == {"equal", "streams", "changes", "peers", "differences"}
    assert (equal["equal"], equal["differences"]) == (True, [])
    assert set(different["differences"][0]) == {"peer", "wilayah", "rumpun", "node", "mine", "theirs"}
    assert different["differences"][0]["theirs"] == 0
    assert equal["peers"][0]["certificate"] == str(second)
    assert first.read_bytes()[:5] == second.read_bytes()[:5] == b"%PDF-"
    code, told = checked(tmp_path / "sebelum.json")
    assert (code, "induk sampai ke-0" in told) == (3, True)
    code, told = checked(tmp_path / "sesudah.json")
    assert (code, f"{equal['changes']} perubahan" in told) == (0, True)
    assert unreachable.returncode == ExitCode.PEER_UNREACHABLE
    assert at_the_root.returncode == no_pdf.returncode == ExitCode.WRONG_USE
