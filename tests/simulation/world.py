"""One simulated world: a tree of offices, what they were promised, and everything that chance decides."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pysqlite3

from selaras.core.ledger.batch import Batch
from selaras.core.ledger.change import NO_DATE
from selaras.flows.exchange import Exchanged, PeerRefused, PeerUnreachable, exchange
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.record_changes import NewChange, record_changes
from tests.simulation.disk import PowerCut
from tests.simulation.ledger_view import SOURCE, Numbers, Seen, Stream, Value, quarantined
from tests.simulation.line import Fault, Line
from tests.simulation.naive_fold import Authority, Folded
from tests.simulation.naive_rules import may_hold
from tests.simulation.tree import TREES, Office, Place, plant
from tests.simulation.versions import run_version
from tests.world.offices import START_MS

OLDER_SHARE = 0.25  # of the offices runs an older version until the end
LATE_MAX = 12  # batches that the line keeps to deliver late


@dataclass
class Violated(Exception):
    """An invariant does not hold. code: I1 … I14, or what else must be true."""

    code: str
    told: str

    def __str__(self) -> str:
        return f"{self.code}: {self.told}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A record of the world. about: the record that it belongs to."""

    record: bytes
    kind: str
    wilayah: str
    rumpun: str
    about: Subject | None = None


@dataclass(slots=True)
class Statement:
    """What somebody said once. It may be said again by its author's node under another id, never lost."""

    number: int
    author: Office
    subject: Subject
    rumpun: str
    fields: dict[str, Value]


