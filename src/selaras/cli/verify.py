"""selaras verify."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.ledger.frontier import Difference
from selaras.core.ledger.stream import Head
from selaras.flows.certify_peer import certify_parent
from selaras.flows.exchange import PeerRefused, PeerUnreachable
from selaras.flows.join import PARENT
from selaras.flows.line import SYNC_PATH, transport_over
from selaras.flows.node import Node
from selaras.flows.print_berita_acara import print_berita_acara
from selaras.flows.verify_peer import Verified, verify_child, verify_parent
from selaras.gateways.peer.line import LineDown, PeerLine
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import Directory, Peer, read_directory, read_peers


def verify(
    *,
    certificate: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.pdf",
            help="Tulis berita acara yang ditandatangani kedua kantor: PDF ini, dan JSON dengan nama yang sama."
            " Untuk induk kedua: OUT-2.pdf.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Periksa apakah kantor induk dan anak memegang data yang sama."""
    node = open_node()
    papers = _papers(node, certificate) if certificate else {}
    found = _compare_all(node, papers)
    differences = [_difference(told, one) for told in found for one in told.differences]
    if json:
        held = read_frontier(node.db)
        print_json(
            {
                "equal": not differences,
                "streams": len(held),
                "changes": sum(head.seq for head in held.values()),
                "peers": [_peer(told, papers.get(told.peer)) for told in found],
                "differences": differences,
            }
        )
    for told in found:
        console.print(f"«{told.name}»: {_said(told)}", markup=False)
    if not found:
        console.print("Kantor ini belum punya induk atau anak untuk dibandingkan.", markup=False)
    for paper in papers.values():
        console.print(f"Berita acara: {paper} dan {paper.with_suffix('.json').name}.", markup=False)
    if differences:
        console.print("Jalankan «selaras sync» di kantor anak, lalu periksa sekali lagi.", markup=False)
        raise typer.Exit(ExitCode.NO)


def _papers(node: Node, first: Path) -> dict[bytes, Path]:
    """Return where the berita acara with each parent goes."""
    parents = read_peers(node.db, PARENT)
    if not parents:
        refuse(
            ExitCode.WRONG_USE,
            "Berita acara dibuat di kantor anak, karena anak yang menghubungi induk. Kantor ini tidak punya induk.",
        )
    if first.suffix.lower() != ".pdf":
        refuse(ExitCode.WRONG_USE, f"Berita acara adalah berkas .pdf; tulis misalnya «{first.with_suffix('.pdf')}».")
    if not first.absolute().parent.is_dir():
        refuse(ExitCode.WRONG_USE, f"Folder «{first.parent}» tidak ada. Buat dulu foldernya.")
    names = [first, *(first.with_name(f"{first.stem}-{number}.pdf") for number in range(2, len(parents) + 1))]
    return {peer.node: name for peer, name in zip(parents, names, strict=True)}


def _compare_all(node: Node, papers: dict[bytes, Path]) -> list[Verified]:
    directory, found = read_directory(node.db), []
    for peer in read_peers(node.db):
        if peer.role == PARENT:
            found.append(_ask_parent(node, directory, peer, papers.get(peer.node)))
        else:
            found.append(verify_child(node, directory.certificates[peer.node], peer))
    return found


def _ask_parent(node: Node, directory: Directory, peer: Peer, paper: Path | None) -> Verified:
    parent = directory.certificates[peer.node]
    try:
        with closing(PeerLine(peer.url)) as line:
            transport = transport_over(line, SYNC_PATH)
            if paper is None:
                return verify_parent(node, parent, transport)
            certified = certify_parent(node, parent, transport)
    except (PeerUnreachable, LineDown) as error:
        refuse(ExitCode.PEER_UNREACHABLE, f"«{parent.name}»: {error} Coba lagi nanti.")
    except PeerRefused as refused:
        refuse(ExitCode.MUST_NOT_WRITE if refused.code == "dicabut" else ExitCode.NO, refused.message)
    beside = paper.with_suffix(".json")
    try:
        beside.write_bytes(certified.document)
        paper.write_bytes(print_berita_acara(certified.document, beside.name))
    except OSError as error:
        refuse(ExitCode.WRONG_USE, f"«{paper}» tidak dapat ditulis ({error.strerror}). Pilih folder lain.")
    return certified.verified


def _said(told: Verified) -> str:
    if not told.asked:
        return "belum pernah bertukar dengan kantor ini."
    same = "sama" if not told.differences else f"berbeda pada {len(told.differences)} aliran"
    return f"{told.streams} aliran, {told.changes} perubahan, {same}."


def _peer(told: Verified, paper: Path | None) -> dict[str, object]:
    return {
        "peer": told.peer.hex(),
        "name": told.name,
        "equal": not told.differences,
        "streams": told.streams,
        "changes": told.changes,
        "asked_ms": told.asked,
        **({"certificate": str(paper)} if paper else {}),
    }


def _difference(told: Verified, found: Difference) -> dict[str, object]:
    return {
        "peer": told.peer.hex(),
        "wilayah": found.stream.wilayah,
        "rumpun": found.stream.rumpun,
        "node": found.stream.node.hex(),
        "mine": _seq(found.mine),
        "theirs": _seq(found.theirs),
    }


def _seq(head: Head | None) -> int:
    return head.seq if head else 0
