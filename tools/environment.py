"""Make a virtual environment with Selaras in it: `python3 tools/environment.py DIR EXTRAS`.

Needs nothing but the standard library, and works where Debian has taken ensurepip out of
Python. The versions are those of requirements/lock.txt. An environment that already holds what
is asked for is left alone, at no cost. Exit code 1: it could not be made, and the last lines on
stderr say what to install.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "lock.txt"
SOURCES = (LOCK, ROOT / "pyproject.toml", Path(__file__))
STAMP = ".ready"
ADVICE = """\
Python ini tidak dapat membuat lingkungan virtual: modul ensurepip dan pip tidak ada.
(This Python can't make a virtual environment: it has neither ensurepip nor pip.)
  Debian, Ubuntu:  sudo apt-get install python3-venv
  then again:      make setup"""


def python_in(environment: Path) -> Path:
    """Return the interpreter of an environment, on Windows too."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str | Path) -> bool:
    """Run a program, and tell whether it succeeded. A pip in it obeys the lock, for build tools too."""
    locked = {**os.environ, "PIP_CONSTRAINT": str(LOCK), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(list(map(str, command)), check=False, cwd=ROOT, env=locked).returncode == 0


def has(module: str) -> bool:
    """Tell whether this Python can import a module."""
    return importlib.util.find_spec(module) is not None


def install_debian_venv() -> bool:
    """Install Debian's python3-venv; only root can, and only where apt-get is."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    run("apt-get", "update", "-qq")
    return run("apt-get", "install", "-y", "-qq", "python3-venv")


def create(environment: Path) -> bool:
    """Create an environment with pip by the first way that works here."""
    venv = (sys.executable, "-m", "venv", "--clear")
    pip_for = (sys.executable, "-m", "pip", "--python", str(python_in(environment)))
    return (
        (has("ensurepip") and run(*venv, environment))
        or (has("pip") and run(*venv, "--without-pip", environment) and run(*pip_for, "install", "-q", "pip"))
        or (install_debian_venv() and run(*venv, environment))
    )


def has_pip(environment: Path) -> bool:
    """Tell whether an environment is there and can install things."""
    python = python_in(environment)
    return python.exists() and run(python, "-c", "import pip")


def fingerprint(extras: str) -> str:
    """Return a text that differs whenever the environment must be brought up to date."""
    digest = hashlib.sha256(f"{extras} {sys.version} {ROOT}".encode())
    for source in SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def main(environment: Path, extras: str) -> int:
    """Create the environment if it is not there, and bring it to the locked versions."""
    stamp = environment / STAMP
    wanted = fingerprint(extras)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    print(f"Menyiapkan {environment.name} …", flush=True)
    if not has_pip(environment) and not create(environment):
        print(ADVICE, file=sys.stderr)
        return 1
    if not run(python_in(environment), "-m", "pip", "install", "--quiet", "--editable", f".[{extras}]"):
        return 1
    stamp.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT / sys.argv[1], sys.argv[2]))
