"""The peers' software, each installed by its own package client into its own folder."""

import shutil
import subprocess
import sys
from pathlib import Path

INSTALLED = "installed.txt"


def install_python(environment: Path, requirements: Path) -> None:
    """Make a venv that holds exactly what `requirements` names, unless it does already."""
    if _is_installed(environment, requirements):
        return
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([python_of(environment), "-m", "pip", "install", "-q", "-r", requirements], check=True)
    shutil.copy(requirements, environment / INSTALLED)


def install_node(environment: Path, package: Path) -> None:
    """Install what a package.json names beside a copy of it, unless it is there already."""
    if _is_installed(environment, package):
        return
    shutil.rmtree(environment, ignore_errors=True)
    environment.mkdir(parents=True)
    shutil.copy(package, environment)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet], cwd=environment, check=True)
    shutil.copy(package, environment / INSTALLED)


def python_of(environment: Path) -> Path:
    return environment / "bin/python"


def _is_installed(environment: Path, wanted: Path) -> bool:
    stamp = environment / INSTALLED
    return stamp.exists() and stamp.read_bytes() == wanted.read_bytes()
