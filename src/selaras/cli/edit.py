"""selaras edit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node, refuse_writing
from selaras.cli.output import console, refuse
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import rumpun_of_record
from selaras.core.terms.canonical import canonical
from selaras.core.terms.kamus import Kind, rumpun_of
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.registry.tables import META, tables


def edit(
    record: Annotated[str, typer.Argument(help="Nomor catatan, 32 angka heksadesimal, seperti pada export.")],
    values: Annotated[list[str], typer.Argument(help="kolom=nilai; nilai kosong mengosongkan kolom.")],
    *,
    author: Annotated[str, typer.Option(help="Siapa yang mengubah.")] = "operator",
) -> None:
    """Ubah beberapa kolom satu catatan."""
    node = open_node()
    try:
        key = bytes.fromhex(record)
    except ValueError:
        refuse(ExitCode.WRONG_USE, f"Nomor catatan «{record}» bukan 32 angka heksadesimal.")
    for table in tables().values():
        row = table.load(node.db, [key]).get(key)
        if row is None:
            continue
        home = str(row[META.index("wilayah_induk")])
        fields = dict(_read(table.kind, text) for text in values)
        rumpun = rumpun_of_record(key, home, rumpun_of(table.kind.name))
        if rumpun is None:
            refuse(ExitCode.NO, "Catatan ini salinan terbitan kantor lain, jadi tidak bisa diubah di sini.")
        change = NewChange(home, rumpun, table.kind.name, key, fields, author, "edit")
        try:
            record_changes(node, [change])
        except NodeMayNotWrite as error:
            refuse_writing(error)
        console.print(f"Tersimpan: {len(fields)} kolom catatan {record}.", markup=False)
        return
    refuse(ExitCode.NO, f"Catatan {record} tidak ada di kantor ini. Lihat nomornya dengan «selaras export».")


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
