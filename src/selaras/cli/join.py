"""selaras join."""

from __future__ import annotations

from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import about, open_node, opener
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.exchange import PeerUnreachable
from selaras.flows.join import JoinRefused
from selaras.flows.join import join as join_parent
from selaras.flows.line import JOIN_PATH, transport_over
from selaras.gateways.peer.line import LineDown, PeerLine, is_open_to_readers


def join(
    parent_url: Annotated[str, typer.Argument(help="Alamat kantor induk, misalnya https://induk.contoh.id.")],
    *,
    code: Annotated[str, typer.Option(help="Kode undangan dari kantor induk.")],
    json: JsonOption = False,
) -> None:
    """Jadikan kantor ini anak dari sebuah kantor induk."""
    node = open_node()
    try:
        line = PeerLine(parent_url)
    except LineDown as error:
        refuse(ExitCode.WRONG_USE, str(error))
    if is_open_to_readers(parent_url):
        console.print(
            "Perhatian: alamat http:// dapat dibaca pihak lain di jaringan. Mintalah alamat https://.", style="yellow"
        )
    try:
        parent = join_parent(node, parent_url, code, transport_over(line, JOIN_PATH))
    except JoinRefused as error:
        refuse(ExitCode.NO, error.message)
    except PeerUnreachable as error:
        refuse(ExitCode.PEER_UNREACHABLE, f"{error} Periksa alamat dan sambungan, lalu coba lagi.")
    finally:
        line.close()
    if json:
        print_json(about(node.identity, opener().files.database))
    else:
        console.print(f"Kantor ini sekarang anak dari «{parent.name}». Lanjutkan dengan «selaras sync».", markup=False)
