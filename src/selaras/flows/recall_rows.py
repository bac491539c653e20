"""What an office knows of the rows it once imported, made anew from its registry: after a backup older than the imports.

The inbox is local, so what came back from the parent are the records, not which rows they were read from. Without this, a row
that bears no number would become a second record when its file is imported again.
"""

from __future__ import annotations

from selaras.core.intake.identity import ROW_BYTES, YEAR_FIELD, row_key
from selaras.flows.find_doubles import traces_of
from selaras.store.database import Database
from selaras.store.inbox.queries import keep_rows, keep_traces, read_rows
from selaras.store.registry.queries import NAME_FIELD, live_rows
from selaras.store.registry.tables import tables

NO_IMPORT = 0  # the import that a recalled row belongs to


def recall_rows(db: Database) -> int:
    """Keep the key of every record that is not deleted, where none is kept yet; return how many records. Inside a transaction.

    Reports are found by their subject and year, and need no key.
    """
    done = 0
    for kind, table in tables().items():
        if kind in YEAR_FIELD:
            continue
        for rows in live_rows(db, table):
            said = [(record, table.to_state(row).values) for record, row in rows]
            keys = {row_key(kind, fields)[:ROW_BYTES]: record for record, fields in reversed(said)}
            kept, _ = read_rows(db, list(keys))
            keep_rows(db, NO_IMPORT, [(key, None, record) for key, record in keys.items() if key not in kept])
            if kind in NAME_FIELD:
                keep_traces(db, {key: record for record, of in said for key, _ in traces_of(kind, of)}.items())
            done += len(said)
    return done
