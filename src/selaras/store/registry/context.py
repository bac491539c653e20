"""What the fold needs to know besides the changes: authors' capacities, policies, and which streams are ours to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from selaras.core.ledger.authority import VOUCHED, Capacity, Level, Policy
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.stream import read_publication

NOBODY = Capacity(Level.MITRA, frozenset())  # of an author whose certificate we do not hold: no authority at all


@dataclass(frozen=True, slots=True)
class FoldContext:
    """capacities: by node. reader: this node, to whom publications may be addressed."""

    reader: bytes
    capacities: Mapping[bytes, Capacity]
    policies: Mapping[int, Policy]

    def shows(self, rumpun: str) -> bool:
        """Return whether the changes of a rumpun belong to the registry of this node."""
        publication = read_publication(rumpun)
        return publication is None or publication.reader == self.reader

    def capacity(self, node: bytes, rumpun: str, fields: Mapping[str, Scalar]) -> Capacity:
        """Return in what capacity a change was made. A publisher vouches for the fields it held as verified."""
        capacity = self.capacities.get(node, NOBODY)
        if read_publication(rumpun) is None:
            return capacity
        return replace(capacity, vouched=frozenset(str(fields.get(VOUCHED) or "").split("|")))
