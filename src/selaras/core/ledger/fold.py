"""The fold: from all changes of a record to its current state. The same set gives the same state, in any order.

`overlay` does the usual case, a change that saw everything, without reading the history; both are tested equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from selaras.core.ledger.authority import (
    DELETION,
    PEMBINA_ACCEPT,
    PEMBINA_OF_KEANGGOTAAN,
    PEMBINA_OFFER,
    RESTORATION,
    SYSTEM_FIELDS,
    Pembina,
    Policy,
    authorised_names,
    may_state,
    policy_for,
    speaks_for,
)
from selaras.core.ledger.causality import Past, causal_past, heads, latest
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import FoldChange, Other, State

HANDOVERS_MAX = (
    64  # offers, and acceptances, of one record; further ones count for nothing, or every fold would be slow
)
RANK = {Pembina.KABKOTA: 0, Pembina.PROVINSI: 1, Pembina.PUSAT: 2}


def fold(
    changes: Sequence[FoldChange],
    *,
    kind: str,
    rumpun: str,
    policies: Mapping[int, Policy],
    subject_pembina: str | None = None,
) -> State:
    """Return the current state of one record.

    subject_pembina: for a report, a loan or a person, the pembina of the enterprise or cooperative it belongs to;
    such a record has none of its own. None for a subject itself. Cost: O(n²) bits for n changes of the record.
    """
    by_id = {change.id: change for change in changes}
    past = causal_past(list(by_id.values()))
    pembina = _pembina_at(by_id, past, rumpun, subject_pembina)
    state = State(heads=heads(past), pembina=pembina["now"])
    state.offer = _open_offer(by_id, past, pembina, rumpun)
    state.deletions = _deletions(by_id, past, pembina, rumpun)
    by_field: dict[str, list[FoldChange]] = {}
    for change_id in past.order:
        for name in by_id[change_id].fields:
            if name not in SYSTEM_FIELDS:
                by_field.setdefault(name, []).append(by_id[change_id])
    verified: set[str] = set()
    unverified: set[str] = set()
    for name, stating in by_field.items():
        authorised = [
            c
            for c in stating
            if may_state(policy_for(policies, c.policy), c.capacity, kind, name, pembina[c.id.hex()], rumpun)
        ]
        (verified if authorised else unverified).add(name)
        _settle(state, name, stating, authorised, past)
    state.verified, state.unverified = frozenset(verified), frozenset(unverified)
    return state


def _settle(state: State, name: str, stating: list[FoldChange], authorised: list[FoldChange], past: Past) -> None:
    """Choose the winner of one field and keep everything that nobody superseded."""
    candidates = latest(authorised or stating, past)
    winner = candidates[0]
    value = winner.fields[name]
    state.values[name] = value
    if rivals := _others(name, candidates[1:], value):
        state.rivals[name] = rivals
    if authorised:
        settled = {a.id for a in authorised}
        seen = past.seen_by(candidates)
        free = [c for c in stating if c.id not in settled and not seen >> past.position[c.id] & 1]
        if proposals := _others(name, latest(free, past), value):
            state.proposals[name] = proposals


def _others(name: str, changes: list[FoldChange], won: Scalar) -> tuple[Other, ...]:
    """Return the values that differ from the winner's, each once, with the change that states it."""
    kept: dict[tuple[type, Scalar], bytes] = {}
    for change in changes:
        value = change.fields[name]
        if value != won:
            kept.setdefault((type(value), value), change.id)
    return tuple((value, change_id) for (_, value), change_id in kept.items())


def _pembina_at(
    by_id: Mapping[bytes, FoldChange], past: Past, rumpun: str, subject_pembina: str | None
) -> dict[str, str]:
    """Return who was pembina in the eyes of each change (by hex id), and "now" after all of them.

    A hand-over counts when the pembina of the time offered it and the receiving level accepted having seen the offer,
    which no later offer that it saw had replaced or taken back.
    """
    base = subject_pembina or _first_pembina(by_id, past)
    at: dict[str, str] = {}
    offers: list[FoldChange] = []
    accepted: list[FoldChange] = []
    for change_id in past.order:
        change = by_id[change_id]
        seen = latest(_seen_of(accepted, change_id, past), past)
        current = str(seen[0].fields[PEMBINA_ACCEPT]) if seen else base
        at[change_id.hex()] = current
        target = change.fields.get(PEMBINA_ACCEPT)
        if (
            subject_pembina is None
            and isinstance(target, str)
            and target != current
            and speaks_for(change.capacity, target, rumpun)
            and _offered(_seen_of(offers, change_id, past), past, at, current) == target
            and len(accepted) < HANDOVERS_MAX
        ):
            accepted.append(change)
        offers_it = PEMBINA_OFFER in change.fields and speaks_for(change.capacity, current, rumpun)
        if offers_it and len(offers) < HANDOVERS_MAX:
            offers.append(change)
    last = latest(accepted, past)
    at["now"] = str(last[0].fields[PEMBINA_ACCEPT]) if last else base
    return at


