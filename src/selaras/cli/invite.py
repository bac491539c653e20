"""selaras invite."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, print_json, refuse
from selaras.cli.scope import read_scope
from selaras.core.ledger.authority import Level
from selaras.core.ledger.certificate import RANK
from selaras.core.ledger.stream import covers
from selaras.flows.join import invite as make_invitation


def invite(
    *,
    level: Annotated[Level, typer.Option(help="Tingkat kantor yang diundang.")],
    wilayah: Annotated[str | None, typer.Option(help="Kode wilayah kantor yang diundang.")] = None,
    rumpun: Annotated[str | None, typer.Option(help="usaha, koperasi, atau usaha,koperasi.")] = None,
    json: JsonOption = False,
) -> None:
    """Buat kode undangan sekali pakai untuk kantor di bawah kantor ini."""
    code, families = read_scope(level, wilayah, rumpun)
    node = open_node()
    if RANK[level] > RANK[node.identity.level] or not covers(node.identity.wilayah, code):
        refuse(ExitCode.WRONG_USE, f"{level} {code} tidak berada di bawah kantor ini ({node.identity.wilayah}).")
    words, until = make_invitation(node, level, code, families)
    valid = datetime.fromtimestamp(until / 1000, UTC)
    if json:
        print_json({"code": words, "valid_until": valid.isoformat(timespec="seconds")})
    else:
        typer.echo(f"{words}\nBerlaku sampai {valid.astimezone():%d-%m-%Y %H.%M}, untuk satu kantor.")
