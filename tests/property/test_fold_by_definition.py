"""The fold against the words of the design, written out slowly: sets of ids, no masks, no order, no overlay."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import FoldChange
from tests.property.test_fold import CAPACITIES, folded, history

FIELDS = ("nib", "nama_usaha", "alamat")
LEVEL_OF = {"kabkota": Level.KABKOTA, "provinsi": Level.PROVINSI, "pusat": Level.KEMENTERIAN}


def ancestors(change: FoldChange, known: dict[bytes, FoldChange]) -> set[bytes]:
    """Return every change that the author of this one had seen."""
    found: set[bytes] = set()
    for parent in change.parents:
        if parent in known:
            found |= {parent} | ancestors(known[parent], known)
    return found


class Slowly:
    """What the design says of one record, question by question."""

    def __init__(self, changes: list[FoldChange]) -> None:
        self.known = {change.id: change for change in changes}
        self.seen = {change.id: ancestors(change, self.known) for change in self.known.values()}

    def last_of(self, some: list[FoldChange]) -> list[FoldChange]:
        """Return those that none of the others had seen, greatest clock first."""
        alone = [c for c in some if not any(c.id in self.seen[other.id] for other in some)]
        return sorted(alone, key=lambda c: (c.hlc, c.id), reverse=True)

    def pembina_before(self, change: FoldChange | None) -> str:
        """Return the pembina that a change saw; after all of them for None."""
        seen = set(self.known) if change is None else self.seen[change.id]
        accepted = self.last_of([c for c in map(self.known.__getitem__, seen) if self.accepts(c)])
        return str(accepted[0].fields["pembina"]) if accepted else "kabkota"

    def accepts(self, change: FoldChange) -> bool:
        """Return whether a change takes a record over: offered by its pembina, seen and taken by the level named."""
        target, before = change.fields.get("pembina"), self.pembina_before(change)
        if target is None or target == before or change.capacity.level is not LEVEL_OF[str(target)]:
            return False
        offers = [self.known[i] for i in self.seen[change.id] if "pembina_tawaran" in self.known[i].fields]
        last = self.last_of([offer for offer in offers if self.speaks(offer)])
        return bool(last) and last[0].fields["pembina_tawaran"] == target and self.pembina_before(last[0]) == before

    def with_authority(self, change: FoldChange, name: str) -> bool:
        if name == "nib":
            return change.capacity.level is Level.KEMENTERIAN and "usaha" in change.capacity.rumpun
        return self.speaks(change)

    def speaks(self, change: FoldChange) -> bool:
        return change.capacity.level is LEVEL_OF[self.pembina_before(change)]

    def field(self, name: str) -> tuple[Scalar, bool, set[Scalar], set[Scalar]] | None:
        """Return (value, verified, rivals, proposals); None when nobody stated the field."""
        stating = [c for c in self.known.values() if name in c.fields]
        if not stating:
            return None
        sure = [c for c in stating if self.with_authority(c, name)]
        first, *others = self.last_of(sure or stating)
        value = first.fields[name]
        rivals = {c.fields[name] for c in others} - {value}
        standing = self.last_of(sure)
        free = [c for c in stating if c not in sure and not any(c.id in self.seen[a.id] for a in standing)]
        proposals = {c.fields[name] for c in self.last_of(free)} - {value} if sure else set()
        return value, bool(sure), rivals, proposals

    def deletions(self) -> set[bytes]:
        sure = [c for c in self.known.values() if self.speaks(c)]
        undone = {c.fields["batal_hapus"] for c in sure if "batal_hapus" in c.fields}
        return {c.id for c in sure if "dihapus" in c.fields and c.id.hex() not in undone}


@given(st.integers(0, 2**32))
def test_every_field_is_what_the_design_says(seed: int) -> None:
    changes = history(Random(seed))
    state, slowly = folded(changes), Slowly(changes)

    for name in FIELDS:
        told = slowly.field(name)
        if told is None:
            assert name not in state.values
            continue
        value, verified, rivals, proposals = told
        assert state.values[name] == value
        assert (name in state.verified) is verified
        assert {shown for shown, _ in state.rivals.get(name, ())} == rivals
        assert {shown for shown, _ in state.proposals.get(name, ())} == proposals


@given(st.integers(0, 2**32))
def test_pembina_deletions_and_heads_are_what_the_design_says(seed: int) -> None:
    changes = history(Random(seed))
    state, slowly = folded(changes), Slowly(changes)

    assert state.pembina == slowly.pembina_before(None)
    assert set(state.deletions) == slowly.deletions()
    assert set(state.heads) == {c.id for c in slowly.last_of(changes)}


def handed_around(rng: Random) -> list[FoldChange]:
    """One record's changes, most of which offer it or take it over, rightly and wrongly."""
    changes: list[FoldChange] = []
    for _ in range(rng.randrange(3, 11)):
        known = [change.id for change in changes]
        saw_all = changes and rng.random() < 0.8
        parents = folded(changes).heads if saw_all else tuple(sorted(rng.sample(known, min(len(known), 1))))
        verb = rng.choice(["pembina_tawaran", "pembina", "alamat"])
        value = rng.choice(["kabkota", "provinsi", "pusat"])
        capacity = rng.choice(CAPACITIES[:3])
        changes.append(FoldChange(rng.randbytes(32), rng.randrange(100) << 32, parents, capacity, 1, {verb: value}))
    return changes


@settings(max_examples=1000)
@given(st.integers(0, 2**32))
def test_a_record_is_handed_over_as_the_design_says(seed: int) -> None:
    changes = handed_around(Random(seed))
    state, slowly = folded(changes), Slowly(changes)

    assert state.pembina == slowly.pembina_before(None)
    told = slowly.field("alamat")
    assert told is None or (state.values["alamat"], "alamat" in state.verified) == told[:2]


def test_an_offer_that_was_taken_back_hands_nothing_over() -> None:
    rng = Random(7)
    first = FoldChange(rng.randbytes(32), 1, (), CAPACITIES[0], 1, {"alamat": "a"})
    offer = FoldChange(rng.randbytes(32), 2, (first.id,), CAPACITIES[0], 1, {"pembina_tawaran": "provinsi"})
    back = FoldChange(rng.randbytes(32), 3, (offer.id,), CAPACITIES[0], 1, {"pembina_tawaran": None})
    accept = FoldChange(rng.randbytes(32), 4, (back.id,), CAPACITIES[1], 1, {"pembina": "provinsi"})
    unseen = FoldChange(rng.randbytes(32), 4, (offer.id,), CAPACITIES[1], 1, {"pembina": "provinsi"})

    assert folded([first, offer, back, accept]).pembina == "kabkota"
    assert folded([first, offer, back, unseen]).pembina == "provinsi"


def test_an_offer_that_was_taken_is_not_open_again_when_the_record_comes_back() -> None:
    rng = Random(0)
    first = FoldChange(rng.randbytes(32), 1, (), CAPACITIES[0], 1, {"alamat": "a"})
    steps = [
        (CAPACITIES[0], {"pembina_tawaran": "provinsi"}),
        (CAPACITIES[1], {"pembina": "provinsi"}),
        (CAPACITIES[1], {"pembina_tawaran": "kabkota"}),
        (CAPACITIES[0], {"pembina": "kabkota"}),
        (CAPACITIES[1], {"pembina": "provinsi"}),
    ]
    changes = [first]
    for at, (who, fields) in enumerate(steps, 2):
        changes.append(FoldChange(rng.randbytes(32), at, (changes[-1].id,), who, 1, fields))

    assert (folded(changes).pembina, folded(changes).offer) == ("kabkota", None)
