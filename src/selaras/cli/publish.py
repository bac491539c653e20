"""selaras publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from selaras.cli.acting import AuthorOption, ReasonOption, RecordArgument, acting, record_id
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.publish import PublishOrder, find_reader, withdraw_publication
from selaras.flows.publish import publish as begin
from selaras.flows.record_consent import record_consent
from selaras.flows.restate_publication import Restated, restate_all
from selaras.store.network.queries import read_directory
from selaras.store.registry.publications import Publication, read_publications

publish = typer.Typer(
    no_args_is_help=True, help="Terbitkan kolom terpilih untuk satu penerima, dengan tujuan yang tercatat."
)
ReaderOption = Annotated[str, typer.Option("--to", help="Penerima: nomor simpul, atau bagian namanya.")]
FieldsOption = Annotated[str, typer.Option("--fields", help="Kolom, dipisah koma.")]


@publish.command("start")
def start(  # noqa: PLR0913 # the options of one command
    *,
    to: ReaderOption,
    kind: Annotated[str, typer.Option(help="usaha, koperasi, laporan_usaha, …")],
    fields: FieldsOption,
    purpose: Annotated[str, typer.Option(help="Untuk apa penerima memakainya.")],
    where: Annotated[list[str] | None, typer.Option(help="Syarat kolom=nilai, misalnya wilayah=35.07.")] = None,
    consented: Annotated[bool, typer.Option(help="Kolom rahasia: hanya untuk pemilik yang setuju.")] = False,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Mulai satu penerbitan tetap: diperbarui setiap sinkronisasi sampai ditarik."""
    node = open_node()
    conditions = dict(_pair(text) for text in where or [])
    with acting():
        order = PublishOrder(
            find_reader(node, to).node, kind, _names(fields), conditions, purpose.strip(), consented, author
        )
        publication, done = begin(node, order, lambda _: None)
    _tell(publication.record.hex(), done, f"dasar: {publication.basis}", json=json)


@publish.command("withdraw")
def withdraw(
    publication: Annotated[str, typer.Argument(help="Nomor penerbitan seperti pada «publish list».")],
    *,
    reason: ReasonOption,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Tarik satu penerbitan: salinannya di penerima dihapus dan isinya dimusnahkan."""
    with acting():
        done = withdraw_publication(
            open_node(), record_id(publication), author=author, reason=reason, progress=lambda _: None
        )
    _tell(publication, done, "berlaku sesudah sinkronisasi", json=json)


@publish.command("consent")
def consent(  # noqa: PLR0913 # the options of one command
    record: RecordArgument,
    *,
    to: ReaderOption,
    fields: FieldsOption,
    evidence: Annotated[str, typer.Option(help="Di mana formulir yang ditandatangani pemilik disimpan.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Pemilik menarik persetujuannya.")] = False,
    author: AuthorOption = "operator",
    json: JsonOption = False,
) -> None:
    """Catat persetujuan pemilik data, atau penarikannya."""
    node, key, names = open_node(), record_id(record), _names(fields)
    with acting():
        reader = find_reader(node, to)
        change = record_consent(
            node, key, reader.node, names, given=not revoke, evidence=evidence.strip(), author=author
        )
    if json:
        print_json({"record": record, "to": reader.node.hex(), "given": not revoke, "change": change.hex()})
    word = "Penarikan persetujuan" if revoke else "Persetujuan"
    console.print(f"Tersimpan. {word} berlaku untuk penerbitan sejak sinkronisasi berikutnya.", markup=False)


@publish.command("refresh")
def refresh(*, json: JsonOption = False) -> None:
    """Perbarui semua penerbitan kantor ini sekarang; «sync» melakukannya juga."""
    with acting():
        done = restate_all(open_node(), lambda _: None)
    _tell("", done, "semua penerbitan", json=json)


@publish.command("list")
def list_(*, json: JsonOption = False) -> None:
    """Lihat apa yang diterbitkan: oleh kantor ini, untuk kantor ini, dan yang lewat di sini."""
    node = open_node()
    names = {key: certificate.name for key, certificate in read_directory(node.db).certificates.items()}
    found = read_publications(node.db)
    if json:
        print_json({"publications": [_as_json(p, names) for p in found]})
        return
    for p in found:
        state = "ditarik" if p.ended else "berlaku"
        limits = f", hanya {', '.join(f'{name}={value}' for name, value in p.conditions)}" if p.conditions else ""
        who = f"{names.get(p.publisher, '?')} → {names.get(p.reader, '?')}"
        typer.echo(f"{p.record.hex()}  {who}  {state}\n  {p.kind}: {', '.join(p.fields)}{limits}")
        typer.echo(f"  tujuan: {p.purpose}; dasar: {p.basis}")
    typer.echo(f"{len(found)} penerbitan.")


def _as_json(p: Publication, names: Mapping[bytes, str]) -> dict[str, object]:
    return {
        "publication": p.record.hex(),
        "publisher": p.publisher.hex(),
        "publisher_name": names.get(p.publisher, ""),
        "reader": p.reader.hex(),
        "reader_name": names.get(p.reader, ""),
        "kind": p.kind,
        "fields": list(p.fields),
        "where": dict(p.conditions),
        "purpose": p.purpose,
        "basis": p.basis,
        "consented": p.consented,
        "ended": p.ended,
    }


def _tell(publication: str, done: Restated, remark: str, *, json: bool) -> None:
    if json:
        counts: dict[str, object] = {"stated": done.stated, "withdrawn": done.withdrawn, "withheld": done.withheld}
        print_json({"publication": publication, **counts} if publication else counts)
    told = (
        f"{done.stated} catatan diterbitkan, {done.withdrawn} ditarik, {done.withheld} tanpa kolom yang belum disetujui"
    )
    console.print(f"Tersimpan. {told} ({remark}).", markup=False)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        refuse(ExitCode.WRONG_USE, "Sebutkan kolomnya, misalnya --fields nama_usaha,nib.")
    return names


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        refuse(ExitCode.WRONG_USE, f"Syarat «{text}» ditulis kolom=nilai, misalnya --where wilayah=35.07.")
    return name.strip(), value.strip()
