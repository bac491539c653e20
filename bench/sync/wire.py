"""A relay on loopback that counts the bytes of every TCP stream between two ends."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

CHUNK_BYTES = 1 << 18
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])


class Wire:
    """Relays connections to `target`; `forward` and `backward` count bytes of payload.

    An end connects to `port` as if it were the other end. Bytes are counted before they are
    passed on, so that no answer can overtake its count.
    """

    def __init__(self, target: int) -> None:
        self.forward = 0
        self.backward = 0
        self._target = target
        self._listener = socket.create_server((LOOPBACK, 0))
        self._count = threading.Lock()
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection((LOOPBACK, self._target))
            except ConnectionRefusedError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._relay, args=(near, far, "forward"), daemon=True).start()
            threading.Thread(target=self._relay, args=(far, near, "backward"), daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket, direction: str) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                with self._count:
                    setattr(self, direction, getattr(self, direction) + len(chunk))
                sink.sendall(chunk)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
