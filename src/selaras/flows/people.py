"""Let people in, and no longer: the only way in which somebody is added, disabled, or given another password."""

from __future__ import annotations

import re
from dataclasses import dataclass

from argon2 import PasswordHasher

from selaras.core.ledger.stream import covers
from selaras.core.terms.peran import Peran
from selaras.flows.node import Node
from selaras.store.people import queries, sessions
from selaras.store.people.queries import Access, Person

# Argon2id with the smaller of OWASP's two settings, since an office's PC is small.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
PASSWORD_CHARS_MIN, PASSWORD_CHARS_MAX = 10, 200
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,29}")
_EASY = ("password", "katasandi", "selaras", "12345", "qwerty", "abcdef")


@dataclass
class PersonRefused(Exception):
    """What was asked for about a person cannot be. field: login, name, role, wilayah or password; message: Indonesian."""

    field: str
    message: str


def add_person(node: Node, person: Person, password: str, *, by: str) -> Person:
    """Let somebody in from now on. by: the login of who does it. Return them with their id.

    Raises PersonRefused.
    """
    _check(node, person)
    hashed = hash_password(node, person.login, password)
    with node.db.transaction():
        node.db.lock(["people"])
        if queries.read_person(node.db, person.login):
            raise PersonRefused("login", f"Nama pengguna «{person.login}» sudah dipakai. Pilih yang lain.")
        queries.keep_person(node.db, person, hashed)
        _log(node, by, "menambah pengguna", person.login)
    added = queries.read_person(node.db, person.login)
    assert added is not None
    return added


def add_first(node: Node, login: str, name: str, password: str) -> Person:
    """Let the first person in, who is the administrator. Raises PersonRefused, also when there is somebody already."""
    person = Person(0, login, name, Peran.ADMINISTRATOR, node.identity.wilayah, active=True)
    if queries.count_people(node.db):
        raise PersonRefused("login", "Kantor ini sudah punya pengguna. Masuklah, atau mintalah administrator.")
    return add_person(node, person, password, by=login)


def change_password(node: Node, login: str, password: str, *, by: str) -> None:
    """Give somebody another password and let them out everywhere. Raises PersonRefused."""
    person = _known(node, login)
    hashed = hash_password(node, login, password)
    with node.db.transaction():
        queries.set_password(node.db, login, hashed)
        queries.forget_failures(node.db, login)
        sessions.end_sessions(node.db, person.id)
        _log(node, by, "mengganti kata sandi", login)


def set_active(node: Node, login: str, *, active: bool, by: str) -> None:
    """Let somebody in again, or no longer and out everywhere. Raises PersonRefused for the last administrator."""
    person = _known(node, login)
    with node.db.transaction():
        node.db.lock(["people"])
        others = [p for p in queries.list_people(node.db) if p.active and p.login != login]
        if not active and not any(p.role is Peran.ADMINISTRATOR for p in others):
            raise PersonRefused("login", "Ini administrator terakhir. Tambahkan administrator lain lebih dahulu.")
        queries.set_active(node.db, login, active=active)
        sessions.end_sessions(node.db, person.id)
        _log(node, by, "mengaktifkan pengguna" if active else "menonaktifkan pengguna", login)


def hash_password(node: Node, login: str, password: str) -> str:
    """Return the hash that is kept of a password. Raises PersonRefused for one that is too short, too long or easy."""
    plain = password.lower()
    if not PASSWORD_CHARS_MIN <= len(password) <= PASSWORD_CHARS_MAX:
        raise PersonRefused("password", f"Kata sandi paling sedikit {PASSWORD_CHARS_MIN} huruf atau angka.")
    if login in plain or any(easy in plain for easy in _EASY) or len(set(plain)) < 5:
        raise PersonRefused(
            "password", "Kata sandi ini mudah ditebak. Pakailah tiga atau empat kata yang tidak berkaitan."
        )
    return HASHER.hash(password, salt=node.random(16))


def _check(node: Node, person: Person) -> None:
    if not _LOGIN.fullmatch(person.login):
        told = "Nama pengguna: 2–30 huruf kecil, angka, titik, garis; diawali huruf. Contoh: siti.aminah."
        raise PersonRefused("login", told)
    if not person.name.strip():
        raise PersonRefused("name", "Nama lengkap wajib diisi.")
    if not covers(node.identity.wilayah, person.wilayah):
        raise PersonRefused("wilayah", f"Wilayah {person.wilayah} di luar wilayah kantor ini.")


def _known(node: Node, login: str) -> Person:
    person = queries.read_person(node.db, login)
    if person is None:
        raise PersonRefused("login", f"Tidak ada pengguna «{login}» di kantor ini.")
    return person


def _log(node: Node, by: str, deed: str, login: str) -> None:
    queries.keep_access(node.db, Access(node.wall_ms(), by, deed, None, login))
