"""The node behind the pages, and what stands on every one of them: the office, the menu, the light of sync."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from selaras import data
from selaras.core.terms.numerals import indonesian
from selaras.core.terms.peran import Hak
from selaras.flows.node import Node
from selaras.flows.open_node import Opener
from selaras.store.ledger.queries import unsafe_count
from selaras.store.network.queries import GOOD, read_self

MENU = (  # address, word, the right it asks for
    ("/", "Beranda", Hak.BACA),
    ("/usaha/", "Usaha", Hak.BACA),
    ("/koperasi/", "Koperasi", Hak.BACA),
    ("/peta/", "Peta", Hak.BACA),
    ("/angka/", "Angka", Hak.BACA),
    ("/unggah/", "Unggah", Hak.CATAT),
    ("/sinkronisasi/", "Sinkronisasi", Hak.BACA),
    ("/kantor/", "Kantor", Hak.KELOLA),
)


@dataclass(frozen=True, slots=True)
class Light:
    """How safe this office's own changes are. tone: of the badge; word: what it says."""

    tone: str
    word: str


@lru_cache(maxsize=4)
def _opener(home: Path) -> Opener:
    return Opener(home)


_thread = threading.local()


def office_node() -> Node:
    """Return the node over the database connection of this thread, which is examined once. Raises UnsafeDatabase."""
    home, held = settings.HOME.path, getattr(_thread, "held", None)
    if held is None or held[0] != home or connection.connection is None or held[1] is not connection.connection:
        node = _opener(home).node()
        _thread.held = (home, connection.connection, node)
        return node
    node_of_thread: Node = held[2]
    return node_of_thread


def light(node: Node) -> Light:
    """Return the light of sync: tersimpan until another office holds the changes too, then aman."""
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.state != GOOD:
        return Light("bad", "Tidak boleh mencatat")
    waiting = unsafe_count(node.db, node.id)
    return Light("wait", f"{indonesian(waiting)} belum aman") if waiting else Light("good", "Aman")


def every_page(request: HttpRequest) -> dict[str, object]:
    """Context processor: what the frame of a page shows to whoever asked for it."""
    visitor = getattr(request, "visitor", None)
    node = visitor.node if visitor else office_node()
    name, area = node.identity.name, data.wilayah().name(node.identity.wilayah)
    menu = [
        (address, word, _is_here(request.path, address)) for address, word, hak in MENU if visitor and visitor.may(hak)
    ]
    return {
        "office": name,
        "office_line": name if area in name else f"{name} · {area}",
        "person": visitor.person if visitor else None,
        "menu": menu,
        "light": light(node) if menu else None,
    }


def _is_here(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
