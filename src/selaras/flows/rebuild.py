"""Make the registry anew from the ledger."""

from __future__ import annotations

from collections.abc import Callable

from selaras.flows.context import fold_context
from selaras.flows.node import Node
from selaras.store.registry.projection import Projection
from selaras.store.registry.refold import records_of
from selaras.store.registry.tables import tables


def rebuild(node: Node, progress: Callable[[int], None]) -> int:
    """Empty the registry tables and fold every record again; return how many rows there are now.

    One transaction, in which every writer waits: a crash leaves the old tables. progress: records folded so far.
    """
    done = 0
    with node.db.transaction():
        node.db.lock(["registry"])
        projection = Projection(node.db, fold_context(node.db, node.id))
        for table in tables().values():
            table.clear(node.db)
        for table in tables().values():
            for records in records_of(node.db, table):
                projection.fold_again(table, records)
                done += len(records)
                progress(done)
    return done
