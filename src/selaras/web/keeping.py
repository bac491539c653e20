"""While the server runs, two threads keep the office: one the list and its words, one what no sync does where there is no parent.

The list waits while changes stream in: it would slow them down, and a page that needs it takes in what is new by itself.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection
from django.utils.timezone import localdate, localtime

from selaras.flows.node import Node
from selaras.flows.restate_publication import restate_in_passing
from selaras.flows.scrub import scrub
from selaras.flows.sweep_erased import sweep_erased, sweep_in_passing
from selaras.store.database import Database
from selaras.store.search.index import behind, catch_up
from selaras.web.office import office_node

CHANGES = 4_000  # a transaction: a fraction of a second, in which other writers wait
PAUSE_S, BREATH_S = 5.0, 0.1
WAITS_MAX = 12  # a minute; then a part is taken in, whatever streams
TEND_S = 60.0  # children read publications as they were at most so long ago
NIGHT = range(1, 5)  # hours in which a scrub, and a hub's sweeping, disturb nobody


def keep_office() -> None:
    """Start the threads; they end with the process."""
    keeper, tender = Keeper(), Tender()
    for name, look in (
        ("daftar", lambda node: keeper.look(node.db, localdate())),
        ("perawatan", lambda node: tender.look(node, localtime())),
    ):
        threading.Thread(target=_keep, args=(look,), name=name, daemon=True).start()


@dataclass(slots=True)
class Keeper:
    """Decides when to take in what is new. known: changes that waited at the last look; waits: looks since the last taking in."""

    known: int = 0
    waits: int = 0

    def look(self, db: Database, today: dt.date) -> float:
        """Take in a part of what waits, unless more of it just came; return for how many seconds to leave it alone then."""
        waiting = behind(db)
        if waiting > self.known and self.waits < WAITS_MAX:
            self.known, self.waits = waiting, self.waits + 1
            return PAUSE_S
        self.known, self.waits = catch_up(db, CHANGES, today), 0
        return BREATH_S if self.known else PAUSE_S


@dataclass(slots=True)
class Tender:
    """Does by the clock what a ministry, which never calls a parent, would not do otherwise. scrubbed: the day of the last scrub."""

    scrubbed: dt.date | None = None

    def look(self, node: Node, now: dt.datetime) -> float:
        """Bring publications up to date, sweep what was erased, scrub once a night; return for how many seconds to leave it alone."""
        restate_in_passing(node)
        sweep_in_passing(node)
        if now.hour in NIGHT and now.date() != self.scrubbed:
            self.scrubbed = now.date()
            sweep_erased(node)
            scrub(node, lambda _: None)
        return TEND_S


def _keep(look: Callable[[Node], float]) -> None:
    pause = 0.0
    while True:
        time.sleep(pause)
        try:
            close_old_connections()
            pause = look(office_node())
        except Exception:  # noqa: BLE001 # a locked or restarting database: the list says how far it is behind, the rest is done later
            pause = PAUSE_S
            connection.close()
