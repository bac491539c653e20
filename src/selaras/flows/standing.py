"""What the registry shows of the records that a chunk of rows is about, and whether a row may replace it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selaras import data
from selaras.core.intake.draft import Draft, Fault
from selaras.core.ledger.payload import Scalar, Source
from selaras.store.database import Database
from selaras.store.registry.history import UNDO, Dates, Last, Told, history, said_before

EPOCH = dt.date(1970, 1, 1)


@dataclass(slots=True)
class Standing:
    """as_of: the day of the file's facts. known: the values that stand, by record; the rest as `said_before` gives it.

    deleted: the deletions in force of records that are not shown; withdrawn: those of them that an undone import alone made, so
    that a row which says such a record again brings it back. What a person deleted stays deleted.
    """

    as_of: int
    known: dict[bytes, Mapping[str, Scalar]] = field(default_factory=dict)
    dates: Dates = field(default_factory=dict)
    told: Told = field(default_factory=dict)
    last: Last = field(default_factory=dict)
    deleted: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    withdrawn: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)

    def read_past(self, db: Database, records: Sequence[bytes]) -> None:
        """Read who said what stands of these records, and when."""
        dates, told, last = said_before(db, records)
        self.dates.update(dates)
        self.told.update(told)
        self.last.update(last)

    def read_deletions(self, db: Database) -> None:
        """Tell which of the deleted records an undone import took along."""
        undone = (
            {said.id for said in history(db, sorted(self.deleted)) if said.reason == UNDO} if self.deleted else set()
        )
        self.withdrawn.update((record, of) for record, of in self.deleted.items() if undone.issuperset(of))

    def bring_back(self, record: bytes) -> tuple[bytes, ...]:
        """Return the deletions to undo for a record that a row says again, and count it as there; none for any other record."""
        if record not in self.withdrawn:
            return ()
        del self.deleted[record]
        return self.withdrawn.pop(record)

    def learn(self, record: bytes, said: Mapping[str, Scalar]) -> None:
        """Note what a row of this chunk has just said of a record."""
        known = self.known.get(record)
        self.known[record] = {**known, **said} if known else said

    def said_anew(
        self, record: bytes, fields: Mapping[str, Scalar], source: Source, *, again: bool
    ) -> tuple[dict[str, Scalar], list[str]]:
        """Return what a row says that differs from what stands of a record, and the fields that are older than that.

        again: it was said before, so only what gave way to another row since is said anew.
        """
        known = self.known[record]
        said = {name: value for name, value in fields.items() if known.get(name) != value}
        if again or self.was_told(record, said, source):
            said = {name: value for name, value in said.items() if self.gave_way(record, name, value, source)}
        older = [name for name in said if self.is_older(record, name)]
        for name in older:
            del said[name]
        return said, older

    def clear(self) -> None:
        """Forget everything: the database knows it now."""
        self.deleted.clear()
        self.withdrawn.clear()
        self.known.clear()
        self.dates.clear()
        self.told.clear()
        self.last.clear()

    def is_older(self, record: bytes, name: str) -> bool:
        """Whether the value that stands was seen on a later day than the file's."""
        value = self.known[record].get(name)
        return value is not None and self.dates.get((record, name, value), self.as_of) > self.as_of

    def older_than(self, record: bytes, draft: Draft, kind: str, name: str) -> Fault:
        """Return what to tell of a value that stays, since it was seen on a later day than the file's."""
        label = data.kamus().field(kind, name).label
        seen = EPOCH + dt.timedelta(days=self.dates[record, name, self.known[record][name]])
        message = (
            f"{label} tidak diganti: yang tercatat dilihat pada {seen:%d/%m/%Y},"
            f" lebih baru daripada tanggal data berkas ini ({EPOCH + dt.timedelta(days=self.as_of):%d/%m/%Y})"
        )
        value = str(draft.fields.get(name) or "")
        return Fault(draft.sheet, draft.row, label, value, "fakta_lama", message)

    def was_told(self, record: bytes, said: Mapping[str, Scalar], source: Source) -> bool:
        """Whether this very row of the file said all this before, even if the inbox lost it."""
        return all((source, value) in self.told.get((record, name), ()) for name, value in said.items())

    def gave_way(self, record: bytes, name: str, value: Scalar, source: Source) -> bool:
        """Whether a row of a file has said another value since, which stands: in this very place, or in another file and of
        an earlier day. What a person has entered since stays.
        """
        stands = self.known.get(record, {}).get(name)
        said, since = self.last.get((record, name, value)), self.last.get((record, name, stands))
        if stands == value or said is None or since is None or since < said or since[1] is None:
            return False
        elsewhere = since[1][0] != source[0]
        return since[1] == source or (elsewhere and self.dates[record, name, stands] < self.as_of)
