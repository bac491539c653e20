"""What the two ends of a sync cost: seconds, CPU seconds, bytes on the wire, memory (Linux only).

CPU seconds are those of the whole process tree of an end, read from the kernel's clock of each
process (nanoseconds), plus the time of children that have ended (ticks). The harness and its
counting relay are in neither tree.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.sync.wire import Wire

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.05
RESET_PEAK_MEMORY = "5"
GONE = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a sync: a process and its descendants, less those that only measure. also: roots of further trees."""

    pid: int
    without: frozenset[int] = frozenset()
    also: tuple[int, ...] = ()

    def pids(self) -> list[int]:
        found, queue = [], [self.pid, *self.also]
        while queue:
            pid = queue.pop()
            if pid not in self.without:
                found.append(pid)
                queue += _children(pid)
        return found

    def cpu_seconds(self) -> float:
        """Read again when a process came or went meanwhile: its seconds may have been missed."""
        while True:
            pids = self.pids()
            seconds = sum(_cpu_seconds(pid) for pid in pids)
            if pids == self.pids():
                return seconds

    def forget_peak_memory(self) -> None:
        for pid in self.pids():
            with suppress(*GONE):
                Path(f"/proc/{pid}/clear_refs").write_text(RESET_PEAK_MEMORY)

    def peak_memory(self) -> int:
        """Bytes: of a single process the peak, of a tree what it holds now (to be sampled)."""
        pids = self.pids()
        if len(pids) == 1:
            return _status(pids[0]).get("VmHWM", 0)
        parts = [_status(pid) for pid in pids]
        shared = max(part.get("RssShmem", 0) + part.get("RssFile", 0) for part in parts)
        return shared + sum(part.get("RssAnon", 0) for part in parts)


@dataclass(frozen=True, slots=True)
class Cost:
    """One measured step. Seconds, and bytes."""

    wall: float
    sender_cpu: float
    receiver_cpu: float
    forward: int
    backward: int
    sender_memory: int
    receiver_memory: int

    @property
    def cpu(self) -> float:
        return self.sender_cpu + self.receiver_cpu

    @property
    def bytes(self) -> int:
        return self.forward + self.backward


def measure(step: Callable[[], None], sender: End, receiver: End, wire: Wire) -> Cost:
    """Run the step and return what it cost; `forward` is what the connecting end sent."""
    for end in (sender, receiver):
        end.forget_peak_memory()
    forward, backward = wire.forward, wire.backward
    with _sampled_peaks(sender, receiver) as peaks:
        sender_cpu, receiver_cpu = sender.cpu_seconds(), receiver.cpu_seconds()
        start = time.perf_counter()
        step()
        wall = time.perf_counter() - start
        sender_cpu, receiver_cpu = (
            sender.cpu_seconds() - sender_cpu,
            receiver.cpu_seconds() - receiver_cpu,
        )
    return Cost(wall, sender_cpu, receiver_cpu, wire.forward - forward, wire.backward - backward, *peaks)


@contextmanager
def _sampled_peaks(*ends: End) -> Iterator[list[int]]:
    peaks, done = [0] * len(ends), threading.Event()

    def look() -> None:
        peaks[:] = [max(peak, end.peak_memory()) for peak, end in zip(peaks, ends, strict=True)]

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            look()

    watcher = threading.Thread(target=sample)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()
        look()


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(*GONE):
            found += map(int, task.read_text().split())
    return found


def _cpu_seconds(pid: int) -> float:
    """CPU seconds of all threads of the process, ended ones too, and of its ended children."""
    process_clock = ~pid << 3 | 2
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = (int(after_name[13]) + int(after_name[14])) / CLOCK_TICKS
        return time.clock_gettime(process_clock) + children
    except OSError:
        return 0.0


def _status(pid: int) -> dict[str, int]:
    """Memory figures of a process in bytes; empty when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except GONE:
        return {}
    fields = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(kilobytes) * 1024 for name, kilobytes, _ in fields}
