"""selaras settle."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from selaras.cli.acting import AuthorOption, RecordArgument, acting, record_id
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.ledger.payload import Scalar
from selaras.flows.held_record import held_record
from selaras.flows.settle_field import Choice, choices, decider, may_settle, settle_field


def settle(
    record: RecordArgument,
    field: Annotated[str | None, typer.Argument(help="Kolom yang diputuskan; tanpa ini semuanya didaftar.")] = None,
    *,
    choose: Annotated[str | None, typer.Option(help="Huruf pilihan seperti pada daftarnya: a, b, …")] = None,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Lihat apa yang bertentangan pada satu catatan, lalu putuskan."""
    node, key = open_node(), record_id(record)
    if choose is None:
        with acting():
            held = held_record(node, key)
        standing = [choice for choice in choices(held) if field in (None, choice.field)]
        who = {choice.field: decider(node, held, choice.field) for choice in standing}
        mine = {name: may_settle(node, held, name) for name in who}
        _list(record, standing, who, mine, json=json)
        return
    if field is None:
        refuse(ExitCode.WRONG_USE, "Sebutkan kolomnya: «selaras settle NOMOR KOLOM --choose HURUF».")
    with acting():
        chosen = settle_field(node, key, field, choose, author=author)
    if json:
        print_json({"record": record, **asdict(chosen)})
    console.print(f"Diputuskan: {field} = {_shown(chosen.value)}.", markup=False)


def _list(record: str, standing: list[Choice], who: dict[str, str], mine: dict[str, bool], *, json: bool) -> None:
    if json:
        listed = [{**asdict(c), "decider": who[c.field], "mine": mine[c.field]} for c in standing]
        print_json({"record": record, "choices": listed})
        return
    if not standing:
        typer.echo("Tidak ada pertentangan atau usulan pada catatan ini.")
    for choice in standing:
        if choice.letter == "a":
            here = "dapat diputuskan di kantor ini" if mine[choice.field] else f"diputuskan oleh {who[choice.field]}"
            typer.echo(f"{choice.field}: {here}")
        typer.echo(f"  {choice.letter}. {_shown(choice.value)} ({choice.word})")


def _shown(value: Scalar) -> str:
    return "(kosong)" if value is None or value == "" else str(value)
