"""selaras serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import console, refuse

APPLICATION = "selaras.config.wsgi:application"
THREADS = 4


def serve(
    *,
    host: Annotated[str, typer.Option(help="Alamat tempat mendengarkan.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Nomor porta.")] = 8000,
    certificate: Annotated[Path | None, typer.Option(help="Sertifikat TLS (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="Kunci TLS (PEM).")] = None,
) -> None:
    """Layani halaman web dan sinkronisasi kantor anak, sampai Ctrl-C."""
    if (certificate is None) != (key is None):
        refuse(ExitCode.WRONG_USE, "TLS memerlukan keduanya: --certificate dan --key.")
    open_node()
    scheme = "https" if certificate else "http"
    console.print(f"Melayani di {scheme}://{host}:{port}/ (Ctrl-C untuk berhenti).", markup=False)
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
