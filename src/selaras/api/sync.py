"""POST /sync/ and /sync/join: a frame in, a frame out. Plain WSGI, so that nothing but the frame is on the line.

Every message proves itself by its signature; cookies, sessions and host names play no part here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db import close_old_connections

from selaras.core.ledger.batch import FRAME_BYTES_MAX
from selaras.core.ledger.envelope import BadEnvelope, OtherVersion
from selaras.flows.answer import answer
from selaras.flows.join import admit
from selaras.flows.node import Node
from selaras.flows.open_node import Opener
from selaras.store.trouble import trouble

UNREADABLE = "Kiriman tidak dapat dibaca. Alamat ini hanya untuk sinkronisasi antarkantor Selaras."
CANNOT_KEEP = "Kantor ini sedang tidak dapat mencatat. Yang sudah diakui tetap ada; coba lagi nanti."
OTHER_VERSION = "Kiriman ini dari versi Selaras yang lain. Perbarui aplikasi di kantor yang versinya lebih lama."
TOO_LONG = "Kiriman terlalu besar dan tidak diterima."
Respond = Callable[[str, list[tuple[str, str]]], Any]
FLOWS: dict[str, Callable[[Node, bytes], bytes]] = {"/sync/": answer, "/sync/join": admit}


def handles(path: str) -> bool:
    """Return whether an address is one of ours."""
    return path in FLOWS


def application(environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
    """Answer one request."""
    try:
        status, kind, body = _answer(environ)
    finally:
        close_old_connections()
    respond(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def _answer(environ: dict[str, Any]) -> tuple[str, str, bytes]:
    if environ["REQUEST_METHOD"] != "POST":
        return _refuse("405 Method Not Allowed", UNREADABLE)
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > FRAME_BYTES_MAX:
        return _refuse("413 Content Too Large", TOO_LONG)
    frame = environ["wsgi.input"].read(int(length))
    try:
        reply = FLOWS[environ["PATH_INFO"]](_opener().open().node, frame)
    except OtherVersion:
        return _refuse("426 Upgrade Required", OTHER_VERSION)
    except (BadEnvelope, KeyError, TypeError, ValueError):
        return _refuse("400 Bad Request", UNREADABLE)
    except Exception as error:
        if trouble(error) is None:
            raise
        return _refuse("503 Service Unavailable", CANNOT_KEEP)
    return "200 OK", "application/octet-stream", reply


def _refuse(status: str, sentence: str) -> tuple[str, str, bytes]:
    return status, "text/plain; charset=utf-8", sentence.encode()


@cache
def _opener() -> Opener:
    return Opener(Path(os.environ["SELARAS_HOME"]))
