"""Berita acara: both offices sign what they hold, as a PDF to read and a JSON file that anybody checks offline."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from selaras.flows.certify_peer import certify_parent
from selaras.flows.exchange import PeerRefused, PeerUnreachable
from selaras.flows.line import SYNC_PATH, transport_over
from selaras.flows.print_berita_acara import print_berita_acara
from selaras.gateways.peer.line import LineDown, PeerLine
from selaras.store.network.queries import read_peers
from selaras.web.exchange.now import peer_certificate
from selaras.web.visitor import Visitor

NAME = "berita-acara"


def take_paper(request: HttpRequest, visitor: Visitor, peer: str) -> HttpResponse:
    """Ask a parent what it holds, and give both files in one."""
    node, parent = visitor.node, peer_certificate(visitor.node, peer)
    url = next(one.url for one in read_peers(node.db) if one.node == parent.node)
    try:
        with closing(PeerLine(url)) as line:
            certified = certify_parent(node, parent, transport_over(line, SYNC_PATH))
    except (PeerUnreachable, LineDown) as error:
        messages.error(request, f"«{parent.name}» tidak terjangkau: {error} Coba lagi nanti.")
        return redirect("/sinkronisasi/")
    except PeerRefused as error:
        messages.error(request, f"«{parent.name}»: {error.message}")
        return redirect("/sinkronisasi/")
    both = io.BytesIO()
    with zipfile.ZipFile(both, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(f"{NAME}.pdf", print_berita_acara(certified.document, f"{NAME}.json"))
        files.writestr(f"{NAME}.json", certified.document)
    answer = HttpResponse(both.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.zip"'
    return answer
