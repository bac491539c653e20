"""Write the database anew after erasures, so that no freed page or log holds what was erased."""

from __future__ import annotations

from selaras.flows.node import Node
from selaras.store.ledger.erasure import mark_swept, unswept
from selaras.store.registry.tables import tables
from selaras.store.search.index import TABLES as SEARCH_TABLES

HOLDING = (
    "ledger_change",
    "ledger_quarantine",
    "inbox_read_row",
    "inbox_waiting_row",
    "inbox_question",
    *SEARCH_TABLES,
)


def sweep_erased(node: Node) -> bool:
    """Rewrite what held erased values; return whether there was anything to do. Outside a transaction.

    SQLite rewrites its file and empties the log, a second or so for an office. PostgreSQL rewrites the tables, in
    which nobody else can work meanwhile: a hub does it at night, with `scrub`. Backups are not reached.
    """
    if not unswept(node.db):
        return False
    if node.db.dialect == "sqlite":
        node.db.execute("VACUUM")
        node.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        for table in (*HOLDING, *(table.name for table in tables().values())):
            node.db.execute(f"VACUUM FULL {table}")
        node.db.execute("CHECKPOINT")
    with node.db.transaction():
        mark_swept(node.db)
    return True


def sweep_in_passing(node: Node) -> bool:
    """Sweep after an act or an exchange where it takes a second or so: a hub on PostgreSQL waits for the night."""
    return node.db.dialect == "sqlite" and sweep_erased(node)