def _offered(offers: Sequence[FoldChange], past: Past, at: Mapping[str, str], pembina: str) -> str | None:
    """Return the level that the last of these offers names, if this pembina made it; of concurrent ones greatest (hlc, id)."""
    last = latest(offers, past)
    target = last[0].fields[PEMBINA_OFFER] if last and at[last[0].id.hex()] == pembina else None
    return target if isinstance(target, str) else None


def _seen_of(some: Sequence[FoldChange], seen_by: bytes, past: Past) -> list[FoldChange]:
    return [change for change in some if past.saw(seen_by, change.id)]


def _first_pembina(by_id: Mapping[bytes, FoldChange], past: Past) -> str:
    """Return the pembina that the record began with: by membership area for a cooperative, else the kab/kota.

    Of several first statements the highest level counts, so that no office gains authority by adding one.
    """
    claims = [
        PEMBINA_OF_KEANGGOTAAN.get(str(by_id[change_id].fields.get("wilayah_keanggotaan")), Pembina.KABKOTA)
        for change_id, mask in zip(past.order, past.masks, strict=True)
        if not mask and not by_id[change_id].parents
    ]
    return max(claims, key=RANK.__getitem__, default=Pembina.KABKOTA)


def _open_offer(by_id: Mapping[bytes, FoldChange], past: Past, pembina: Mapping[str, str], rumpun: str) -> str | None:
    """Return the level that may accept the record now: what the last offer names, if the pembina of now made it."""
    offers = [
        change
        for change_id in past.order
        if PEMBINA_OFFER in (change := by_id[change_id]).fields
        and speaks_for(change.capacity, pembina[change_id.hex()], rumpun)
    ][:HANDOVERS_MAX]
    target = _offered(offers, past, pembina, pembina["now"])
    return None if target == pembina["now"] else target


def _deletions(
    by_id: Mapping[bytes, FoldChange], past: Past, pembina: Mapping[str, str], rumpun: str
) -> tuple[bytes, ...]:
    """Return the deletions in force: authorised, and named by no authorised restoration.

    A publisher deletes its own copy only: what another one published without having seen the deletion keeps the record.
    """
    authorised = [c for c in by_id.values() if speaks_for(c.capacity, pembina[c.id.hex()], rumpun)]
    undone = {c.fields[RESTORATION] for c in authorised if RESTORATION in c.fields}
    found = [c for c in authorised if DELETION in c.fields and c.id.hex() not in undone]
    stating = [c.id for c in by_id.values() if any(name not in SYSTEM_FIELDS for name in c.fields)]
    return tuple(
        sorted(c.id for c in found if c.capacity.vouched is None or all(past.saw(c.id, other) for other in stating))
    )


def overlay(
    state: State,
    change: FoldChange,
    *,
    kind: str,
    rumpun: str,
    policies: Mapping[int, Policy],
) -> State | None:
    """Return the state after a change that saw exactly the current heads, or None when only a fold can tell.

    None for a change that saw more or less than the heads, or that steers the record (hand-over, deletion).
    """
    if change.parents != state.heads or any(name in SYSTEM_FIELDS for name in change.fields):
        return None
    policy = policy_for(policies, change.policy)
    allowed = authorised_names(policy, change.capacity, kind, tuple(change.fields), state.pembina, rumpun)
    after = replace(
        state,
        values=dict(state.values),
        verified=state.verified | allowed,
        unverified=state.unverified.union(change.fields) - state.verified - allowed,
        rivals=dict(state.rivals),
        proposals=dict(state.proposals),
        heads=(change.id,),
    )
    for name, value in change.fields.items():
        after.proposals.pop(name, None)
        if name in allowed or name not in state.verified:
            after.values[name] = value
            after.rivals.pop(name, None)
        elif value != state.values[name]:
            after.proposals[name] = ((value, change.id),)
    return after
