"""Make the registry anew from the ledger."""

from __future__ import annotations

from collections.abc import Callable

from selaras.flows.apply_common import read_tables_again
from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.store.registry.projection import Projection
from selaras.store.registry.refold import records_of
from selaras.store.registry.tables import tables
from selaras.store.search.index import clear_search


def rebuild(node: Node, progress: Callable[[int], None]) -> int:
    """Empty the registry tables and fold every record again, under the authority tables that the ledger states; return how many rows.

    One transaction, in which every writer waits: a crash leaves the old tables. progress: rows so far.
    """
    done = 0
    with node.db.transaction():
        node.db.lock(["registry"])
        read_tables_again(node.db)
        projection = Projection(node.db, fold_context(node.db, node.id))
        for table in tables().values():
            table.clear(node.db)
        clear_search(node.db)
        subjects = [name for name, table in tables().items() if table.subject_field is None]
        for kinds in (subjects, [name for name in tables() if name not in subjects]):
            for records in records_of(node.db):
                done += projection.fill(records[0], records[-1], kinds)
                progress(done)
    return done
