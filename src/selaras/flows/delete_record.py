"""Take a record back, and bring it back: a deletion is a change, undone only by a change that names it."""

from __future__ import annotations

from selaras.core.ledger.authority import ACT_REASON, DELETION, RESTORATION
from selaras.flows.held_record import ActRefused, held_record, require_pembina
from selaras.flows.node import Node
from selaras.flows.record_changes import record_changes

REASON = "delete"


def delete_record(node: Node, record: bytes, *, author: str, reason: str) -> bytes:
    """State that a record is deleted: no list shows it, its history stays. Raises ActRefused, NodeMayNotWrite."""
    held = held_record(node, record)
    require_pembina(node, held, "menghapusnya")
    if held.state.deletions:
        raise ActRefused("Catatan ini sudah dihapus. Untuk mengembalikannya, batalkan penghapusannya.")
    change = held.change({DELETION: "ya", ACT_REASON: reason}, author, REASON)
    return record_changes(node, [change])[0]


def undelete_record(node: Node, record: bytes, *, author: str, reason: str) -> list[bytes]:
    """Undo every deletion in force, naming each. Raises ActRefused, NodeMayNotWrite."""
    held = held_record(node, record)
    require_pembina(node, held, "membatalkan penghapusannya")
    if not held.state.deletions:
        raise ActRefused("Catatan ini tidak sedang dihapus.")
    changes = [
        held.change({RESTORATION: deletion.hex(), ACT_REASON: reason}, author, REASON)
        for deletion in held.state.deletions
    ]
    return record_changes(node, changes)
