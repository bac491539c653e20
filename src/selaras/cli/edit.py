"""selaras edit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from selaras import data
from selaras.cli.acting import AuthorOption, RecordArgument, acting, record_id
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import console, refuse
from selaras.core.ledger.payload import Scalar
from selaras.core.terms.canonical import canonical
from selaras.core.terms.kamus import Kind
from selaras.flows.held_record import held_record
from selaras.flows.record_changes import record_changes


def edit(
    record: RecordArgument,
    values: Annotated[list[str], typer.Argument(help="kolom=nilai; nilai kosong mengosongkan kolom.")],
    *,
    author: AuthorOption = "operator",
) -> None:
    """Ubah beberapa kolom satu catatan."""
    with acting():
        node, key = open_node(), record_id(record)
        held = held_record(node, key)
        fields = dict(_read(held.table.kind, text) for text in values)
        record_changes(node, [held.change(fields, author, "edit")])
    console.print(f"Tersimpan: {len(fields)} kolom catatan {record}.", markup=False)


def _read(kind: Kind, text: str) -> tuple[str, Scalar]:
    name, _, value = text.partition("=")
    if name not in kind.field_names:
        refuse(ExitCode.WRONG_USE, f"Kolom «{name}» tidak ada pada {kind.name}. Pilih: {', '.join(kind.field_names)}.")
    if not value:
        return name, None
    try:
        return name, canonical(data.kamus().field(kind.name, name), value, today=dt.datetime.now(tz=dt.UTC).date())
    except ValueError as error:
        refuse(ExitCode.NO, f"Kolom {name}: {error}")
