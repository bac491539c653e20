"""Fuzz every reader of tests/fuzz with atheris: `make fuzz MINUTES=10`, for all of them together.

Starts from the corpus that is kept and writes it back, merged to the shortest inputs that reach something. What makes a reader
raise is added to it, so that `make test` fails until it is mended; exit code 1. calamine may end the fuzzer's process on a broken
workbook, as it may end the product's child: that is counted apart, once the product's own way is seen to refuse the file.
"""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from tests.fuzz.readers import FILES, READERS, read_in_child, read_workbook  # noqa: E402

CORPUS = ROOT / "tests" / "fuzz" / "corpus"
SHARES = dict.fromkeys(FILES, 5)  # of the time, where the others have 1
BYTES_MAX = dict.fromkeys(FILES, 8_192)
CELL_BYTES_MAX = 64
ABORTED = "calamine"
Counts = dict[str, int | float]


def fuzz(name: str, *arguments: str | Path) -> int:
    command = [sys.executable, "-m", "tests.fuzz.fuzz_one", name, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False, stderr=subprocess.DEVNULL).returncode


def hunt(name: str, seconds: float, folder: Path) -> Counts:
    """Fuzz one reader for its time; return how often it ended by a fault of ours, and by an abort of calamine."""
    inputs, found = folder / "inputs", folder / "found"
    found.mkdir()
    unpack(name, inputs)
    counts: Counts = {"seconds": round(seconds), "ours": 0, ABORTED: 0}
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 1:
        size = BYTES_MAX.get(name, CELL_BYTES_MAX)
        limits = (f"-max_total_time={int(left)}", f"-max_len={size}", "-timeout=20", f"-artifact_prefix={found}/")
        if fuzz(name, inputs, *limits) == 0:
            break
        if name == FILES[1] and all(is_refused(path) for path in found.iterdir()):
            counts[ABORTED] += 1
        else:
            counts["ours"] += 1
            break
    merged = folder / "merged"
    merged.mkdir()
    fuzz(name, "-merge=1", merged, inputs)
    bad = [path for path in found.iterdir() if name != FILES[1] or not is_refused(path)]
    counts["kept"] = pack(name, [*merged.iterdir(), *bad])
    return counts


def is_refused(path: Path) -> bool:
    """Whether the product reads a workbook, or refuses it by name."""
    try:
        read_workbook(path.read_bytes(), read_in_child)
    except Exception:  # noqa: BLE001 - whatever it is, it is ours
        return False
    return True


def unpack(name: str, folder: Path) -> None:
    with zipfile.ZipFile(CORPUS / f"{name}.zip") as kept:
        kept.extractall(folder)


def pack(name: str, paths: list[Path]) -> int:
    """Write the corpus of a reader, the same bytes for the same inputs; return how many."""
    inputs = {sha256(content).hexdigest()[:16]: content for path in paths if (content := path.read_bytes())}
    with zipfile.ZipFile(CORPUS / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as kept:
        for key in sorted(inputs):
            kept.writestr(zipfile.ZipInfo(key), inputs[key], zipfile.ZIP_DEFLATED)
    return len(inputs)


def main(minutes: str) -> int:
    """Fuzz all readers and print what came of it."""
    shares = {name: SHARES.get(name, 1) for name in READERS}
    report: dict[str, Counts] = {}
    for name, share in shares.items():
        with tempfile.TemporaryDirectory() as folder:
            report[name] = hunt(name, float(minutes) * 60 * share / sum(shares.values()), Path(folder))
        print(name, report[name], flush=True)
    print(json.dumps(report, indent=2))
    return 1 if any(counts["ours"] for counts in report.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
