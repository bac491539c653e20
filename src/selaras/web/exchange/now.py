"""Exchange now: with every parent over the line, or with one office by a packet in a file."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.contrib import messages
from django.db import connections
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from selaras.core.ledger.certificate import Certificate
from selaras.flows.exchange import Exchanged, PeerRefused, PeerUnreachable, exchange, find_parent
from selaras.flows.line import SYNC_PATH, transport_over
from selaras.flows.link import NoLink
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.flows.read_packet import PacketRefused, read_packet
from selaras.flows.restate_publication import restate_in_passing
from selaras.flows.sweep_erased import sweep_in_passing
from selaras.flows.write_packet import write_packet
from selaras.gateways.packet.file import new_packet_file, read_parts
from selaras.gateways.peer.line import LineDown, PeerLine
from selaras.store.network.queries import Peer, read_directory, read_peers
from selaras.web.office import office_node
from selaras.web.templatetags.tulisan import bilangan
from selaras.web.visitor import Visitor

WAIT_S = 8.0  # a usual exchange ends sooner, and its page shows what it moved
REVOKED_WORDS = "Sertifikat kantor ini dicabut atau basis datanya salinan, jadi paket tidak dapat ditulis."
_lock = threading.Lock()
last_run: list[str] = []  # sentences of the latest exchange of this process


def run_now(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Exchange with every parent; a long exchange goes on after the page is shown."""
    if not read_peers(visitor.node.db, "induk"):
        messages.error(request, "Kantor ini belum punya induk. Mintalah kode undangan, lalu jalankan «selaras join».")
    elif not _lock.acquire(blocking=False):
        messages.success(request, "Pertukaran sedang berjalan. Muat ulang beberapa saat lagi.")
    else:
        thread = threading.Thread(target=_run, name="sinkronisasi", daemon=True)
        thread.start()
        thread.join(WAIT_S)
        for sentence in last_run:
            messages.success(request, sentence)
        if thread.is_alive():
            messages.success(request, "Pertukarannya panjang dan masih berjalan. Muat ulang beberapa saat lagi.")
    return redirect("/sinkronisasi/")


def _run() -> None:
    last_run.clear()
    try:
        node = office_node()
        restate_in_passing(node)
        last_run.extend(exchange_with(node, peer) for peer in read_peers(node.db, "induk"))
        sweep_in_passing(node)
    finally:
        connections.close_all()
        _lock.release()


def exchange_with(node: Node, peer: Peer) -> str:
    """Exchange with one parent and return what happened, as a sentence."""
    result, name = Exchanged(peer.node), peer.url
    try:
        parent = find_parent(node, peer.node)
        name = parent.name
        with closing(PeerLine(peer.url)) as line:
            exchange(node, parent, transport_over(line, SYNC_PATH), lambda _done, _all: None, result)
    except (PeerUnreachable, LineDown) as error:
        return f"«{name}» tidak terjangkau: {error} Yang sudah sampai tetap tersimpan; coba lagi nanti."
    except PeerRefused as error:
        return f"«{name}»: {error.message}"
    moved = f"{bilangan(result.sent)} perubahan terkirim, {bilangan(result.received)} diterima"
    told = f"«{name}»: {moved}{', isi keduanya sama' if result.equal else ''}."
    if result.recovered:
        told += f" {bilangan(result.recovered)} perubahan kantor ini yang hilang sudah dikembalikan dari induk."
    if result.refused:
        told += f" {len(result.refused)} kiriman tidak diterima; alasannya ada di bawah."
    return told


def take_packet(request: HttpRequest, visitor: Visitor, peer: str) -> HttpResponseBase:
    """Write a packet for one office and give it to the browser."""
    node, certificate = visitor.node, peer_certificate(visitor.node, peer)
    with _scratch() as folder:
        path = folder / "paket"
        restate_in_passing(node)
        try:
            with new_packet_file(path) as put:
                write_packet(node, certificate.node, put, lambda _done, _all: None)
        except NoLink as error:
            return _sorry(request, error.message)
        except NodeMayNotWrite:
            return _sorry(request, REVOKED_WORDS)
        day = dt.datetime.fromtimestamp(node.wall_ms() / 1000, tz=dt.UTC).strftime("%Y-%m-%d")
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{_bare(certificate.name)}-{day}.paket")


def give_packet(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Read a packet that somebody brought."""
    file = request.FILES.get("paket")
    if file is None:
        return _sorry(request, "Pilih satu berkas paket.")
    with _scratch() as folder:
        path = folder / "paket"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            done = read_packet(visitor.node, read_parts(path))
        except (NoLink, PacketRefused) as error:
            return _sorry(request, f"Paket itu tidak dibaca. {error.message}")
    sweep_in_passing(visitor.node)
    same = ", isi keduanya sama" if done.equal else ""
    messages.success(request, f"Paket dari «{done.name}»: {bilangan(done.received)} perubahan diterima{same}.")
    if done.healed:
        messages.success(request, "Kantor ini boleh mencatat lagi.")
    if done.mended:
        messages.success(
            request, f"{bilangan(done.mended)} perubahan di bagian yang rusak diambil lagi dari paket ini."
        )
    if done.damaged:
        messages.error(request, "Masih ada yang rusak di sini; salinannya tidak ada di paket ini.")
    if done.refused:
        messages.error(request, f"{len(done.refused)} kiriman di dalamnya tidak diterima; alasannya ada di bawah.")
    return redirect("/sinkronisasi/")


def peer_certificate(node: Node, peer: str) -> Certificate:
    """Return the certificate of an office that this one exchanges with. Raises Http404."""
    found = {one.node.hex(): one.node for one in read_peers(node.db)}
    if peer not in found:
        raise Http404
    return read_directory(node.db).certificates[found[peer]]


def _sorry(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("/sinkronisasi/")


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "kantor"


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards; a file of it that is open can still be read to its end."""
    folder = Path(tempfile.mkdtemp(prefix="selaras-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
