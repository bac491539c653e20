"""selaras handover."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from selaras.cli.acting import AuthorOption, ReasonOption, RecordArgument, acting, record_id
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.core.ledger.authority import Pembina
from selaras.core.terms.skala import skala_rule_on
from selaras.flows import hand_over
from selaras.flows.held_record import PEMBINA_WORDS
from selaras.flows.suggest_hand_over import suggested_hand_overs

handover = typer.Typer(no_args_is_help=True, help="Serah terima pembina: tawarkan, terima, lihat.")
JAKARTA = ZoneInfo("Asia/Jakarta")


@handover.command("offer")
def offer(
    record: RecordArgument,
    *,
    to: Annotated[Pembina, typer.Option(help="Tingkat yang diminta menerima.")],
    reason: ReasonOption,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Tawarkan satu catatan kepada tingkat pembina lain."""
    with acting():
        change = hand_over.offer_hand_over(open_node(), record_id(record), to, author=author, reason=reason)
    _tell(record, change, f"Ditawarkan kepada {PEMBINA_WORDS[to]}; berlaku sesudah diterima di sana.", json=json)


@handover.command("withdraw")
def withdraw(
    record: RecordArgument, *, reason: ReasonOption, author: AuthorOption = "operator", json: JsonOption = False
) -> None:
    """Tarik kembali tawaran yang belum diterima."""
    with acting():
        change = hand_over.withdraw_offer(open_node(), record_id(record), author=author, reason=reason)
    _tell(record, change, "Tawaran ditarik kembali.", json=json)


@handover.command("accept")
def accept(record: RecordArgument, *, author: AuthorOption = "operator", json: JsonOption = False) -> None:
    """Terima satu catatan yang ditawarkan kepada tingkat kantor ini."""
    with acting():
        change = hand_over.accept_hand_over(open_node(), record_id(record), author=author)
    _tell(record, change, "Diterima: kantor ini sekarang pembinanya.", json=json)


@handover.command("list")
def list_(*, json: JsonOption = False) -> None:
    """Lihat tawaran yang terbuka, dan serah terima yang disarankan oleh data."""
    node = open_node()
    today = dt.datetime.fromtimestamp(node.wall_ms() / 1000, tz=JAKARTA).date()
    offers, suggested = hand_over.open_offers(node.db), suggested_hand_overs(node.db, skala_rule_on(today))
    if json:
        print_json({"offers": [asdict(o) for o in offers], "suggested": [asdict(s) for s in suggested]})
        return
    for o in offers:
        typer.echo(f"Ditawarkan  {o.id}  {o.name} ({o.wilayah}): {o.pembina} → {o.to}")
    for s in suggested:
        state = "sudah ditawarkan" if s.offered else f"{s.pembina} → {s.to or 'di luar UMKM'}"
        typer.echo(f"Disarankan  {s.id}  {s.name} ({s.wilayah}): {state}; {s.because}")
    typer.echo(f"{len(offers)} tawaran terbuka, {len(suggested)} disarankan.")


def _tell(record: str, change: bytes, sentence: str, *, json: bool) -> None:
    if json:
        print_json({"record": record, "change": change.hex()})
    console.print(f"Tersimpan. {sentence}", markup=False)
