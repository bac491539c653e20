"""Kantor: its certificate, its health with the way out of each trouble, its backups."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.flows.examine_node import examine_node
from selaras.store.network.queries import read_directory, read_peers
from selaras.web.values import area_name
from selaras.web.visitor import Visitor

LEVELS = {"kabkota": "kabupaten/kota", "provinsi": "provinsi", "kementerian": "kementerian", "mitra": "mitra"}


def about_office(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everything that an administrator looks after."""
    node, directory = visitor.node, read_directory(visitor.node.db)
    issued = [
        (directory.certificates[parent.node].name, found[0].until)
        for parent in read_peers(node.db, "induk")
        if (found := directory.issued(parent.node, node.id)) is not None
    ]
    told = {
        "identity": node.identity,
        "level": LEVELS[str(node.identity.level)],
        "area": area_name(node.identity.wilayah),
        "number": node.id.hex(),
        "issued": issued,
        "findings": sorted(examine_node(node, settings.HOME.path), key=lambda found: found.well),  # troubles first
        "home": settings.HOME.path,
    }
    return render(request, "web/exchange/office.html", told)
