"""What belongs to an enterprise or a cooperative, as its page lists it: yearly reports, loans, managers, each with its key figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from selaras import data
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import State
from selaras.core.terms.kamus import Kind
from selaras.flows.node import Node
from selaras.store.registry.queries import read_belonging
from selaras.web.found import NAMING, TITLES
from selaras.web.sections import BELONGING, KEY_FIGURES
from selaras.web.values import Shown, Sight, shown

YEARS_OFFERED = 8  # back from the present one
ORDER = {**YEAR_FIELD, "kredit": "tanggal_akad"}  # newest first


@dataclass(frozen=True, slots=True)
class Item:
    """One line: where it leads, what it is called, its figures in the order of the group's labels, and its state in one word."""

    address: str
    title: str
    figures: list[tuple[Shown, bool]]
    deleted: bool
    disputed: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class Group:
    """All records of one kind that belong to a subject. naming: heading of the column that names them.

    years: those without a report, newest first, of a kind that has years; likely: the one that is most likely reported now.
    """

    kind: str
    heading: str
    word: str
    naming: str
    labels: list[tuple[str, bool]]
    items: list[Item]
    years: Sequence[int]
    likely: int | None
    yearly: bool


def groups_of(node: Node, kind: str, subject: bytes, sight: Sight) -> list[Group]:
    """Return what belongs to a subject, a group a kind, deleted records last."""
    return [_group(node, of, heading, subject, sight) for of, heading in BELONGING[kind]]


def years_without(node: Node, kind: str, subject: bytes, until: int) -> list[int]:
    """Return the last years of which a subject has no report, newest first. until: the newest that may be reported."""
    return _without(read_belonging(node.db, kind, subject), kind, until)


def likely_year(years: Sequence[int], this_year: int) -> int | None:
    """Return the year that is most likely reported now: the last one that is over. years: newest first."""
    return next((year for year in years if year < this_year), years[0] if years else None)


def _group(node: Node, kind: str, heading: str, subject: bytes, sight: Sight) -> Group:
    of_kind, found = data.kamus().kind(kind), read_belonging(node.db, kind, subject)
    fields = [of_kind.field(name) for name in KEY_FIGURES[kind]]
    order, today = ORDER.get(kind), localdate()
    naming = YEAR_FIELD.get(kind) or NAMING[kind]
    if order:
        found.sort(key=lambda one: str(one[1].values.get(order) or ""), reverse=True)
    found.sort(key=lambda one: bool(one[1].deletions))
    years = _without(found, kind, today.year) if kind in YEAR_FIELD else []
    return Group(
        kind,
        heading,
        TITLES[kind].lower(),
        of_kind.field(naming).label,
        [(field.label, _is_number(of_kind, field.name)) for field in fields],
        [_item(of_kind, naming, key, state, sight) for key, state in found],
        years,
        likely_year(years, today.year),
        kind in YEAR_FIELD,
    )


def _item(kind: Kind, naming: str, key: bytes, state: State, sight: Sight) -> Item:
    figures = [
        (shown(kind.field(name), _figure(state, name), sight), _is_number(kind, name))
        for name in KEY_FIGURES[kind.name]
    ]
    name = shown(kind.field(naming), state.values.get(naming), sight)
    return Item(
        f"/{kind.name}/{key.hex()}/",
        TITLES[kind.name] if name.masked else name.text,
        figures,
        bool(state.deletions),
        bool(state.rivals or state.proposals),
        not state.unverified,
    )


def _figure(state: State, name: str) -> Scalar:
    """Return a value; a number of people that is only told by sex is their sum."""
    value = state.values.get(name)
    if value is None and name.endswith("_jumlah"):
        parts = [state.values.get(name.replace("_jumlah", part)) for part in ("_laki", "_perempuan")]
        if all(isinstance(part, int) for part in parts):
            return sum(int(str(part)) for part in parts)
    return value


def _is_number(kind: Kind, name: str) -> bool:
    return bool(kind.field(name).unit)


def _without(found: Sequence[tuple[bytes, State]], kind: str, until: int) -> list[int]:
    told = {state.values.get(YEAR_FIELD[kind]) for _, state in found}
    return [year for year in range(until, until - YEARS_OFFERED, -1) if year not in told]
