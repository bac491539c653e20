"""Whether a new record is likely one that is there already: asked, never decided, and nothing is held up by it.

Same NIK, same telephone and name, or nearly the same name in the same desa. The whole registry is matched elsewhere; here only
what comes in is held against what this office knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from selaras.core.intake.draft import Draft, Fault, Question
from selaras.core.intake.identity import trace
from selaras.core.intake.likeness import ALIKE_MIN, likeness, skeleton
from selaras.core.intake.question import OTHER, SAME, Option
from selaras.core.terms.canonical import Scalar
from selaras.store.database import Database
from selaras.store.inbox.queries import read_traces
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.registry.tables import META, tables

NUMBERS = (("nib", "NIB sama"), ("nik_pemilik", "NIK sama"), ("nik_koperasi", "nomor induk sama"))
_SHOWN = ("nama_usaha", "nama_koperasi", "nama_pemilik")
_DESA_DOTS = 3  # in the code of a desa
DELETIONS = META.index("deletions")
_BY_PHONE, _BY_SPELLING = "telepon dan nama sama", "ejaan mirip di desa yang sama"


class NewRecord(NamedTuple):
    """A record that this import has just made."""

    record: bytes
    draft: Draft


@dataclass(frozen=True, slots=True)
class LikelyDouble:
    """Two records that may be one, and what to ask about them."""

    record: bytes
    other: bytes
    question: Question


@dataclass(slots=True)
class DoubleFinder:
    """Holds the new records of each chunk against what is known, and against each other."""

    db: Database
    settled: Mapping[bytes, str]
    _by_trace: dict[int, bytes] = field(default_factory=dict)
    _known: dict[bytes, Mapping[str, Scalar]] = field(default_factory=dict)

    def look(
        self, new: Sequence[NewRecord], bearers: Mapping[tuple[str, str], Sequence[bytes]]
    ) -> tuple[list[LikelyDouble], list[tuple[int, bytes]]]:
        """Return the likely doubles of these records, and the traces to keep of them.

        bearers: which records bear an identifier, by its field and value; these records too.
        """
        candidates, fresh = self._candidates(new, bearers)
        self._known.update({one.record: one.draft.fields for one in new})
        self._read({other for _, other, _ in candidates})
        found: dict[tuple[bytes, bytes], LikelyDouble] = {}
        for one, other, cause in candidates:
            pair = (min(one.record, other), max(one.record, other))
            if pair not in found and (double := self._judged(one, other, cause)):
                found[pair] = double
        return list(found.values()), fresh

    def forget(self) -> None:
        """Forget everything: the database knows it now."""
        self._by_trace.clear()
        self._known.clear()

    def _candidates(
        self, new: Sequence[NewRecord], bearers: Mapping[tuple[str, str], Sequence[bytes]]
    ) -> tuple[list[tuple[NewRecord, bytes, str]], list[tuple[int, bytes]]]:
        """Return (new record, other record, why) wherever two share a number or a trace, and the traces that new ones keep."""
        traces = [traces_of(one.draft.kind, one.draft.fields) for one in new]
        first = self._by_trace
        wanted = {key for of in traces for key, _ in of} - first.keys()
        first.update(read_traces(self.db, sorted(wanted)))
        found: list[tuple[NewRecord, bytes, str]] = []
        fresh: list[tuple[int, bytes]] = []
        for one, of in zip(new, traces, strict=True):
            record, fields = one.record, one.draft.fields
            for name, cause in NUMBERS:
                if (number := fields.get(name)) and (others := bearers.get((name, str(number)))):
                    found += [(one, other, cause) for other in others if other != record]
            for key, cause in of:
                other = first.setdefault(key, record)
                if other == record:
                    fresh.append((key, record))
                else:
                    found.append((one, other, cause))
        return found, fresh

    def _read(self, records: set[bytes]) -> None:
        """Read what records are known by; deleted ones are nobody's double."""
        wanted = sorted(records - self._known.keys())
        for kind in NAME_FIELD:
            table = tables()[kind]
            for record, row in table.load(self.db, wanted).items():
                if not row[DELETIONS]:
                    self._known[record] = table.to_state(row).values

    def _judged(self, one: NewRecord, other: bytes, cause: str) -> LikelyDouble | None:
        """Return the question about a pair, None where there is nothing to ask."""
        known, fields = self._known.get(other), one.draft.fields
        if known is None:
            return None
        name = NAME_FIELD[one.draft.kind]
        near = _near(fields, known, name)
        if near < ALIKE_MIN and cause == _BY_SPELLING:
            return None
        if max(near, _near(fields, known, "nama_pemilik")) < ALIKE_MIN and cause == _BY_PHONE:
            return None
        message = f"Mungkin sama: {_named(fields)} dan {_named(known)} ({cause}, nama mirip {near:.0%})"
        fault = Fault(one.draft.sheet, one.draft.row, "", f"{near:.2f}", "ganda_mungkin", message)
        pair = sorted((one.record.hex(), other.hex()))
        question = Question(fault, tuple(pair), "", _options(one.draft.kind))
        return None if question.key in self.settled else LikelyDouble(one.record, other, question)


def _near(fields: Mapping[str, Scalar], known: Mapping[str, Scalar], name: str) -> float:
    one, other = fields.get(name), known.get(name)
    return likeness(str(one), str(other)) if one and other else 0.0


@cache
def _options(kind: str) -> tuple[Option, ...]:
    return (SAME, f"satu {kind} yang tercatat dua kali"), (OTHER, f"dua {kind} yang berbeda")


def traces_of(kind: str, fields: Mapping[str, Scalar]) -> list[tuple[int, str]]:
    """Return the hash of every place where a double of a record would be, and what they share."""
    found: list[tuple[int, str]] = []
    if phone := fields.get("telepon"):
        found.append((trace(kind, "telepon", str(phone)), _BY_PHONE))
    area = str(fields.get("wilayah") or "")
    if area.count(".") == _DESA_DOTS:
        name = skeleton(str(fields.get(NAME_FIELD[kind]) or ""))
        found.append((trace(kind, area, name), _BY_SPELLING))
    return found


def _named(fields: Mapping[str, Scalar]) -> str:
    said = [str(fields[name]) for name in _SHOWN if fields.get(name)]
    return f"«{' / '.join(said)}»"
