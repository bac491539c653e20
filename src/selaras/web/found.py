"""The record that an address names, with the enterprise or cooperative it belongs to, if its reader may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from selaras import data
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.ledger.state import State
from selaras.core.terms.canonical import RECORD
from selaras.store.database import Database
from selaras.store.registry.queries import NAME_FIELD, read_record
from selaras.web.sections import BELONGING
from selaras.web.values import Sight, area_name, area_path, shown
from selaras.web.visitor import Visitor

NAMELESS = "(tanpa nama)"
TITLES = {"laporan_usaha": "Laporan", "laporan_koperasi": "Laporan", "kredit": "Kredit", "pengelola": "Pengelola"}
NAMING = {"kredit": "lembaga", "pengelola": "nama"}  # the field that tells a loan or a manager from others
SUBJECTS = {  # of a kind that belongs to a subject: the kinds that the subject may be of
    kind: tuple(subject for subject, of in BELONGING.items() if kind in dict(of)) for kind in TITLES
}


@dataclass(frozen=True, slots=True)
class Found:
    """A record. home: the wilayah that it is bound to. subject: what it belongs to, None for a subject itself."""

    kind: str
    key: bytes
    home: str
    state: State
    subject: Found | None = None

    @property
    def root(self) -> Found:
        """The enterprise or cooperative that this is, or belongs to: a purpose that is stated opens it as a whole."""
        return self.subject or self

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/{self.kind}/{self.key.hex()}/"

    @property
    def area(self) -> str:
        """The area that its reader must be allowed to see."""
        return str(self.root.state.values.get("wilayah") or self.root.home)

    @property
    def place(self) -> str:
        """Its area in words."""
        return area_path(self.area) if self.area.count(".") else area_name(self.area)

    def title(self, sight: Sight) -> str:
        """What its page is called."""
        return record_title(self.kind, self.state, sight)


def record_title(kind: str, state: State, sight: Sight) -> str:
    """Return what a record is called: an enterprise by its name, a report by its year, a loan by its bank."""
    if kind in NAME_FIELD:
        return str(state.values.get(NAME_FIELD[kind]) or NAMELESS)
    name = YEAR_FIELD.get(kind) or NAMING[kind]
    value = state.values.get(name)
    if value is None:
        return TITLES[kind]
    told = shown(data.kamus().field(kind, name), value, sight)
    word = f"{TITLES[kind]} tahun" if kind in YEAR_FIELD else TITLES[kind]
    return TITLES[kind] if told.masked else f"{word} {told.text}"


def found_record(visitor: Visitor, kind: str, number: str) -> Found:
    """Return a record. Raises Http404 when there is none, PermissionDenied outside the visitor's wilayah."""
    key = record_key(number)
    row = read_record(visitor.node.db, kind, key)
    if row is None:
        raise Http404
    found = Found(kind, key, *row, subject=_subject(visitor.node.db, kind, row[1]))
    if not visitor.sees(found.area):
        raise PermissionDenied
    return found


def record_key(number: str) -> bytes:
    """Return a record's id from an address. Raises Http404."""
    try:
        return bytes.fromhex(number)
    except ValueError as error:
        raise Http404 from error


def _subject(db: Database, kind: str, state: State) -> Found | None:
    """Return what a record belongs to; None for a subject, and for a loan whose enterprise is not held here."""
    name = data.kamus().kind(kind).subject_field
    named = str(state.values.get(name)) if name else ""
    for subject in SUBJECTS.get(kind, ()) if RECORD.fullmatch(named) else ():
        row = read_record(db, subject, bytes.fromhex(named))
        if row is not None:
            return Found(subject, bytes.fromhex(named), *row)
    return None
