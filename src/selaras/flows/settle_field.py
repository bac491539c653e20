"""Settle what stands against a value: a node with authority states one of the values, having seen all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.core.ledger.authority import Pembina, Policy, may_state
from selaras.core.ledger.payload import Scalar
from selaras.flows.context import read_policies
from selaras.flows.held_record import PEMBINA_WORDS, ActRefused, HeldRecord, held_record
from selaras.flows.node import Node
from selaras.flows.record_changes import record_changes

REASON = "judgement"
SHOWN, RIVAL, PROPOSAL = "berlaku", "pertentangan", "usulan perbaikan"
OWNERS = {
    "kementerian_koperasi": "Kementerian Koperasi",
    "kementerian_umkm": "Kementerian UMKM",
    "mitra_pembiayaan": "lembaga pembiayaannya",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field that somebody stands by. word: SHOWN, RIVAL or PROPOSAL; letter: how an officer names it."""

    field: str
    letter: str
    value: Scalar
    word: str


def choices(held: HeldRecord) -> list[Choice]:
    """Return what stands against what, field by field in the order of the dictionary, the value in force first as `a`."""
    found: list[Choice] = []
    for name in held.table.names:
        others = [(value, RIVAL) for value, _ in held.state.rivals.get(name, ())]
        others += [(value, PROPOSAL) for value, _ in held.state.proposals.get(name, ())]
        if others:
            values = [(held.state.values[name], SHOWN), *others]
            found += [Choice(name, _letter(at), value, word) for at, (value, word) in enumerate(values)]
    return found


def settle_field(node: Node, record: bytes, field: str, letter: str, *, author: str) -> Choice:
    """State the chosen value; nothing stands against it afterwards. Raises ActRefused, NodeMayNotWrite."""
    held = held_record(node, record)
    standing = [choice for choice in choices(held) if choice.field == field]
    if not standing:
        raise ActRefused(f"Tidak ada pertentangan atau usulan pada kolom {field} catatan ini.")
    chosen = _chosen(standing, letter)
    if not may_settle(node, held, field):
        raise ActRefused(f"Kolom {field} diputuskan oleh {decider(node, held, field)}, bukan oleh kantor ini.")
    record_changes(node, [held.change({field: chosen.value}, author, REASON)])
    return chosen


def may_settle(node: Node, held: HeldRecord, field: str) -> bool:
    """Return whether this node's statement of the field has authority, under the newest policy."""
    policy, kind = _newest_policy(node), held.table.kind.name
    capacity = node.identity.capacity
    return held.rumpun is not None and may_state(policy, capacity, kind, field, held.state.pembina, held.rumpun)


def decider(node: Node, held: HeldRecord, field: str) -> str:
    """Return who decides about a field, in words (Indonesian)."""
    who = _newest_policy(node).authority.get((held.table.kind.name, field), "daerah")
    return OWNERS.get(who) or f"pembinanya ({PEMBINA_WORDS[Pembina(held.state.pembina)]})"


def _newest_policy(node: Node) -> Policy:
    policies = read_policies(node.db)
    return policies[max(policies)]


def _chosen(standing: Sequence[Choice], letter: str) -> Choice:
    for choice in standing:
        if choice.letter == letter:
            return choice
    listed = ", ".join(choice.letter for choice in standing)
    raise ActRefused(f"Pilihan «{letter}» tidak ada. Pilih salah satu dari: {listed}.")


def _letter(at: int) -> str:
    """Return a, b, … z, aa, ab, … for a position from 0."""
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("a") + at % 26)
