"""selaras verify."""

from __future__ import annotations

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.ledger.frontier import Difference
from selaras.core.ledger.stream import Head
from selaras.flows.exchange import PeerRefused, PeerUnreachable
from selaras.flows.line import SYNC_PATH, transport_over
from selaras.flows.node import Node
from selaras.flows.verify_peer import Verified, verify_child, verify_parent
from selaras.gateways.peer.line import PeerLine
from selaras.store.ledger.queries import read_frontier
from selaras.store.network.queries import read_directory, read_peers


def verify(*, json: JsonOption = False) -> None:
    """Periksa apakah kantor induk dan anak memegang data yang sama."""
    node = open_node()
    found = _compare_all(node)
    differences = [_difference(told, one) for told in found for one in told.differences]
    if json:
        held = read_frontier(node.db)
        print_json(
            {
                "equal": not differences,
                "streams": len(held),
                "changes": sum(head.seq for head in held.values()),
                "peers": [_peer(told) for told in found],
                "differences": differences,
            }
        )
    for told in found:
        said = "sama" if not told.differences else f"berbeda pada {len(told.differences)} aliran"
        console.print(f"«{told.name}»: {told.streams} aliran, {told.changes} perubahan, {said}.", markup=False)
    if not found:
        console.print("Kantor ini belum punya induk atau anak untuk dibandingkan.", markup=False)
    if differences:
        console.print("Jalankan «selaras sync» di kantor anak, lalu periksa sekali lagi.", markup=False)
        raise typer.Exit(ExitCode.NO)


def _compare_all(node: Node) -> list[Verified]:
    directory, found = read_directory(node.db), []
    for peer in read_peers(node.db):
        certificate = directory.certificates[peer.node]
        if peer.role != "induk":
            found.append(verify_child(node, certificate, peer))
            continue
        line = PeerLine(peer.url)
        try:
            found.append(verify_parent(node, certificate, transport_over(line, SYNC_PATH)))
        except PeerUnreachable:
            refuse(ExitCode.PEER_UNREACHABLE, f"«{certificate.name}» di {peer.url} tidak menjawab. Coba lagi nanti.")
        except PeerRefused as refused:
            refuse(ExitCode.MUST_NOT_WRITE if refused.code == "dicabut" else ExitCode.NO, refused.message)
        finally:
            line.close()
    return found


def _peer(told: Verified) -> dict[str, object]:
    return {
        "peer": told.peer.hex(),
        "name": told.name,
        "equal": not told.differences,
        "streams": told.streams,
        "changes": told.changes,
        "asked_ms": told.asked,
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