@dataclass
class World:
    """The offices, and beside them a plain notebook of every promise: who was told that which statement is kept."""

    seed: int
    tree: str
    rng: Random = field(init=False)
    offices: list[Office] = field(init=False)
    now_ms: int = START_MS
    said: dict[int, Statement] = field(default_factory=dict)
    held: dict[Office, set[int]] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)  # erased by law, or lost with every holder
    lies: set[int] = field(default_factory=set)
    revoked: set[int] = field(default_factory=set)  # places of the tree
    erasures: dict[int, set[bytes]] = field(default_factory=dict)  # by the number of the statement: what it erases
    late: list[tuple[Office, Office, Batch]] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    ahead_ms: dict[int, int] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)  # places that are not set back any more: they revoked somebody
    widowed: set[int] = field(default_factory=set)  # was safe; its other holder lost it since
    backups: dict[int, tuple[Any, bytes | None]] = field(default_factory=dict)
    folds: dict[Any, Folded] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)

    def __post_init__(self) -> None:
        self.rng = Random(f"dunia {self.seed}")
        chance = Random(f"simpul {self.seed}")
        self.offices = [
            Office(at, seedling, self.wall, chance.randbytes) for at, seedling in enumerate(plant(self.tree))
        ]
        self.chance = chance
        versions = Random(f"versi {self.seed}")
        for office in self.offices:
            office.older = versions.random() < OLDER_SHARE
        self.held = {office: set() for office in self.offices}
        self.places: dict[bytes, Place] = {
            office.id: place for office, place in zip(self.offices, TREES[self.tree], strict=True)
        }
        self.keys = {office.id: office.identity.public_key for office in self.offices}

    def wall(self, office: Office) -> int:
        """Return what the clock of an office says, and remember how far ahead it ever was."""
        wall = self.now_ms + office.skew_ms
        self.ahead_ms[office.at] = max(self.ahead_ms.get(office.at, 0), wall)
        return wall

    def close(self) -> None:
        """End the world: its databases are gone, and this process is of today's version again."""
        for office in self.offices:
            office.disk.close()
        run_version(older=False)

    def note(self, line: str) -> None:
        """Add a line to the trace."""
        self.trace.append(line)

    def digest(self) -> str:
        """Return a short form of everything that happened."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    def live(self) -> list[Office]:
        """Return the offices that still belong to the tree."""
        return [office for office in self.offices if office.at not in self.revoked]

    def parents(self, office: Office) -> list[Office]:
        """Return the offices that an office calls: the first installation of each."""
        return [self.offices[at] for at in office.place.parents]

    def promised(self) -> set[int]:
        """Return every statement that a living office was told to be kept."""
        return set().union(*(self.held[office] for office in self.live()))

    def policies(self, ledger: list[Seen]) -> dict[int, Authority]:
        """Return the authority tables that a ledger has from the nation; of two with one version the smaller id counts."""
        found: dict[int, Authority] = {}
        for seen in sorted(ledger, key=lambda c: c.id, reverse=True):
            if seen.kind == "kebijakan" and seen.rumpun == "umum" and self.places[seen.node].wilayah == "ID":
                fields = seen.fields or {}
                version, rows = fields.get("versi"), fields.get("wewenang")
                if isinstance(version, int) and isinstance(rows, str):
                    found[version] = {(kind, name): who for kind, name, who in json.loads(rows)}
        return found

    def revoke(self, at: int, by: Office) -> None:
        """Note that a node was revoked: what its revoker does not hold counts for nobody, and it says nothing more."""
        self.revoked.add(at)
        self.settled.add(by.at)
        held = set().union(*(held for office, held in self.held.items() if office.at != at))
        self.lies |= {n for n, said in self.said.items() if said.author.at == at and n not in held}

    def links(self) -> list[tuple[Office, Office]]:
        """Return every child with each of its parents, lowest first."""
        found = [(child, parent) for child in self.live() for parent in self.parents(child)]
        return sorted(found, key=lambda link: -link[0].at)

    def may_hold(self, holder: Office, stream: tuple[bytes, bytes, str, str]) -> bool:
        """Return whether a stream may be at an office at all; of a node outside the tree never."""
        return stream[0] in self.places and may_hold(self.places, holder.id, stream)

    def state(
        self,
        office: Office,
        subject: Subject,
        fields: dict[str, Value],
        *,
        rumpun: str = "",
        reason: str = "edit",
        parents: tuple[bytes, ...] | None = None,
    ) -> bytes | None:
        """Let an office state something; return the change's id, None when it could not."""
        number = len(self.said) + 1
        self.said[number] = Statement(number, office, subject, rumpun or subject.rumpun, dict(fields))
        change = NewChange(
            subject.wilayah,
            rumpun or subject.rumpun,
            subject.kind,
            subject.record,
            fields,
            "petugas",
            reason,
            NO_DATE,
            (SOURCE, "", number),
            parents,
        )
        try:
            (made,) = record_changes(office.open(), [change])
        except NodeMayNotWrite as refusal:
            self.note(f"{office.name} may not write: {refusal.state}")
            return None
        except pysqlite3.OperationalError:
            self.note(f"{office.name} disk full")
            return None
        except PowerCut:
            self.came_up(office)
            return None
        self.held[office].add(number)
        if parents is None:
            self.check_parents(office, subject.record, made)
        if office.at in self.revoked:
            self.lies.add(number)
        return made

    def check_parents(self, office: Office, record: bytes, made: bytes) -> None:
        """I5: a change names all that its author's office held of the record and nobody had seen yet."""
        sql = (
            "SELECT c.id, c.parents, s.rumpun FROM ledger_change c JOIN ledger_stream s ON s.id = c.place >> 40"
            " WHERE c.record = ?"
        )
        mine = f"mitra/{office.id.hex()}/"
        rows = {
            i: parents
            for i, parents, rumpun in office.disk.peek(sql, (record,))
            if rumpun.startswith(mine) or rumpun[:6] != "mitra/" or i == made
        }
        named = rows.pop(made)
        seen = b"".join(rows.values())
        heads = sorted(i for i in rows if not any(seen[at : at + 32] == i for at in range(0, len(seen), 32)))
        if b"".join(heads) != named:
            raise Violated("I5", f"office {office.name} made a change that does not name what it saw")

    def came_up(self, office: Office) -> None:
        """Start an office again after a power cut, and see that it kept what it had promised."""
        self.note(f"{office.name} power cut")
        office.restart()
        self.check_kept(office)

    def sync(self, child: Office, parent: Office, fault: Fault = Fault()) -> Exchanged | None:  # noqa: B008
        """Let a child call a parent; return what moved, None when it did not come to an end."""
        line = Line(child, parent, fault, self.watch)
        before = self.behind(child, parent), child.epoch()
        certificate = child.parents[child.place.parents.index(parent.at)]
        result: Exchanged | None = None
        try:
            result = exchange(child.open(), certificate, line)
            self.note(f"{child.name}-{parent.name} +{result.sent} -{result.received} {result.equal}")
            self.check_met(child, parent, result, *before)
        except PeerUnreachable as error:
            self.note(f"{child.name}-{parent.name} {error}")
        except PeerRefused as refusal:
            self.note(f"{child.name}-{parent.name} refused {refusal.code}")
        except pysqlite3.OperationalError:
            self.note(f"{child.name} disk full")
        except PowerCut:
            self.came_up(child)
        for office in (child, parent):
            if office.disk.off:
                self.came_up(office)
            office.disk.disarm()
            self.check_kept(office)
        self.check_safe(child)
        return result

    def check_met(self, child: Office, parent: Office, result: Exchanged, behind: set[Stream], epoch: bytes) -> None:
        """I12: who met its own lost changes takes them back and begins a new epoch. Who was revoked meets nobody."""
        if child.at in self.revoked:
            raise Violated("I7", f"{parent.name} served the revoked office {child.name}")
        lost = behind - quarantined(child.disk)
        gone_on = epoch == child.epoch() and any(stream[1] == epoch for stream in lost)
        if lost and (not result.recovered or gone_on):
            raise Violated("I12", f"office {child.name} met its own lost changes at {parent.name} and went on")

    def behind(self, child: Office, parent: Office) -> set[Stream]:
        """Return the streams of a child of which a parent holds more than the child itself."""
        sql = "SELECT node, epoch, wilayah, rumpun, seq FROM ledger_stream WHERE node = ? AND seq > 0"
        mine = {tuple(stream): seq for *stream, seq in child.disk.peek(sql, (child.id,))}
        theirs = parent.disk.peek(sql, (child.id,))
        return {(n, e, w, r) for n, e, w, r, seq in theirs if seq > mine.get((n, e, w, r), 0)}

    def watch(self, sender: Office, receiver: Office, batch: Batch) -> None:
        """See every batch on the line: only what its receiver may hold, and some of them will come late."""
        for segment in batch.segments:
            stream = (segment.stream.node, segment.stream.epoch, segment.stream.wilayah, segment.stream.rumpun)
            if not self.may_hold(receiver, stream):
                told = f"{sender.name} sent {stream[2]}/{stream[3]} of {stream[0].hex()[:6]} to {receiver.name}"
                raise Violated("I11", told)
        if self.rng.random() < 0.1:
            self.late = [*self.late, (sender, receiver, batch)][-LATE_MAX:]

    def check_kept(self, office: Office) -> None:
        """I1: what an office was told to be kept is there; what came in since is noted."""
        numbers = self.numbers.held(office.disk)
        if lost := self.held[office] - numbers - self.gone:
            raise Violated("I1", f"office {office.name} lost the statements {sorted(lost)[:5]}")
        self.held[office] = numbers

    def check_safe(self, office: Office) -> None:
        """I2: what an office shows as *aman* lies at another one too."""
        others: set[int] = set().union(*(held for other, held in self.held.items() if other is not office))
        if alone := self.numbers.safe(office.disk, office.id) - others - self.gone - self.widowed:
            raise Violated("I2", f"office {office.name} shows {sorted(alone)[:5]} as safe; nobody else has them")

    def forget(self, office: Office) -> None:
        """Note that an office is now no more than what its disk says: what no other one holds is gone for good."""
        numbers = self.numbers.held(office.disk)
        for number in sorted(self.held[office] - numbers):
            holders = [other for other, held in self.held.items() if other is not office and number in held]
            if not holders:
                self.gone.add(number)
            elif len(holders) == 1:
                self.widowed.add(number)
        self.held[office] = numbers
