"""Who is in: one row a browser, found by the hash of the token that the browser holds."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.terms.peran import Peran
from selaras.store.database import Database
from selaras.store.people.queries import Person


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is in. Times in milliseconds since 1970; opened: a record, b"" for none."""

    key: bytes
    person: Person
    since: int
    seen: int
    opened: bytes
    opened_until: int


def keep_session(db: Database, key: bytes, person: int, at_ms: int, ended_ms: int) -> None:
    """Begin a session, and forget those that were last seen before a moment."""
    db.execute("DELETE FROM people_session WHERE seen_ms <= ?", (ended_ms,))
    db.execute(
        "INSERT INTO people_session (key, person, since_ms, seen_ms, opened_until) VALUES (?, ?, ?, ?, 0)",
        (key, person, at_ms, at_ms),
    )


def read_session(db: Database, key: bytes) -> Session | None:
    """Return a session of somebody who is still let in."""
    rows = db.rows(
        "SELECT s.since_ms, s.seen_ms, s.opened, s.opened_until, p.id, p.login, p.name, p.role, p.wilayah"
        " FROM people_session s JOIN people_person p ON p.id = s.person WHERE s.key = ? AND p.active = ?",
        (key, True),
    )
    if not rows:
        return None
    since, seen, opened, until, number, login, name, role, wilayah = rows[0]
    person = Person(number, login, name, Peran(role), wilayah, active=True)
    return Session(key, person, since, seen, bytes(opened or b""), until)


def touch_session(db: Database, key: bytes, at_ms: int) -> None:
    """Note that somebody is still there."""
    db.execute("UPDATE people_session SET seen_ms = ? WHERE key = ?", (at_ms, key))


def open_record(db: Database, key: bytes, record: bytes, until_ms: int) -> None:
    """Let one session see a record's personal data until a moment; the record opened before is closed."""
    db.execute(
        "UPDATE people_session SET opened = ?, opened_until = ? WHERE key = ?",
        (record, until_ms, key),
    )


def end_session(db: Database, key: bytes) -> None:
    """Let one browser out."""
    db.execute("DELETE FROM people_session WHERE key = ?", (key,))


def end_sessions(db: Database, person: int) -> None:
    """Let somebody out everywhere."""
    db.execute("DELETE FROM people_session WHERE person = ?", (person,))
