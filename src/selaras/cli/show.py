"""selaras show."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from zoneinfo import ZoneInfo

import typer

from selaras.cli.acting import RecordArgument, acting, record_id
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, print_json
from selaras.core.ledger.authority import Pembina
from selaras.flows.held_record import PEMBINA_WORDS
from selaras.flows.record_story import Story, Value, record_story

JAKARTA = ZoneInfo("Asia/Jakarta")


def show(record: RecordArgument, *, json: JsonOption = False) -> None:
    """Lihat satu catatan: isinya, siapa yang menyatakan, apa yang bertentangan, dan riwayatnya."""
    with acting():
        story = record_story(open_node(), record_id(record))
    if json:
        print_json(_as_json(story))
    else:
        _print(story)


def _as_json(story: Story) -> dict[str, object]:
    held = story.held
    return {
        "id": held.id.hex(),
        "kind": held.table.kind.name,
        "wilayah": held.home,
        "pembina": held.state.pembina,
        "offer": held.state.offer,
        "deleted": bool(held.state.deletions),
        "fields": [asdict(fact) for fact in story.facts],
        "rivals": [asdict(other) for other in story.rivals],
        "proposals": [asdict(other) for other in story.proposals],
        "history": [asdict(event) for event in story.history],
    }


def _print(story: Story) -> None:
    held = story.held
    pembina = PEMBINA_WORDS[Pembina(held.state.pembina)]
    _line(f"{held.table.kind.name} {held.id.hex()}, {held.home}, pembina: {pembina}")
    if held.state.deletions:
        _line("Catatan ini dihapus.")
    if held.state.offer:
        _line(f"Ditawarkan kepada {PEMBINA_WORDS[Pembina(held.state.offer)]}, belum diterima.")
    against = [("pertentangan", other) for other in story.rivals]
    against += [("usulan perbaikan", other) for other in story.proposals]
    for fact in story.facts:
        sure = "" if fact.verified else ", belum diverifikasi"
        _line(f"  {fact.label}: {_shown(fact.value)}  [{_who(fact)}{sure}]")
        for word, other in against:
            if other.field == fact.field:
                _line(f"    {word}: {_shown(other.value)}  [{_who(other)}]")
    _line("Riwayat:")
    for event in story.history:
        _line(f"  {_when(event.at)} {event.by}{_person(event.author)} {event.told}.")


def _who(value: Value) -> str:
    return f"{value.by}{_person(value.author)}, {_when(value.at)}" if value.by else "penulisnya tidak diketahui"


def _person(author: str) -> str:
    return f" ({author})" if author else ""


def _when(at: int) -> str:
    """Return a time by the author's clock, which may say anything at all."""
    try:
        return dt.datetime.fromtimestamp(at / 1000, tz=JAKARTA).strftime("%d-%m-%Y %H.%M")
    except (OverflowError, ValueError):
        return "waktu tidak masuk akal"


def _shown(value: object) -> str:
    return "(kosong)" if value is None or value == "" else str(value)


def _line(text: str) -> None:
    typer.echo(text)
