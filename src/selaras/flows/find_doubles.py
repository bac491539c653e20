"""Whether a new record is likely one that is there already: asked, never decided, and nothing is held up by it.

Same NIK, same telephone and name, or nearly the same name in the same desa. The whole registry is matched elsewhere; here only
what comes in is held against what this office knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from selaras.core.intake.draft import Draft, Fault, Question
from selaras.core.intake.identity import digest
from selaras.core.intake.likeness import likeness, skeleton
from selaras.core.intake.question import OTHER, SAME
from selaras.core.terms.canonical import Scalar
from selaras.store.database import Database
from selaras.store.inbox.queries import keep_traces, read_traces, records_by
from selaras.store.registry.tables import META, tables

SPELLING_MIN = 0.8  # likeness of names whose skeletons are equal anyway
NAME_FIELD = {"usaha": "nama_usaha", "koperasi": "nama_koperasi"}
NUMBERS = (
    ("usaha", "nib", "NIB sama"),
    ("usaha", "nik_pemilik", "NIK sama"),
    ("koperasi", "nik_koperasi", "nomor induk sama"),
)
_SHOWN = ("nama_usaha", "nama_koperasi", "nama_pemilik")
_TRACE_BYTES = 8
DELETIONS = META.index("deletions")
_BY_PHONE, _BY_SPELLING = "telepon dan nama sama", "ejaan mirip di desa yang sama"


@dataclass(frozen=True, slots=True)
class NewRecord:
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
    _by_number: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    _by_trace: dict[int, bytes] = field(default_factory=dict)
    _names: dict[bytes, Mapping[str, Scalar]] = field(default_factory=dict)

    def look(self, new: Sequence[NewRecord]) -> tuple[list[LikelyDouble], list[tuple[int, bytes]]]:
        """Return the likely doubles of these records, and the traces to keep of them."""
        traces = {record.record: list(_traces(record.draft)) for record in new}
        self._prepare(new, {trace for of in traces.values() for trace, _ in of})
        found: dict[tuple[bytes, bytes], LikelyDouble] = {}
        kept: list[tuple[int, bytes]] = []
        for one in new:
            for other, cause in self._candidates(one, traces[one.record]):
                pair = (min(one.record, other), max(one.record, other))
                if pair not in found and (double := self._judged(one, other, cause)):
                    found[pair] = double
            kept += self._remember(one, traces[one.record])
        return list(found.values()), kept

    def keep(self, traces: Iterable[tuple[int, bytes]]) -> None:
        """Keep the traces. Inside the transaction that states the records."""
        keep_traces(self.db, traces)

    def forget(self) -> None:
        """Forget everything: the database knows it now."""
        self._by_number.clear()
        self._by_trace.clear()
        self._names.clear()

    def _prepare(self, new: Sequence[NewRecord], traces: set[int]) -> None:
        """Read who bears the numbers and stands at the traces of these records."""
        strange: set[bytes] = set()
        for kind, name, _ in NUMBERS:
            said = {str(one.draft.fields.get(name) or "") for one in new if one.draft.kind == kind}
            for record, (number,) in records_by(self.db, kind, (name,), said - {""}):
                bearers = self._by_number.setdefault((name, str(number)), [])
                if record not in bearers:
                    bearers.append(record)
                    strange.add(record)
        self._by_trace.update(read_traces(self.db, sorted(traces - self._by_trace.keys())))
        strange |= {self._by_trace[trace] for trace in traces if trace in self._by_trace}
        for kind in NAME_FIELD:
            table = tables()[kind]
            rows = table.load(self.db, sorted(strange - self._names.keys()))
            there = {record: row for record, row in rows.items() if not row[DELETIONS]}
            self._names.update({record: table.to_state(row).values for record, row in there.items()})

    def _candidates(self, one: NewRecord, traces: Sequence[tuple[int, str]]) -> Iterator[tuple[bytes, str]]:
        for kind, name, cause in NUMBERS:
            if kind == one.draft.kind and (number := one.draft.fields.get(name)):
                yield from ((other, cause) for other in self._by_number.get((name, str(number)), ()))
        for trace, cause in traces:
            if trace in self._by_trace:
                yield self._by_trace[trace], cause

    def _judged(self, one: NewRecord, other: bytes, cause: str) -> LikelyDouble | None:
        """Return the question about a pair, None where there is nothing to ask."""
        known = self._names.get(other)
        if known is None or other == one.record:
            return None
        name = NAME_FIELD[one.draft.kind]
        near = likeness(str(one.draft.fields.get(name) or ""), str(known.get(name) or ""))
        if cause == _BY_SPELLING and near < SPELLING_MIN:
            return None
        message = f"Mungkin sama: {_named(one.draft.fields)} dan {_named(known)} ({cause}, nama mirip {near:.0%})"
        fault = Fault(one.draft.sheet, one.draft.row, "", f"{near:.2f}", "ganda_mungkin", message)
        pair = sorted((one.record.hex(), other.hex()))
        options = ((SAME, "satu usaha yang tercatat dua kali"), (OTHER, "dua usaha yang berbeda"))
        question = Question(fault, tuple(pair), "", options)
        return None if question.key in self.settled else LikelyDouble(one.record, other, question)

    def _remember(self, one: NewRecord, traces: Sequence[tuple[int, str]]) -> list[tuple[int, bytes]]:
        fields = one.draft.fields
        self._names[one.record] = {name: fields.get(name) for name in _SHOWN if name in fields}
        for kind, name, _ in NUMBERS:
            if kind == one.draft.kind and (number := fields.get(name)):
                self._by_number.setdefault((name, str(number)), []).append(one.record)
        new = [(trace, one.record) for trace, _ in traces if trace not in self._by_trace]
        self._by_trace.update(new)
        return new


def _traces(draft: Draft) -> Iterator[tuple[int, str]]:
    """Yield the hash of every place where a double of this row would be, and what they share."""
    fields = draft.fields
    name = skeleton(str(fields.get(NAME_FIELD.get(draft.kind, "")) or ""))
    owner = skeleton(str(fields.get("nama_pemilik") or ""))
    if phone := fields.get("telepon"):
        for shared in filter(None, (name, owner)):
            yield _trace([draft.kind, "telepon", phone, shared]), _BY_PHONE
    if name and str(fields.get("wilayah") or "").count(".") == 3:
        yield _trace([draft.kind, "desa", fields["wilayah"], name]), _BY_SPELLING


def _trace(said: list[Scalar]) -> int:
    return int.from_bytes(digest(said)[:_TRACE_BYTES], "big", signed=True)


def _named(fields: Mapping[str, Scalar]) -> str:
    said = [str(fields[name]) for name in _SHOWN if fields.get(name)]
    return f"«{' / '.join(said)}»"
