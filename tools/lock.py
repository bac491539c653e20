"""Make requirements/lock.txt anew: the newest allowed versions on the oldest and a newer Python.

`python3 tools/lock.py [PYTHON …]`, one interpreter for each Django; by default python3.11 and
python3.13. Where both take the same version it is one line, else each has its marker.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "lock.txt"
HEAD = "# Every version that an environment may hold, Python 3.11 to 3.13. Made by `make lock`."
MARKERS = ('python_version < "3.12"', 'python_version >= "3.12"')


def resolve(python: str) -> set[str]:
    """Return `name==version` of all that a fresh environment gets, its build tool included."""
    with tempfile.TemporaryDirectory() as folder:
        own = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "venv", folder], check=True)
        pip = [own, "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", "--upgrade", "setuptools"], check=True)
        subprocess.run([*pip, "install", "--quiet", f"{ROOT}[dev]"], check=True)
        frozen = subprocess.run(
            [*pip, "freeze", "--all", "--exclude", "pip", "--exclude", "selaras"],
            check=True,
            capture_output=True,
            text=True,
        )
    return set(frozen.stdout.split())


def main(oldest: str = "python3.11", newer: str = "python3.13") -> None:
    """Write the lock."""
    sets = resolve(oldest), resolve(newer)
    names = [{line.partition("==")[0] for line in lines} for lines in sets]
    lines = sets[0] & sets[1]
    for index, marker in enumerate(MARKERS):
        for line in sets[index] - sets[1 - index]:
            shared = line.partition("==")[0] in names[1 - index]
            lines = lines | {f"{line}; {marker}" if shared else line}
    LOCK.write_text("\n".join([HEAD, *sorted(lines, key=str.lower)]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
