"""What the commands that act on one record share: its number, who acts and why, and how a refusal ends the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import refuse_writing
from selaras.cli.output import refuse
from selaras.flows.held_record import ActRefused
from selaras.flows.node import NodeMayNotWrite

RecordArgument = Annotated[str, typer.Argument(help="Nomor catatan, 32 angka heksadesimal, seperti pada export.")]
AuthorOption = Annotated[str, typer.Option(help="Siapa yang bertindak.")]
ReasonOption = Annotated[str, typer.Option(help="Alasan, dengan kata-kata petugas.")]


def record_id(text: str) -> bytes:
    """Return the record's id, or end the command."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 16:
        refuse(ExitCode.WRONG_USE, f"Nomor catatan «{text}» bukan 32 angka heksadesimal.")
    return key


@contextmanager
def acting() -> Iterator[None]:
    """End the command with a sentence when the act inside is refused."""
    try:
        yield
    except ActRefused as error:
        refuse(ExitCode.NO, error.message)
    except NodeMayNotWrite as error:
        refuse_writing(error)
