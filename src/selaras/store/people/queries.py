"""The people of an office and what is known of their coming and going."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.terms.peran import Hak, Peran, may
from selaras.store.database import Database, Row


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. wilayah: a code; what lies outside it is closed to them."""

    id: int
    login: str
    name: str
    role: Peran
    wilayah: str
    active: bool

    def may(self, hak: Hak) -> bool:
        """Return whether their role has a right."""
        return may(self.role, hak)


_COLUMNS = "id, login, name, role, wilayah, active"


def count_people(db: Database) -> int:
    """Return how many people were ever let in, disabled ones too."""
    return int(db.rows("SELECT COUNT(*) FROM people_person")[0][0])


def list_people(db: Database) -> list[Person]:
    """Return all people, by login."""
    return [_person(row) for row in db.rows(f"SELECT {_COLUMNS} FROM people_person ORDER BY login, id")]


def read_person(db: Database, login: str) -> Person | None:
    """Return somebody by their login."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM people_person WHERE login = ?", (login,))
    return _person(rows[0]) if rows else None


def read_password(db: Database, login: str) -> str | None:
    """Return the hash of somebody's password, None for nobody and for those who were disabled."""
    rows = db.rows("SELECT password FROM people_person WHERE login = ? AND active = ?", (login, True))
    return str(rows[0][0]) if rows else None


def keep_person(db: Database, person: Person, password: str) -> None:
    """Add somebody; their id is given by the database."""
    db.execute(
        "INSERT INTO people_person (login, name, role, wilayah, password, active) VALUES (?, ?, ?, ?, ?, ?)",
        (person.login, person.name, str(person.role), person.wilayah, password, person.active),
    )


def set_password(db: Database, login: str, password: str) -> None:
    """Replace the hash of somebody's password."""
    db.execute("UPDATE people_person SET password = ? WHERE login = ?", (password, login))


def set_active(db: Database, login: str, *, active: bool) -> None:
    """Let somebody in again, or no longer."""
    db.execute("UPDATE people_person SET active = ? WHERE login = ?", (active, login))


def count_failures(db: Database, login: str, since_ms: int) -> int:
    """Return how many wrong passwords in a row were given for a login, the last of them since a moment."""
    rows = db.rows("SELECT count FROM people_failure WHERE login = ? AND last_ms > ?", (login, since_ms))
    return int(rows[0][0]) if rows else 0


def keep_failure(db: Database, login: str, at_ms: int, since_ms: int) -> None:
    """Count one more wrong password; what ended before a moment is forgotten, so that the table stays small."""
    db.execute("DELETE FROM people_failure WHERE last_ms <= ?", (since_ms,))
    db.execute(
        "INSERT INTO people_failure (login, count, last_ms) VALUES (?, 1, ?)"
        " ON CONFLICT (login) DO UPDATE SET count = people_failure.count + 1, last_ms = excluded.last_ms",
        (login, at_ms),
    )


def forget_failures(db: Database, login: str) -> None:
    """Forget the wrong passwords of somebody who gave the right one."""
    db.execute("DELETE FROM people_failure WHERE login = ?", (login,))


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the access log. at: milliseconds since 1970; record: None where the deed is about none."""

    at: int
    login: str
    deed: str
    record: bytes | None
    purpose: str


def keep_access(db: Database, access: Access) -> None:
    """Write one line of the access log."""
    db.execute(
        "INSERT INTO people_access (at_ms, login, deed, record, purpose) VALUES (?, ?, ?, ?, ?)",
        (access.at, access.login, access.deed, access.record, access.purpose),
    )


def list_access(db: Database, before: int, limit: int) -> list[tuple[int, Access]]:
    """Return the latest lines of the access log below a line number, newest first, each with its number."""
    rows = db.rows(
        "SELECT id, at_ms, login, deed, record, purpose FROM people_access WHERE id < ? ORDER BY id DESC LIMIT ?",
        (before, limit),
    )
    return [
        (number, Access(at, login, deed, bytes(record) if record else None, purpose))
        for number, at, login, deed, record, purpose in rows
    ]


def _person(row: Row) -> Person:
    number, login, name, role, wilayah, active = row
    return Person(number, login, name, Peran(role), wilayah, bool(active))
