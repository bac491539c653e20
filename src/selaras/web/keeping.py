"""While the server runs, a thread keeps the list and its words up to date with what import and sync bring.

It waits while changes stream in: the list would slow them down, and a page that needs it takes in what is new by itself.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass

from django.db import close_old_connections, connection
from django.utils.timezone import localdate

from selaras.store.database import Database
from selaras.store.search.index import behind, catch_up
from selaras.web.office import office_node

CHANGES = 4_000  # a transaction: a fraction of a second, in which other writers wait
PAUSE_S, BREATH_S = 5.0, 0.1
WAITS_MAX = 12  # a minute; then a part is taken in, whatever streams


def keep_searchable() -> None:
    """Start the thread; it ends with the process."""
    threading.Thread(target=_keep, name="daftar", daemon=True).start()


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


def _keep() -> None:
    keeper, pause = Keeper(), 0.0
    while True:
        time.sleep(pause)
        try:
            close_old_connections()
            pause = keeper.look(office_node().db, localdate())
        except Exception:  # noqa: BLE001 # a locked or restarting database; a page says how far the list is behind
            pause = PAUSE_S
            connection.close()
