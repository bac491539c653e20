"""What becomes of a row: a draft of records and the questions about them, or all its faults."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from selaras.core.intake.identity import digest
from selaras.core.intake.profile import Profile
from selaras.core.terms.canonical import Scalar
from selaras.core.terms.kamus import Kamus
from selaras.core.terms.kbli import KBLIList
from selaras.core.terms.wilayah_index import WilayahIndex

REASON_HEADING = "Alasan (Selaras)"  # of the column that a returned file has at its end; no reading takes it
OWN_SHEET = " (Selaras)"  # how the names of sheets end that Selaras adds to its workbooks; no reading takes them
RECORD_HEADING = "ID catatan"  # of the column in which an export names each row's record
HOME_HEADING = "Wilayah induk"  # of the column beside it: told for people, since the record's id says it too


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong or doubtful. code is one of `core.terms.problem.CATALOGUE`.

    row: as Excel counts, 0 for the sheet itself. column: the heading as written. index: of the column
    from 0, -1 for the whole row.
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str
    index: int = -1


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that only the office knows. The value concerned waits; whatever else the row says is stated.

    fault: where it arose, with its sentence. about: what tells it from every other question, so that the same file again,
    or another of the same form, asks no second time. field: "kind.name" of the value that waits, empty for an unknown
    heading. options: the answers offered, each a word and what it means.
    """

    fault: Fault
    about: tuple[str, ...]
    field: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> bytes:
        """The hash that the question is remembered by."""
        return digest([self.fault.code, *self.about])


class Draft(NamedTuple):
    """A row that is accepted: one record and the yearly reports on it that stand in the same row.

    record: the id that the row names, 32 hex digits, as an export does; empty for the usual row.
    reports: (kind, fields) without the field that names the record. warnings: with severity `ingat`.
    questions: what the row itself asks. headings: keys of the questions about headings that have a cell in it.
    whole: whether nothing can be stated before an answer, since a required value waits.
    """

    kind: str
    fields: Mapping[str, Scalar]
    sheet: str
    row: int
    reports: tuple[tuple[str, Mapping[str, Scalar]], ...] = ()
    warnings: tuple[Fault, ...] = ()
    record: str = ""
    questions: tuple[Question, ...] = ()
    headings: tuple[bytes, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What intake must know about the office and the day; nothing here is in the file.

    wilayah: code of the area the office is responsible for. as_of: the date that the facts were observed.
    defaults: values by (kind, field) for fields that neither row nor file states, e.g. the bank's name.
    profile: that the officer named; profiles: of this office, used for files of their form. settled: answers by the key of
    the question, for what only concerns one row.
    """

    kamus: Kamus
    wilayah_index: WilayahIndex
    kbli: KBLIList
    wilayah: str
    today: dt.date
    as_of: dt.date
    defaults: Mapping[tuple[str, str], Scalar] = field(default_factory=dict)
    profile: Profile | None = None
    profiles: Sequence[Profile] = ()
    settled: Mapping[bytes, str] = field(default_factory=dict)
