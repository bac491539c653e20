"""Come in with login and password, be recognised, look at personal data under a purpose, go out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from argon2.exceptions import VerifyMismatchError

from selaras.flows.node import Node
from selaras.flows.people import HASHER, PASSWORD_CHARS_MAX
from selaras.store.people import queries, sessions
from selaras.store.people.queries import Access
from selaras.store.people.sessions import Session

MINUTE_MS = 60_000
IDLE_MS, SESSION_MS = 30 * MINUTE_MS, 12 * 60 * MINUTE_MS
FAILURES_MAX, LOCKED_MS = 5, 15 * MINUTE_MS
OPENED_MS = 10 * MINUTE_MS
PURPOSE_CHARS_MIN, PURPOSE_CHARS_MAX = 8, 300
# What is checked when there is no such login, so that the answer takes as long; nobody knows its password.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c2VsYXJhcy1ub2JvZHkhIQ$6eGG1wPGhLlYmiV6MUylN3fOTX2VDqmIPn4cNGcrPCo"


class WrongCredentials(Exception):
    """Login and password do not belong together, or the person is no longer let in. Which of these is not told."""


class LockedOut(Exception):
    """Too many wrong passwords; nobody comes in under this login for LOCKED_MS since the last of them."""


@dataclass
class PurposeMissing(Exception):
    """Personal data is opened only for a purpose in words."""


def sign_in(node: Node, login: str, password: str) -> bytes:
    """Return the token that the browser keeps from now on. Raises WrongCredentials, LockedOut."""
    login, now = login.strip().lower()[:100], node.wall_ms()
    if queries.count_failures(node.db, login, now - LOCKED_MS) >= FAILURES_MAX:
        raise LockedOut
    hashed = queries.read_password(node.db, login)
    if not _fits(hashed or NOBODY, password) or hashed is None:
        with node.db.transaction():
            queries.keep_failure(node.db, login, now, now - LOCKED_MS)
            if hashed is not None:  # an unknown login may be a password in the wrong box
                queries.keep_access(node.db, Access(now, login, "gagal masuk", None, ""))
        raise WrongCredentials
    person, token = queries.read_person(node.db, login), node.random(32)
    assert person is not None
    with node.db.transaction():
        queries.forget_failures(node.db, login)
        sessions.keep_session(node.db, _key(token), person.id, now, now - IDLE_MS)
        queries.keep_access(node.db, Access(now, login, "masuk", None, ""))
    return token


def recognise(node: Node, token: bytes) -> Session | None:
    """Return the session of a token; None when it ended: idle for IDLE_MS, older than SESSION_MS, or let out."""
    session, now = sessions.read_session(node.db, _key(token)), node.wall_ms()
    if session is None or now - session.seen > IDLE_MS or now - session.since > SESSION_MS:
        return None
    if now - session.seen > MINUTE_MS:  # once a minute is enough, and reading stays reading
        with node.db.transaction():
            sessions.touch_session(node.db, session.key, now)
    return session


def sign_out(node: Node, session: Session) -> None:
    """End a session."""
    with node.db.transaction():
        sessions.end_session(node.db, session.key)
        queries.keep_access(node.db, Access(node.wall_ms(), session.person.login, "keluar", None, ""))


def open_personal(node: Node, session: Session, record: bytes, purpose: str) -> None:
    """Show one record's personal data to one session for OPENED_MS, and write down who, when and why.

    Raises PurposeMissing for a purpose of less than PURPOSE_CHARS_MIN characters.
    """
    purpose, now = " ".join(purpose.split())[:PURPOSE_CHARS_MAX], node.wall_ms()
    if len(purpose) < PURPOSE_CHARS_MIN:
        raise PurposeMissing
    with node.db.transaction():
        sessions.open_record(node.db, session.key, record, now + OPENED_MS)
        queries.keep_access(node.db, Access(now, session.person.login, "membuka data pribadi", record, purpose))


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password[:PASSWORD_CHARS_MAX])
    except VerifyMismatchError:
        return False


def _key(token: bytes) -> bytes:
    """Return what is kept of a token: whoever reads the database cannot come in with it."""
    return hashlib.sha256(token).digest()
