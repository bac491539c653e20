"""Make a virtual environment with Selaras in it: `python3 tools/environment.py DIR EXTRAS`.

Needs nothing but the standard library, and works where Debian has taken ensurepip out of
Python. The versions are those of requirements/lock.txt. Exit code 1: it could not be made,
and the last lines on stderr say what to install.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "lock.txt"
ADVICE = """\
Python ini tidak dapat membuat lingkungan virtual: modul ensurepip dan pip tidak ada.
(This Python can't make a virtual environment: it has neither ensurepip nor pip.)
  Debian, Ubuntu:  sudo apt-get install python3-venv
  then again:      make setup"""


def python_in(environment: Path) -> Path:
    """Return the interpreter of an environment, on Windows too."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str | Path) -> bool:
    """Run a program, and tell whether it succeeded."""
    return subprocess.run([str(part) for part in command], check=False, cwd=ROOT).returncode == 0


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
    """Create an environment with pip by the first way that this Python allows."""
    if has("ensurepip"):
        return run(sys.executable, "-m", "venv", "--clear", environment)
    if has("pip"):
        return run(sys.executable, "-m", "venv", "--clear", "--without-pip", environment) and run(
            sys.executable, "-m", "pip", "--python", python_in(environment), "install", "pip"
        )
    return install_debian_venv() and run(sys.executable, "-m", "venv", "--clear", environment)


def has_pip(environment: Path) -> bool:
    """Tell whether an environment is there and can install things."""
    python = python_in(environment)
    return python.exists() and run(python, "-c", "import pip")


def main(environment: Path, extras: str) -> int:
    """Create the environment if it is not there, and bring it to the locked versions."""
    if not has_pip(environment) and not create(environment):
        print(ADVICE, file=sys.stderr)
        return 1
    # The build of the package itself obeys the lock through the variable, the rest through both.
    os.environ["PIP_CONSTRAINT"] = str(LOCK)
    os.environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    python = str(python_in(environment))
    install = (python, "-m", "pip", "install", "--quiet", "--constraint", str(LOCK))
    return 0 if run(*install, "--editable", f".[{extras}]") else 1


if __name__ == "__main__":
    sys.exit(main(ROOT / sys.argv[1], sys.argv[2]))
