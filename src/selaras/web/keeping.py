"""While the server runs, a thread keeps the list and its words up to date with what import and sync bring."""

from __future__ import annotations

import threading
import time

from django.db import close_old_connections, connection
from django.utils.timezone import localdate

from selaras.store.search.index import catch_up
from selaras.web.office import office_node

CHANGES = 4_000  # a transaction: a fraction of a second, in which other writers wait
PAUSE_S, BREATH_S = 5.0, 0.1


def keep_searchable() -> None:
    """Start the thread; it ends with the process."""
    threading.Thread(target=_keep, name="daftar", daemon=True).start()


def _keep() -> None:
    while True:
        try:
            close_old_connections()
            waiting = catch_up(office_node().db, CHANGES, localdate())
        except Exception:  # noqa: BLE001 # a locked or restarting database; a page says how far the list is behind
            waiting = 0
            connection.close()
        time.sleep(BREATH_S if waiting else PAUSE_S)
