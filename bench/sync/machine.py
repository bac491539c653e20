"""Where and from what a benchmark ran."""

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Machine:
    """`commit` ends in + when tracked files differ from it; `load` is the load at the start."""

    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str
    commit: str
    load: float
    command: str


def this_machine() -> Machine:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(memory / GIBIBYTE),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        commit=_git("rev-parse", "--short=12", "HEAD") + ("+" if _git("diff", "HEAD", "--stat") else ""),
        load=round(os.getloadavg()[0], 1),
        command=" ".join(["python", *sys.argv]),
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout.strip()
