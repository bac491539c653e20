"""The fold: independent of order and repetition, equal to the overlay, and it loses no statement."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from selaras.core.ledger.authority import Capacity, Level, Policy
from selaras.core.ledger.causality import causal_past
from selaras.core.ledger.fold import fold, overlay
from selaras.core.ledger.state import FoldChange, State

POLICIES = {1: Policy(1, {("usaha", "nib"): "kementerian_umkm"})}
CAPACITIES = [
    Capacity(Level.KABKOTA, frozenset({"usaha"})),
    Capacity(Level.PROVINSI, frozenset({"usaha"})),
    Capacity(Level.KEMENTERIAN, frozenset({"usaha"})),
    Capacity(Level.MITRA, frozenset()),
]
STEERING: tuple[dict[str, str | None], ...] = (
    {"pembina_tawaran": "provinsi"},
    {"pembina_tawaran": None},
    {"pembina": "provinsi"},
    {"dihapus": "ya"},
)


def folded(changes: list[FoldChange]) -> State:
    return fold(changes, kind="usaha", rumpun="usaha", policies=POLICIES)


def history(rng: Random, *, steering: bool = True) -> list[FoldChange]:
    """One record's changes: most saw all, some only a part; the clocks say anything."""
    changes: list[FoldChange] = []
    for _ in range(rng.randrange(1, 9)):
        known = [change.id for change in changes]
        some = tuple(sorted(rng.sample(known, rng.randrange(0, min(len(known), 2) + 1))))
        parents = folded(changes).heads if changes and rng.random() < 0.7 else some
        fields: dict[str, str | int | None] = {
            name: rng.choice(["a", "b", None]) for name in rng.sample(["nib", "nama_usaha", "alamat"], 2)
        }
        if steering and rng.random() < 0.25:
            fields = dict(rng.choice(STEERING))
            if changes and rng.random() < 0.3:
                fields = {"batal_hapus": rng.choice(known).hex()}
        changes.append(
            FoldChange(rng.randbytes(32), rng.randrange(100) << 32, parents, rng.choice(CAPACITIES), 1, fields)
        )
    return changes


@given(st.integers(0, 2**32))
def test_fold_depends_neither_on_order_nor_on_repetition(seed: int) -> None:
    rng = Random(seed)
    changes = history(rng)
    shuffled = changes + changes[:3]
    rng.shuffle(shuffled)

    assert folded(shuffled) == folded(changes)


@given(st.integers(0, 2**32))
def test_overlay_equals_fold_whenever_it_answers(seed: int) -> None:
    rng = Random(seed)
    changes = history(rng)
    *before, last = changes
    state = folded(before)
    if not before:
        state.pembina = folded(changes).pembina

    after = overlay(state, last, kind="usaha", rumpun="usaha", policies=POLICIES)

    assert after is None or after == folded(changes)


@given(st.integers(0, 2**32))
def test_no_statement_disappears_silently(seed: int) -> None:
    changes = history(Random(seed))
    state, past = folded(changes), causal_past(changes)

    for change in changes:
        for name, value in change.fields.items():
            if name not in ("nib", "nama_usaha", "alamat") or state.values[name] == value:
                continue
            others = state.rivals.get(name, ()) + state.proposals.get(name, ())
            superseded = any(name in later.fields and past.saw(later.id, change.id) for later in changes)
            assert superseded or any(shown == value for shown, _ in others)


@given(st.integers(0, 2**32), st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_change_that_saw_another_supersedes_it_whatever_the_clocks_say(seed: int, first: int, second: int) -> None:
    rng, office = Random(seed), CAPACITIES[0]
    earlier = FoldChange(rng.randbytes(32), first, (), office, 1, {"alamat": "lama"})
    later = FoldChange(rng.randbytes(32), second, (earlier.id,), office, 1, {"alamat": "baru"})

    assert folded([later, earlier]).values["alamat"] == "baru"


@given(st.integers(0, 2**32))
def test_a_value_shown_as_verified_was_stated_with_authority(seed: int) -> None:
    changes = history(Random(seed), steering=False)
    state = folded(changes)

    for name in state.verified:
        level = Level.KEMENTERIAN if name == "nib" else Level.KABKOTA
        saying = [c for c in changes if c.capacity.level is level and name in c.fields]
        assert any(c.fields[name] == state.values[name] for c in saying)


def test_a_deletion_is_undone_only_by_a_change_that_names_it() -> None:
    rng, office = Random(1), CAPACITIES[0]
    first = FoldChange(rng.randbytes(32), 1, (), office, 1, {"alamat": "a"})
    deletion = FoldChange(rng.randbytes(32), 2, (first.id,), office, 1, {"dihapus": "ya"})
    edit = FoldChange(rng.randbytes(32), 3, (deletion.id,), office, 1, {"alamat": "b"})
    undo = FoldChange(rng.randbytes(32), 4, (edit.id,), office, 1, {"batal_hapus": deletion.id.hex()})

    assert folded([first, deletion, edit]).deletions == (deletion.id,)
    assert folded([first, deletion, edit, undo]).deletions == ()
