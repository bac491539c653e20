"""Which of the records that a row's numbers and names find it is about: a number that was copied down a column names nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selaras.core.intake.draft import Draft
from selaras.core.intake.identity import agreement, is_same_row
from selaras.core.intake.likeness import is_other
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import MOMENT_BYTES, TAG_BYTES
from selaras.flows.find_records import Finder, ReadRow
from selaras.flows.standing import Standing

Home = tuple[str, str]  # wilayah and rumpun of the streams that speak of a record


@dataclass(slots=True)
class Chooser:
    """homes: where records live. taken: the records that rows of this import were about until now; made: the first and the last id
    of the new ones among them, a chunk and area at a time. claimed: by record, the place of the row of this chunk that is about it by
    its names too. Any other row that bears the same number is held against it more strictly.
    """

    finder: Finder
    standing: Standing
    homes: dict[bytes, Home]
    taken: set[bytes] = field(default_factory=set)
    made: dict[bytes, list[list[bytes]]] = field(default_factory=dict)
    claimed: dict[bytes, int] = field(default_factory=dict)
    _making: dict[bytes, list[bytes]] = field(default_factory=dict)

    def look(self, row: ReadRow) -> list[bytes]:
        """Return the records that a row of the next chunk may be about; it claims the one of its names."""
        if self.finder.was_read(row):
            self.claimed.setdefault(self.finder.by_hash[row.hash], row.place)
        found = self.finder.candidates(row)
        for record, by_name in found:
            if by_name:
                self.claimed.setdefault(record, row.place)
        before = self.finder.find_by_place(row)
        return [record for record, _ in found] + ([] if before is None else [before])

    def choose(self, row: ReadRow) -> bytes | None:
        """Return the record that a row is about; None for a new one."""
        found = [record for record, _ in self.finder.candidates(row) if not self._is_other(row, record)]
        if found:
            return found[0] if len(found) == 1 else self._nearest(row, found)
        before = self.finder.find_by_place(row)
        if before is None or before in self.standing.deleted or self._is_taken(row, before):
            return None
        known = self.standing.known.get(before)
        area = kabkota(row.draft)
        here = not area or self.homes.get(before, ("", ""))[0] == area
        return before if known and here and is_same_row(row.draft.kind, row.draft.fields, known) else None

    def take(self, record: bytes, *, is_new: bool) -> None:
        """Note that a row is about a record. Ids of new ones rise within a chunk and area, so that their first and last tell all."""
        if not is_new:
            self.taken.add(record)
        elif run := self._making.get(_run(record)):
            run[1] = record
        else:
            self._making[_run(record)] = [record, record]
            self.made.setdefault(_run(record), []).append(self._making[_run(record)])

    def is_said_twice(self, record: bytes, said: Mapping[str, Scalar]) -> bool:
        """Whether a row of this import was about a record, and these values replace what stands of it."""
        known = self.standing.known.get(record, {})
        return self._was_taken(record) and any(
            value is not None and known.get(name) not in (None, value) for name, value in said.items()
        )

    def is_disputed(self, row: ReadRow) -> bool:
        """Whether its numbers and names find several records."""
        return len(self.finder.candidates(row)) > 1

    def forget(self) -> None:
        """Forget the chunk; what this import took stays taken."""
        self.claimed.clear()
        self._making.clear()

    def _nearest(self, row: ReadRow, found: Sequence[bytes]) -> bytes:
        """Return the record that agrees with a row in most of what tells it from others; the oldest of equal ones."""
        known, kind, fields = self.standing.known, row.draft.kind, row.draft.fields
        return min(found, key=lambda record: (-agreement(kind, fields, known.get(record, {})), record))

    def _is_other(self, row: ReadRow, record: bytes) -> bool:
        known = self.standing.known.get(record)
        if not known or row.draft.record:
            return False
        return is_other(row.draft.kind, row.draft.fields, known, taken=self._is_taken(row, record))

    def _is_taken(self, row: ReadRow, record: bytes) -> bool:
        return self._was_taken(record) or self.claimed.get(record, row.place) != row.place

    def _was_taken(self, record: bytes) -> bool:
        made = self.made.get(_run(record), ())
        return record in self.taken or any(first <= record <= last for first, last in made)


def _run(record: bytes) -> bytes:
    """Return what the ids of one chunk and area share: their moment and their area."""
    return record[:MOMENT_BYTES] + record[-TAG_BYTES:]


def kabkota(draft: Draft) -> str:
    """Return the code of the kab/kota that a row's area lies in."""
    return ".".join(str(draft.fields.get("wilayah") or "").split(".")[:2])
