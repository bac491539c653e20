"""selaras revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node, refuse_writing
from selaras.cli.output import console, refuse
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.revoke_node import NotOurs, revoke_node


def revoke(
    node: Annotated[str, typer.Argument(help="Nomor simpul kantor yang dicabut, 32 angka heksadesimal.")],
    *,
    reason: Annotated[str, typer.Option(help="Alasan pencabutan.")],
    author: Annotated[str, typer.Option(help="Siapa yang mencabut.")] = "administrator",
) -> None:
    """Cabut sertifikat kantor di bawah kantor ini."""
    own = open_node()
    try:
        revoke_node(own, bytes.fromhex(node), author=author, reason=reason)
    except (NotOurs, ValueError):
        refuse(
            ExitCode.WRONG_USE, f"Kantor ini tidak pernah memberi sertifikat kepada simpul «{node}». Periksa nomornya."
        )
    except NodeMayNotWrite as error:
        refuse_writing(error)
    console.print("Sertifikat dicabut. Pencabutan ikut dalam sinkronisasi berikutnya.", markup=False)
