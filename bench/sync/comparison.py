"""Carries the same records through every peer, measures each round, and proves that all arrived."""

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.records import Record, Scalar, changed, records
from bench.sync.meter import Cost, measure
from bench.sync.peer import Pair, Peer, Place

CHANGED_ROUNDS = 3
UNCHANGED_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """One peer's figures: `changed` and `unchanged` round by round, `stored` in bytes."""

    name: str
    title: str
    remark: str
    records: int
    changes: int
    load: Cost
    full: Cost
    changed: tuple[Cost, ...]
    unchanged: tuple[Cost, ...]
    stored: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How many rows, and the sum of their hashes: the same in whatever order they come."""

    rows: int
    hashes: int


class NotArrived(RuntimeError):
    """The receiver does not hold what the sender holds."""


def compare(peer: Peer, environment: Path, count: int, changes: int, tell: Callable[[str], None]) -> Outcome:
    """Install the peer and run it: full, rounds of changes, rounds without any."""
    peer.install(environment)
    with tempfile.TemporaryDirectory(prefix=f"bench-{peer.name}-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the peer's server may run as another user
        with peer.pair(Place(environment, folder)) as pair:
            trial = Trial(pair, folder, count)
            tell(f"{peer.title}: {count:,} records")
            load = trial.load()
            full = trial.sync()
            stored = pair.stored_bytes()
            tell(f"  full {full.wall:.2f} s, {full.cpu:.2f} CPU s; {changes:,} changes")
            with_changes = tuple(trial.change(turn, changes) for turn in range(1, CHANGED_ROUNDS + 1))
            tell(f"  {median_round(with_changes).wall:.3f} s; nothing changed")
            without = tuple(trial.change_nothing() for _ in range(UNCHANGED_ROUNDS))
            tell(f"  {median_round(without).wall:.3f} s")
    return Outcome(
        name=peer.name,
        title=peer.title,
        remark=peer.remark,
        records=count,
        changes=changes,
        load=load,
        full=full,
        changed=with_changes,
        unchanged=without,
        stored=stored,
    )


def median_round(costs: Iterable[Cost]) -> Cost:
    """The round with the median wall time."""
    rounds = sorted(costs, key=lambda cost: cost.wall)
    return rounds[len(rounds) // 2]


class Trial:
    """A pair of offices and what the sender holds; every sync is followed by a check."""

    def __init__(self, pair: Pair, folder: Path, count: int) -> None:
        self._pair = pair
        self._folder = folder
        self._held = list(records(count))

    def load(self) -> Cost:
        file = self._write(self._held)
        return self._measure(lambda: self._pair.load(file))

    def sync(self) -> Cost:
        cost = self._measure(self._pair.sync)
        self._check()
        return cost

    def change(self, turn: int, changes: int) -> Cost:
        """Change records spread over all that are held, and sync."""
        step = len(self._held) // changes
        places = range(turn % step, len(self._held), step)[:changes]
        for at in places:
            self._held[at] = changed(self._held[at], turn)
        self._pair.change(self._write(self._held[at] for at in places))
        return self.sync()

    def change_nothing(self) -> Cost:
        self._pair.change(self._write([]))
        return self.sync()

    def _measure(self, step: Callable[[], None]) -> Cost:
        return measure(step, self._pair.sender, self._pair.receiver, self._pair.wire)

    def _write(self, batch: Iterable[Record]) -> Path:
        target = self._folder / "records.ndjson"
        with target.open("w", encoding="utf-8") as file:
            for record in batch:
                print(json.dumps(record.row, ensure_ascii=False), file=file)
        return target

    def _check(self) -> None:
        target = self._folder / "received.ndjson"
        self._pair.dump(target)
        with target.open(encoding="utf-8") as file:
            received = fingerprint(json.loads(line) for line in file)
        held = fingerprint(record.row for record in self._held)
        if received.rows != held.rows:
            raise NotArrived(f"{received.rows:,} of {held.rows:,} records arrived")
        if received != held:
            raise NotArrived(f"{held.rows:,} records arrived, but not all as they were sent")


def fingerprint(rows: Iterable[list[Scalar]]) -> Fingerprint:
    count, hashes = 0, 0
    for row in rows:
        count += 1
        hashes += int.from_bytes(sha256(json.dumps(row).encode()).digest())
    return Fingerprint(count, hashes)
