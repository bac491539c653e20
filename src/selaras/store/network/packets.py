"""What is remembered of packets between a peer and this node. There is no line to ask again, so a little must be kept."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.core.ledger.stream import Stream
from selaras.store.database import Database

LOST = b"?"  # stands for the packet that is still to be written, by which this node asks for its own back


def read_marks(db: Database, peer: bytes) -> tuple[bytes, bytes]:
    """Return (id of the newest packet read from the peer, id of the packet by which this node asked for its own back)."""
    rows = db.rows("SELECT packet_read, packet_sent FROM network_peer WHERE node = ?", (peer,))
    return (bytes(rows[0][0]), bytes(rows[0][1])) if rows else (b"", b"")


def note_read(db: Database, peer: bytes, packet: bytes) -> None:
    """Note the newest packet read from a peer: our next one names it."""
    db.execute("UPDATE network_peer SET packet_read = ? WHERE node = ?", (packet, peer))


def note_sent(db: Database, peer: bytes, packet: bytes) -> None:
    """Note the packet to a peer whose reply will show all that it holds of ours; empty when none is waited for."""
    db.execute("UPDATE network_peer SET packet_sent = ? WHERE node = ?", (packet, peer))


def forget_peer_heads(db: Database, peer: bytes, streams: Iterable[Stream]) -> list[int]:
    """Forget that a peer acknowledged these streams, since it no longer holds what it did; return their numbers here."""
    numbers = [row[0] for s in streams for row in db.rows("SELECT id FROM ledger_stream WHERE key = ?", (s.key,))]
    sql = "DELETE FROM network_peer_head WHERE peer = ? AND stream = ?"
    db.executemany(sql, [(peer, number) for number in numbers])
    db.execute("UPDATE network_peer SET digest = ? WHERE node = ?", (b"", peer))
    return numbers
