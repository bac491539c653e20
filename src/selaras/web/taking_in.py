"""A page takes a little of what is new into the list before it shows it; it never waits for that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.timezone import localdate

from selaras.store.database import Database
from selaras.store.search.index import behind, catch_up
from selaras.store.trouble import trouble

PAGE_CHANGES = 2_000  # the server's own thread takes in the rest
PAGE_WAIT_MS = 200  # for the one writer of SQLite


def take_in(db: Database) -> int:
    """Take some changes into the list; return how many it does not know yet.

    Where somebody else writes for long, or the disk is full, the page shows the list as it is.
    """
    try:
        with _impatient(db):
            return catch_up(db, PAGE_CHANGES, localdate())
    except Exception as error:
        if trouble(error) is None:
            raise
        return behind(db)


@contextmanager
def _impatient(db: Database) -> Iterator[None]:
    """Wait only a moment for another writer inside the block."""
    if db.dialect != "sqlite":
        yield
        return
    usual = int(db.rows("PRAGMA busy_timeout")[0][0])
    db.rows(f"PRAGMA busy_timeout = {PAGE_WAIT_MS}")
    try:
        yield
    finally:
        db.rows(f"PRAGMA busy_timeout = {usual}")
