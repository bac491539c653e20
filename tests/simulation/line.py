"""The line between a child and its parent: it drops, repeats, changes and keeps messages, and machines die while it is in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pysqlite3

from selaras.core.ledger.batch import MAGIC, Batch, decode_batch
from selaras.core.ledger.envelope import BadEnvelope, read_envelope
from selaras.flows.answer import answer
from selaras.flows.exchange import PeerUnreachable
from tests.simulation.disk import PowerCut
from tests.simulation.tree import Office

KINDS = ("putus sebelum", "putus sesudah", "ulang", "ubah kiriman", "ubah jawaban", "mati anak", "mati induk", "penuh")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at which message of a session. amount: a place in a frame, or statements until a machine dies."""

    kind: str = ""
    at: int = 0
    amount: int = 0


@dataclass(slots=True)
class Line:
    """A transport. watch: told of every batch that crosses, with its sender and receiver."""

    child: Office
    parent: Office
    fault: Fault
    watch: Callable[[Office, Office, Batch], None]
    count: int = 0

    def __call__(self, frame: bytes) -> bytes:
        self.count += 1
        kind = self.fault.kind if self.count == self.fault.at else ""
        if kind == "putus sebelum":
            raise PeerUnreachable("the line broke before the message")
        if kind == "ubah kiriman":
            frame = _flipped(frame, self.fault.amount)
        if kind in ("mati induk", "penuh"):
            self.parent.disk.arm(self.fault.amount % 60, full=kind == "penuh")
        reply = self._deliver(frame)
        if kind == "ulang":
            reply = self._deliver(frame)
        self.child.run()
        if kind == "putus sesudah":
            raise PeerUnreachable("the line broke before the answer")
        if kind == "mati anak":
            self.child.disk.arm(self.fault.amount % 60)
        self._tell(self.parent, self.child, reply)
        return _flipped(reply, self.fault.amount) if kind == "ubah jawaban" else reply

    def _deliver(self, frame: bytes) -> bytes:
        self._tell(self.child, self.parent, frame)
        if self.parent.disk.off:
            raise PeerUnreachable("the machine is off")
        try:
            return answer(self.parent.open(), frame)
        except PowerCut as cut:
            raise PeerUnreachable("the machine went off") from cut
        except (BadEnvelope, pysqlite3.OperationalError) as error:
            raise PeerUnreachable(f"the server failed: {type(error).__name__}") from error

    def _tell(self, sender: Office, receiver: Office, frame: bytes) -> None:
        try:
            attachment = read_envelope(frame)[0].attachment
        except BadEnvelope:
            return
        if attachment.startswith(MAGIC):
            self.watch(sender, receiver, decode_batch(attachment))


def _flipped(frame: bytes, place: int) -> bytes:
    at = place % len(frame)
    return frame[:at] + bytes([frame[at] ^ 1 << place % 8]) + frame[at + 1 :]
