"""The first process of `serve`, kept small: it imports nothing of Selaras and only watches the one that answers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

APPLICATION = "selaras.config.wsgi:application"
THREADS = 4


def run_server(host: str, port: int, certificate: Path | None, key: Path | None) -> None:
    """Serve until a signal ends it."""
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        ssl_cert=certificate,
        ssl_key=key,
        log_enabled=False,
    ).serve()


def become_server(host: str, port: int, certificate: Path | None, key: Path | None) -> None:
    """Turn this process into the server, without what the command had to load; where that cannot be, serve beside it."""
    sys.stderr.flush()
    if os.name != "posix":
        run_server(host, port, certificate, key)
        return
    files = [str(path) for path in (certificate, key) if path is not None]
    os.execv(sys.executable, [sys.executable, "-P", "-m", __name__, host, str(port), *files])  # noqa: S606


if __name__ == "__main__":
    _host, _port, *_files = sys.argv[1:]
    run_server(_host, int(_port), *(map(Path, _files) if _files else (None, None)))
