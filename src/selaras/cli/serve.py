"""selaras serve."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.older_tables import OLDER_TABLES, has_older_tables
from selaras.cli.opened import home, open_node
from selaras.cli.output import console, refuse
from selaras.cli.serving import become_server
from selaras.gateways.home.tls import fingerprint, own_certificate


def serve(
    *,
    host: Annotated[str, typer.Option(help="Alamat tempat mendengarkan.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Nomor porta.")] = 8000,
    certificate: Annotated[Path | None, typer.Option(help="Sertifikat TLS (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="Kunci TLS (PEM).")] = None,
    tls: Annotated[bool, typer.Option("--tls", help="TLS dengan sertifikat buatan sendiri.")] = False,
) -> None:
    """Layani halaman web dan sinkronisasi kantor anak, sampai Ctrl-C."""
    if (certificate is None) != (key is None) or (tls and certificate is not None):
        refuse(ExitCode.WRONG_USE, "TLS memerlukan --certificate dan --key, atau --tls saja.")
    node = open_node()
    if has_older_tables():
        refuse(ExitCode.NO, OLDER_TABLES)
    if tls:
        now = datetime.fromtimestamp(node.wall_ms() / 1000, UTC)
        certificate, key = own_certificate(home(), node.identity.name, now)
    scheme = "https" if certificate else "http"
    console.print(f"Melayani di {scheme}://{host}:{port}/ (Ctrl-C untuk berhenti).", markup=False)
    if certificate:
        named = f"https://{host}:{port}/#sha256={fingerprint(certificate)}"
        console.print(f"Alamat untuk «selaras join», bila sertifikatnya buatan sendiri: {named}", markup=False)
    become_server(host, port, certificate, key)
