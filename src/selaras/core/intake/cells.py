"""The readers of one sheet's columns, compiled once; repeated cells are read once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from selaras.core.intake.choices import read_new_words
from selaras.core.intake.columns import PlannedColumn
from selaras.core.intake.dates import read_odd_dates
from selaras.core.intake.draft import Setting
from selaras.core.intake.profile import Profile
from selaras.core.terms.as_it_stands import stands_as_it_is
from selaras.core.terms.canonical import Cell, Note, Reader, Scalar, Stated, compile_reader, not_a_date, text_of
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.kbli import read_kbli
from selaras.core.terms.pilihan import parse_ya_tidak
from selaras.core.terms.problem import TermError
from selaras.core.terms.writing import says_nothing

REMEMBERED_MAX = 8_192  # different cells of one column; telephone numbers are all different
_RT_RW = re.compile(r"(?:rt\W*)?(?P<rt>\d{1,3})(?:(?:\W*rw\W*|\W+)(?P<rw>\d{1,3})|\s*/\s*[-–]?)?")
_ONLY_RW = re.compile(r"rw\W*(?P<rw>\d{1,3})")
_NUMBER_OF_CERTIFICATE = re.compile(r"(?:.*\d){5}")
_BIRTH_AFTER_PLACE = re.compile(r"^[^\d]*?[,/\s]\s*(?=\d{1,2}[^\d])")


@dataclass(slots=True)
class ColumnReader:
    """Reads one column into one field.

    plain: tells of a text that it is the value as it stands. remembered: values by cell, of cells without warnings.
    """

    index: int
    heading: str
    target: Field
    read: Reader
    notes: list[Note]
    plain: Callable[[str], object] | None
    remembered: dict[Cell, Scalar] = field(default_factory=lambda: {None: None, "": None})


@dataclass(slots=True)
class PartReader:
    """Reads a column that is only a part of its field. several: whether more than one of its choices can be true."""

    index: int
    heading: str
    name: str
    choice: str
    several: bool
    read: Callable[[Stated], Scalar]


def column_reader(
    planned: PlannedColumn, setting: Setting, layout: str, profile: Profile | None = None
) -> ColumnReader:
    """Return the reader of a column. layout: the key of the form, by which a question about it is remembered.

    profile: what the office said of files of this form.
    """
    notes: list[Note] = []
    target = planned.target
    if target.field.type is FieldType.KBLI:
        read = _kbli(setting, notes)
    else:
        read = compile_reader(target.field, today=setting.today, column=planned.column, notes=notes)
        if target.field.name == "tanggal_lahir":
            read = _after_place(read)
        if target.field.type is FieldType.PILIHAN:
            read = read_new_words(read, planned, setting, profile)
        if planned.dates:
            read = read_odd_dates(read, planned, setting, layout)
    plain = stands_as_it_is(target.field)
    return ColumnReader(planned.index, planned.heading, target.field, read, notes, plain)


def part_reader(planned: PlannedColumn) -> PartReader:
    target = planned.target
    several = target.field.type is FieldType.DAFTAR
    return PartReader(planned.index, planned.heading, target.field.name, target.part, several, _yes_no_or_number)


def _kbli(setting: Setting, notes: list[Note]) -> Reader:
    known = setting.kbli

    def read(cell: Stated) -> Scalar:
        text = text_of(cell)
        restored = known.restore_zero(text)
        if restored:
            notes.append(("kbli_nol_depan", f"KBLI «{text}» kehilangan nol di depan; dibaca {restored}"))
            return restored
        try:
            code = read_kbli(text)
        except TermError:
            if says_nothing(text):
                return None
            raise
        if not known.knows(code):
            notes.append(("kbli_tak_dikenal", f"KBLI {code} tidak ada dalam daftar {known.version}"))
        return code

    return read


def _after_place(read: Reader) -> Reader:
    """Read "Malang, 17-08-1980" too: headings like "Tempat, Tanggal Lahir" are common."""

    def read_after_place(cell: Stated) -> Scalar:
        try:
            return read(cell)
        except TermError:
            if isinstance(cell, str) and (bare := _BIRTH_AFTER_PLACE.sub("", cell)) != cell:
                return read(bare)
            raise

    return read_after_place


def _yes_no_or_number(cell: Stated) -> Scalar:
    """Return 'ya' or 'tidak'; the number of a certificate is a yes."""
    text = text_of(cell)
    try:
        return parse_ya_tidak(text)
    except TermError:
        if _NUMBER_OF_CERTIFICATE.match(text):
            return "ya"
        raise


def split_rt_rw(cell: Stated) -> dict[str, Scalar]:
    """Return "012/006" or "RT 12 RW 6" as both fields; a single number is the RT. Raises TermError.

    >>> split_rt_rw("012/006"), split_rt_rw("rt.2 rw.5"), split_rt_rw("RW 03")
    ({'rt': '012', 'rw': '006'}, {'rt': '2', 'rw': '5'}, {'rw': '03'})
    """
    text = text_of(not_a_date(cell)).lower()
    found = _RT_RW.fullmatch(text) or _ONLY_RW.fullmatch(text)
    if found is None:
        raise TermError("rt_rw_bentuk", f"RT/RW harus seperti 002/005, tertulis «{text_of(cell)}»")
    return {name: number for name, number in found.groupdict().items() if number}
