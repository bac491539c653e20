"""One record told whole: each value and who stands behind it, what stands against it, and everything that was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.core.ledger.authority import may_state
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.sentences import clause
from selaras.core.ledger.state import Other
from selaras.flows.context import fold_context
from selaras.flows.held_record import HeldRecord, held_record
from selaras.flows.node import Node
from selaras.store.network.queries import read_directory
from selaras.store.registry.context import FoldContext
from selaras.store.registry.queries import Said, statements


@dataclass(frozen=True, slots=True)
class Value:
    """A value and who stands behind it: the office's name, the person, and when (milliseconds since 1970)."""

    field: str
    label: str
    value: Scalar
    by: str
    author: str
    at: int


@dataclass(frozen=True, slots=True)
class Fact(Value):
    """The value in force. verified: stated by a node with authority over the field."""

    verified: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One statement as a sentence without its subject. by: the office's name."""

    change: str
    at: int
    by: str
    author: str
    told: str


@dataclass(frozen=True, slots=True)
class Story:
    """A record and its history, newest first."""

    held: HeldRecord
    facts: list[Fact]
    rivals: list[Value]
    proposals: list[Value]
    history: list[Event]


def record_story(node: Node, record: bytes) -> Story:
    """Return all that this office can tell of a record. Raises ActRefused when it holds none."""
    held = held_record(node, record)
    said = statements(node.db, record)
    names = {key: certificate.name for key, certificate in read_directory(node.db).certificates.items()}
    labels = {field.name: field.label for field in held.table.kind.fields}
    teller = _Teller(held, fold_context(node.db, node.id), said, names, labels)
    return Story(
        held,
        [teller.fact(name) for name in held.table.names if name in held.state.values],
        teller.others(held.state.rivals),
        teller.others(held.state.proposals),
        [
            Event(s.id.hex(), s.at, teller.name(s.node), s.author, clause(s.reason, s.fields, s.source, labels))
            for s in said
        ],
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Looks up who said what."""

    held: HeldRecord
    context: FoldContext
    said: Sequence[Said]
    names: Mapping[bytes, str]
    labels: Mapping[str, str]

    def name(self, node: bytes) -> str:
        return self.names.get(node, node.hex()[:8])

    def fact(self, name: str) -> Fact:
        """Return a field's value with its newest teller; a verified one was told by somebody with authority."""
        value, verified = self.held.state.values[name], name in self.held.state.verified
        telling = [said for said in self.said if name in said.fields and said.fields[name] == value]
        sure = [said for said in telling if self._authorised(said, name)]
        teller = next(iter((sure if verified else None) or telling), None)
        by, author, at = (self.name(teller.node), teller.author, teller.at) if teller else ("", "", 0)
        return Fact(name, self.labels[name], value, by, author, at, verified)

    def others(self, others: Mapping[str, tuple[Other, ...]]) -> list[Value]:
        """Return what stands against the values in force, in the order of the fields' names."""
        by_change = {said.id: said for said in self.said}
        return [
            Value(name, self.labels[name], value, self.name(said.node), said.author, said.at)
            for name, found in sorted(others.items())
            for value, change in found
            if (said := by_change.get(change)) is not None
        ]

    def _authorised(self, said: Said, name: str) -> bool:
        capacity = self.context.capacities.get(said.node)
        rumpun = self.held.rumpun or self.held.table.kind.name
        policy = self.context.policies[max(self.context.policies)]
        kind, pembina = self.held.table.kind.name, self.held.state.pembina
        return capacity is not None and may_state(policy, capacity, kind, name, pembina, rumpun)
