"""The fold as the design tells it, written for its reader: sets, recursion, no masks, no overlay, no cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from selaras.core.ledger.authority import Level
from tests.simulation.ledger_view import Seen, Value
from tests.simulation.naive_rules import has_authority, supervises
from tests.simulation.tree import Place

STEERING = {"pembina_tawaran", "pembina", "dihapus", "batal_hapus", "musnah", "terverifikasi"}
BY_MEMBERS = {"kabkota": "kabkota", "provinsi": "provinsi", "nasional": "pusat"}
ORDER = ["kabkota", "provinsi", "pusat"]
NOBODY = Place(Level.MITRA, "", ())
Authority = dict[tuple[str, str], str]


@dataclass
class Folded:
    """What a record's row must say."""

    values: dict[str, Value] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    rivals: dict[str, set[Value]] = field(default_factory=dict)
    proposals: dict[str, set[Value]] = field(default_factory=dict)
    pembina: str = ""
    offer: str | None = None
    deletions: set[bytes] = field(default_factory=set)
    heads: set[bytes] = field(default_factory=set)


@dataclass
class NaiveFold:
    """The changes of one record, all of them. shown: the fields that the reader's version has a column for."""

    changes: list[Seen]
    places: dict[bytes, Place]
    policies: Callable[[int], Authority]
    shown: set[str]
    rumpun: str
    subject_pembina: str | None

    @cached_property
    def by_id(self) -> dict[bytes, Seen]:
        return {change.id: change for change in self.changes}

    @cached_property
    def before(self) -> dict[bytes, set[bytes]]:
        """Everything that the author of a change had seen, through others too."""
        found: dict[bytes, set[bytes]] = {}

        def past(change: bytes) -> set[bytes]:
            if change not in found:
                known = [parent for parent in self.by_id[change].parents if parent in self.by_id]
                found[change] = set(known).union(*(past(parent) for parent in known))
            return found[change]

        for change in self.by_id:
            past(change)
        return found

    def newest(self, changes: Iterable[Seen]) -> list[Seen]:
        """Return those that none of the others had seen, the greatest stamp first."""
        listed = list(changes)
        unseen = [c for c in listed if not any(c.id in self.before[other.id] for other in listed)]
        return sorted(unseen, key=lambda c: (c.stamp, c.id), reverse=True)

    def fields(self, change: Seen) -> dict[str, Value]:
        return {n: v for n, v in (change.fields or {}).items() if n in self.shown or n in STEERING}

    def vouched(self, change: Seen) -> set[str] | None:
        """Return the fields that a publisher vouches for; None for a change that is no publication."""
        if not change.rumpun.startswith("mitra/"):
            return None
        return set(str(self.fields(change).get("terverifikasi") or "").split("|"))

    def steers(self, change: Seen, pembina: str) -> bool:
        if self.vouched(change) is not None:
            return True
        return supervises(self.places.get(change.node, NOBODY), pembina, self.rumpun)

    @cached_property
    def base(self) -> str:
        if self.subject_pembina is not None:
            return self.subject_pembina
        first = [c for c in self.changes if not c.parents]
        claims = [BY_MEMBERS.get(str(self.fields(c).get("wilayah_keanggotaan")), "kabkota") for c in first]
        return max(claims, key=ORDER.index, default="kabkota")

    def pembina_for(self, change: bytes | None) -> str:
        """Return who was pembina in the eyes of a change; None for now."""
        seen = self.before[change] if change is not None else set(self.by_id)
        accepted = self.newest(self.by_id[c] for c in seen if c in self.acceptances)
        return str(self.fields(accepted[0])["pembina"]) if accepted else self.base

    @cached_property
    def acceptances(self) -> set[bytes]:
        """The hand-overs that count: offered by the pembina of the time, accepted by the receiver who saw the offer."""
        counted: set[bytes] = set()
        self.__dict__["acceptances"] = counted
        for change in sorted(self.changes, key=lambda c: len(self.before[c.id])):
            target = self.fields(change).get("pembina")
            if self.subject_pembina is None and isinstance(target, str) and self._accepts(change, target):
                counted.add(change.id)
        return counted

    def _accepts(self, change: Seen, target: str) -> bool:
        now = self.pembina_for(change.id)
        return target != now and self.steers(change, target) and self.offered(self.before[change.id], now) == target

    def offered(self, seen: Iterable[bytes], now: str) -> Value:
        """Return whom the newest of the offers seen asks, if the pembina of now made it: one offer hands over once."""
        offers = [self.by_id[c] for c in seen if "pembina_tawaran" in self.fields(self.by_id[c])]
        newest = self.newest(c for c in offers if self.steers(c, self.pembina_for(c.id)))
        asked = newest[0] if newest and self.pembina_for(newest[0].id) == now else None
        return None if asked is None else self.fields(asked)["pembina_tawaran"]

    def authorised(self, change: Seen, name: str) -> bool:
        vouched = self.vouched(change)
        if vouched is not None:
            return name in vouched
        place = self.places.get(change.node, NOBODY)
        who = self.policies(change.policy).get((change.kind, name), "daerah")
        return has_authority(place, who, self.pembina_for(change.id), self.rumpun)

    def fold(self) -> Folded:
        """Return what the row must say."""
        now = self.pembina_for(None)
        result = Folded(pembina=now, heads={c.id for c in self.newest(self.changes)})
        names = {name for change in self.changes for name in self.fields(change)} - STEERING
        for name in names:
            self._settle(result, name)
        asked = self.offered(self.by_id, now)
        if isinstance(asked, str) and asked != now:
            result.offer = asked
        lawful = [c for c in self.changes if self.steers(c, self.pembina_for(c.id))]
        undone = {self.fields(c).get("batal_hapus") for c in lawful}
        result.deletions = {
            c.id for c in lawful if "dihapus" in self.fields(c) and c.id.hex() not in undone and self._deletes(c)
        }
        return result

    def _deletes(self, change: Seen) -> bool:
        """Return whether a deletion counts: a publisher's only if it had seen all that was stated."""
        stating = {c.id for c in self.changes if set(self.fields(c)) - STEERING}
        return self.vouched(change) is None or stating <= self.before[change.id]

    def _settle(self, result: Folded, name: str) -> None:
        stating = [c for c in self.changes if name in self.fields(c)]
        lawful = [c for c in stating if self.authorised(c, name)]
        running = self.newest(lawful or stating)
        won = self.fields(running[0])[name]
        result.values[name] = won
        rivals = {self.fields(c)[name] for c in running} - {won}
        if rivals:
            result.rivals[name] = rivals
        if not lawful:
            return
        result.verified.add(name)
        settled = set().union(*(self.before[c.id] for c in running))
        free = [c for c in stating if c not in lawful and c.id not in settled]
        proposals = {self.fields(c)[name] for c in self.newest(free)} - {won}
        if proposals:
            result.proposals[name] = proposals
