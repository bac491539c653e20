"""A line to a parent as a flow sees it."""

from __future__ import annotations

from selaras.flows.exchange import PeerUnreachable, Transport
from selaras.gateways.peer.line import LineDown, PeerLine

SYNC_PATH, JOIN_PATH = "/sync/", "/sync/join"


def transport_over(line: PeerLine, path: str) -> Transport:
    """Return the transport over a line. It raises PeerUnreachable."""

    def ask(frame: bytes) -> bytes:
        try:
            return line.ask(path, frame)
        except LineDown as error:
            raise PeerUnreachable(str(error)) from error

    return ask
