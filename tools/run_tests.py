"""Run every test that this machine can run, and say what could not run: `make test`.

Phases, each with a budget: everything quick; power cuts and kills; simulation; screens in a browser; and the
suite again on a newer Python with Django 6. Together 38 minutes at most.
Exit code 1 when a phase failed, and on CI (CI=true) also when one could not run.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
SEEDS_DEFAULT = "500"
NEXT_ENVIRONMENT = ".venv-next"
NEXT_VERSIONS = ("3.13", "3.12")
NEXT_FOLDERS = ("unit", "property", "spec", "parity", "integration")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one phase ended. verdict: 'lulus', 'gagal' or 'tidak dijalankan'."""

    phase: str
    verdict: str
    detail: str


def run_pytest(python: str, arguments: Sequence[str], *, budget_s: int) -> str:
    """Run pytest in a process group of its own, so that nothing outlives it; return a verdict."""
    command = [python, "-m", "pytest", "-n", "2", "-q", *arguments]
    print("\n$ " + " ".join(command[1:]), flush=True)
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as child:
        try:
            passed = child.wait(timeout=budget_s) == 0
        except subprocess.TimeoutExpired:
            print(f"lebih dari {budget_s} detik; dihentikan", flush=True)
            passed = False
        except KeyboardInterrupt:
            end_group(child)
            raise
        end_group(child)
    return "lulus" if passed else "gagal"


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End whatever a phase has left running."""
    if os.name == "nt":
        child.kill()
        return
    try:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(timeout=10)
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def existing(*folders: str) -> list[str]:
    """Return those of the test folders that hold a test."""
    return [f"tests/{name}" for name in folders if any((TESTS / name).glob("**/test_*.py"))]


def run_phase(phase: str, python: str, arguments: Sequence[str], *, budget_s: int) -> Outcome:
    """Run one phase and time it."""
    started = time.monotonic()
    verdict = run_pytest(python, arguments, budget_s=budget_s)
    return Outcome(phase, verdict, f"{time.monotonic() - started:.0f} detik")


def find_browser() -> str | None:
    """Return a Chromium, installing Debian's where that is possible without asking anybody."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found or os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    print("Memasang chromium untuk uji layar …", flush=True)
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(
            ["apt-get", *command],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return shutil.which("chromium")


def find_next_python() -> str | None:
    """Return a Python newer than 3.11 that Django 6 runs on, from the path or from pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in NEXT_VERSIONS:
        candidates = [
            shutil.which(f"python{version}"),
            *sorted(pyenv.glob(f"{version}.*/bin/python")),
        ]
        for candidate in map(str, filter(None, candidates)):
            if subprocess.run([candidate, "-c", ""], check=False, capture_output=True).returncode == 0:
                return candidate
    return None


def run_on_next_python() -> Outcome | None:
    """Run the fast folders on a newer Python with Django 6, in an environment of its own."""
    phase = "Python baru dengan Django 6"
    if sys.version_info >= (3, 12):
        return None
    python = find_next_python()
    if python is None:
        return Outcome(phase, "tidak dijalankan", "tidak ada Python 3.12 atau 3.13 di mesin ini")
    setup = [python, "tools/environment.py", NEXT_ENVIRONMENT, "test"]
    if subprocess.run(setup, check=False, cwd=ROOT).returncode != 0:
        return Outcome(phase, "gagal", f"{NEXT_ENVIRONMENT} tidak dapat dibuat")
    own = str(ROOT / NEXT_ENVIRONMENT / "bin" / "python")
    return run_phase(phase, own, existing(*NEXT_FOLDERS), budget_s=540)


def run_screens() -> Outcome | None:
    """Run the tests that look at a page in a browser."""
    folders = existing("browser")
    if not folders:
        return None
    browser = find_browser()
    if browser is None:
        return Outcome("layar", "tidak dijalankan", "tidak ada Chromium; pasang: apt-get install chromium")
    os.environ["SELARAS_BROWSER"] = browser
    return run_phase("layar", sys.executable, folders, budget_s=240)


def main() -> int:
    """Run all phases, whatever the earlier ones said, and sum up."""
    os.environ.setdefault("SELARAS_SEEDS", SEEDS_DEFAULT)
    apart = [part for name in ("durability", "simulation", "browser") for part in ("--ignore", f"tests/{name}")]
    outcomes = [run_phase("cepat", sys.executable, ["tests", *apart], budget_s=780)]
    if durability := existing("durability"):
        outcomes.append(run_phase("ketahanan", sys.executable, durability, budget_s=240))
    if simulation := existing("simulation"):
        outcomes.append(run_phase("simulasi", sys.executable, simulation, budget_s=480))
    outcomes += filter(None, (run_screens(), run_on_next_python()))

    print()
    for outcome in outcomes:
        print(f"{outcome.phase:30} {outcome.verdict:18} {outcome.detail}")
    bad = {"gagal", "tidak dijalankan"} if os.environ.get("CI") == "true" else {"gagal"}
    return 1 if any(outcome.verdict in bad for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
