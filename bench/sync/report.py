"""The figures of a run, as JSON with every round and as a table for people."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bench.sync.comparison import Outcome, median_round
from bench.sync.machine import Machine
from bench.sync.meter import Cost

MEBIBYTE = 1 << 20
KILOBYTE = 1_000

METHOD = """\
CPU seconds are those of both ends together, their process trees whole. Bytes are TCP payload both
ways, counted by a relay on loopback that is in neither tree. After each sync all the receiver's rows
were read back and compared with the sender's. Rounds with changes and without any are the median by
wall time. Stating the records at the sender is not part of a sync; it is given because some peers do
there what others leave to the sync. The peers neither sign nor chain what they carry, nor keep who
said what."""

Line = tuple[str, Callable[[Outcome], str]]


def write_reports(folder: Path, day: date, machine: Machine, outcomes: Sequence[Outcome]) -> Path:
    """Write `sync-<date>.json` and `sync.md`, and return the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = {
        "date": day.isoformat(),
        "machine": asdict(machine),
        "outcomes": [asdict(one) for one in outcomes],
    }
    (folder / f"sync-{day.isoformat()}.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    table = folder / "sync.md"
    table.write_text(_markdown(day, machine, outcomes), encoding="utf-8")
    return table


def _markdown(day: date, machine: Machine, outcomes: Sequence[Outcome]) -> str:
    lines = [
        "# Sync: the same records through Selaras and its peers",
        "",
        f"{day.isoformat()}, commit {machine.commit}, `{machine.command}`",
        "",
        _where(machine),
        "",
        METHOD,
        "",
        "| work | " + " | ".join(one.title for one in outcomes) + " |",
        "|---" * (len(outcomes) + 1) + "|",
        *(f"| {title} | " + " | ".join(map(show, outcomes)) + " |" for title, show in LINES),
        "",
        *(f"- {one.title}: {one.remark}." for one in outcomes),
        "",
    ]
    return "\n".join(lines)


def _where(machine: Machine) -> str:
    return (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}, "
        f"Python {machine.python}, load {machine.load} at the start."
    )


def _rates(cost: Cost, records: int) -> str:
    return f"{records / cost.cpu:,.0f} per CPU s; {records / cost.wall:,.0f} a second"


def _round(cost: Cost) -> str:
    return f"{cost.wall:.3f} s; {cost.cpu:.3f} CPU s; {cost.bytes / KILOBYTE:,.1f} kB"


def _mebibytes(size: int) -> str:
    return f"{size / MEBIBYTE:,.0f}"


LINES: tuple[Line, ...] = (
    ("records of 25 columns", lambda one: f"{one.records:,}"),
    ("full", lambda one: _rates(one.full, one.records)),
    (
        "full: seconds; CPU seconds of sender + receiver",
        lambda one: f"{one.full.wall:.2f}; {one.full.sender_cpu:.2f} + {one.full.receiver_cpu:.2f}",
    ),
    ("full: bytes a record on the wire", lambda one: f"{one.full.bytes / one.records:,.0f}"),
    ("some changed", lambda one: f"{one.changes:,}: {_round(median_round(one.changed))}"),
    ("nothing changed", lambda one: _round(median_round(one.unchanged))),
    ("bytes stored a record at the receiver", lambda one: f"{one.stored / one.records:,.0f}"),
    (
        "peak MiB of sender; receiver in the full sync",
        lambda one: f"{_mebibytes(one.full.sender_memory)}; {_mebibytes(one.full.receiver_memory)}",
    ),
    ("stating the records at the sender", lambda one: _rates(one.load, one.records)),
)
