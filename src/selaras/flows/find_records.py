"""Which record a row is about: found by its identifiers, or by the row's own earlier import.

A row of an export names its record, and a report has one record a subject and year. Otherwise usaha: NIB, then NIK with the
business name; koperasi: its number. Then, for every kind, an equal row key (names, address, area: so a corrected phone number still
finds it), and last the same row of the same file, when at most one such value differs. A number is copied down a column easily: of
the records that bear it the one of the row's name comes first, and `choose_record` holds what is found against the row.
A record lives in one kab/kota: an identifier that a record of another one bears makes a likely double, not this record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selaras.core.intake.draft import Draft
from selaras.core.intake.identity import ROW_BYTES, YEAR_FIELD, digest, plain_value, row_key, trace_of_place
from selaras.core.ledger.record import TAG_BYTES, home_tag, report_record
from selaras.core.terms.canonical import Cell, Scalar
from selaras.core.terms.kamus import rumpun_of
from selaras.store.database import Database
from selaras.store.inbox.queries import read_rows, read_traces, records_by
from selaras.store.registry.queries import NAME_FIELD
from selaras.store.registry.tables import tables

ALONE = frozenset({"nib", "nik_koperasi"})  # numbers of a business; a NIK is its owner's, who may have several
_NUMBERS = {"usaha": ("nib", "nik_pemilik"), "koperasi": ("nik_koperasi",)}
_NUMBER_ALONE = 4  # parts of an identifier without the name
BEARERS_MAX = 4  # records of one identifier that are remembered: a number that was made up stands in thousands of rows


Identifier = tuple[bytes | str, ...]


class ReadRow(NamedTuple):
    """A row that was judged good. cells: as written.

    hash: of everything it says; key: of what names its record; place: the trace of the file, sheet and row it stands in.
    identifiers: (tag, kind, field, number, name) of what names its record, the strongest first; without the name, the number
    alone. tag: of the ids of records in its area.
    """

    draft: Draft
    cells: Sequence[Cell]
    hash: bytes
    key: bytes
    place: int
    identifiers: tuple[Identifier, ...]

    @classmethod
    def of(cls, draft: Draft, cells: Sequence[Cell], file: str) -> ReadRow:
        """Return the row with its hashes, which every later step asks for."""
        kind, fields = draft.kind, draft.fields
        said = [kind, draft.record, fields, draft.reports]
        place = trace_of_place((kind, "tempat", file, draft.sheet), draft.row)
        key = row_key(kind, fields)[:ROW_BYTES]
        return cls(draft, cells, digest(said)[:ROW_BYTES], key, place, _identifiers(kind, fields))


@dataclass(slots=True)
class Finder:
    """Looks rows up by the chunk; remembers what was made since the last chunk was kept.

    was_imported: whether a file of this name was; otherwise no row of it stood anywhere. bearers: the first records that bear an
    identifier, by its field and value.
    """

    db: Database
    was_imported: bool = True
    by_hash: dict[bytes, bytes] = field(default_factory=dict)
    by_key: dict[bytes, bytes] = field(default_factory=dict)
    by_id: dict[Identifier, tuple[bytes, ...]] = field(default_factory=dict)
    by_place: dict[int, bytes] = field(default_factory=dict)
    bearers: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)

    def prepare(self, rows: Sequence[ReadRow]) -> None:
        """Read what the database knows of these rows."""
        by_key, by_hash = read_rows(self.db, [row.key for row in rows])
        self.by_key.update(by_key)
        self.by_hash.update(by_hash)
        if self.was_imported:
            self.by_place.update(read_traces(self.db, [row.place for row in rows]))
        self._read("usaha", "nib", rows)
        self._read("usaha", "nik_pemilik", rows)
        self._read("koperasi", "nik_koperasi", rows)

    def was_read(self, row: ReadRow) -> bool:
        """Return whether this very row was imported before."""
        return row.hash in self.by_hash

    def candidates(self, row: ReadRow) -> list[tuple[bytes, bool]]:
        """Return the records that a row may be about, and whether its names say so too, not a number alone.

        One that the row names, or a report, need not exist here.
        """
        draft = row.draft
        if draft.record:
            return [(bytes.fromhex(draft.record), True)]
        if draft.kind in YEAR_FIELD and (subject := subject_of(draft)):
            return [(report_record(subject, draft.kind, str(draft.fields[YEAR_FIELD[draft.kind]])), True)]
        found: dict[bytes, bool] = {}
        for key in row.identifiers:
            if bearing := self.by_id.get(key):
                by_name = len(key) > _NUMBER_ALONE
                if by_name or len(bearing) == 1:  # a number alone that several bear tells nothing
                    for record in bearing:
                        found.setdefault(record, by_name)
        named = self.by_key.get(row.key)
        if named is not None:
            found[named] = True
        return list(found.items())

    def find_by_place(self, row: ReadRow) -> bytes | None:
        """Return the record that this row of this file was about before; `is_same_row` tells whether it still is."""
        return self.by_place.get(row.place)

    def remember(self, row: ReadRow, record: bytes, *, whole: bool) -> list[tuple[bytes, bytes | None, bytes]]:
        """Keep what this row is about for the rows that follow; return the rows of inbox_read_row to add.

        whole: everything the row says is stated; otherwise it may be imported again, on another day.
        """
        tag = record[-TAG_BYTES:]
        for key in row.identifiers:
            self._identify(key if key[0] == tag else (tag, *key[1:]), record)
            if len(key) > _NUMBER_ALONE:
                self._bear(str(key[2]), str(key[3]), record)
        is_kept = row.hash in self.by_hash if whole else row.key in self.by_key
        self.by_key.setdefault(row.key, record)
        if whole:
            self.by_hash.setdefault(row.hash, record)
        return [] if is_kept else [(row.key, row.hash if whole else None, record)]

    def forget(self) -> None:
        """Forget everything: the database knows it now."""
        self.by_hash.clear()
        self.by_key.clear()
        self.by_id.clear()
        self.by_place.clear()
        self.bearers.clear()

    def _read(self, kind: str, number: str, rows: Sequence[ReadRow]) -> None:
        wanted = [row.draft.fields.get(number) for row in rows if row.draft.kind == kind]
        for record, values in records_by(self.db, kind, (number, NAME_FIELD[kind]), wanted):
            said, name = map(plain_value, values)
            tag = record[-TAG_BYTES:]
            self._identify((tag, kind, number, said, name), record)
            if number in ALONE:
                self._identify((tag, kind, number, said), record)
            self._bear(number, said, record)

    def _identify(self, key: Identifier, record: bytes) -> None:
        bearing = self.by_id.get(key)
        if bearing is None:
            self.by_id[key] = (record,)
        elif len(bearing) < BEARERS_MAX and record not in bearing:
            self.by_id[key] = (*bearing, record)

    def _bear(self, name: str, number: str, record: bytes) -> None:
        bearers = self.bearers.get((name, number))
        if bearers is None:
            self.bearers[name, number] = [record]
        elif len(bearers) < BEARERS_MAX and record not in bearers:
            bearers.append(record)


def borrowers(db: Database, niks: Iterable[str]) -> dict[str, tuple[bytes, str]]:
    """Return the oldest enterprise of each owner's NIK, and the kab/kota it is bound to."""
    found = records_by(db, "usaha", ("nik_pemilik", "wilayah_induk"), niks)
    return {str(nik): (record, str(home)) for record, (nik, home) in found}


def subject_of(draft: Draft) -> bytes | None:
    """Return the record that a draft belongs to, None for a draft of a subject and for a loan that names none."""
    name = tables()[draft.kind].subject_field
    named = draft.fields.get(name) if name else None
    return bytes.fromhex(str(named)) if named else None


@lru_cache(maxsize=16_384)
def _tag(kind: str, area: str) -> bytes:
    """Return the tag of the ids of records of a kind in an area."""
    return home_tag(".".join(area.split(".")[:2]), rumpun_of(kind)[0])


def _identifiers(kind: str, fields: Mapping[str, Scalar]) -> tuple[Identifier, ...]:
    numbers = [(number, plain_value(said)) for number in _NUMBERS.get(kind, ()) if (said := fields.get(number))]
    if not numbers:
        return ()
    tag, name = _tag(kind, str(fields.get("wilayah") or "")), plain_value(fields.get(NAME_FIELD[kind]))
    with_name = [(tag, kind, number, said, name) for number, said in numbers]
    return (*with_name, *((tag, kind, number, said) for number, said in numbers if number in ALONE))
