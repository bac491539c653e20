"""selaras sync."""

from __future__ import annotations

import time
from dataclasses import dataclass

from selaras.cli.exchanged import refresh_publications, tell_mended, tell_refused, tell_safety
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, progress_bar, refuse
from selaras.flows.exchange import Exchanged, PeerRefused, PeerUnreachable, exchange, find_parent
from selaras.flows.line import SYNC_PATH, transport_over
from selaras.flows.node import Node
from selaras.flows.sweep_erased import sweep_in_passing
from selaras.gateways.peer.line import LineDown, PeerLine
from selaras.store.network.queries import COPY, GOOD, REVOKED, Peer, read_peers, read_self

COUNTS = ("sent", "received", "refused", "mended", "bytes_sent", "bytes_received", "rounds", "seconds")


@dataclass(frozen=True, slots=True)
class Session:
    """One parent's session. failure: DONE, or why it ended early."""

    figures: dict[str, float]
    peer: str
    failure: ExitCode


def sync(*, json: JsonOption = False) -> None:
    """Samakan data dengan semua kantor induk."""
    node = open_node()
    parents = read_peers(node.db, "induk")
    if not parents:
        refuse(ExitCode.WRONG_USE, "Kantor ini belum punya induk. Minta kode undangan, lalu jalankan «selaras join».")
    refresh_publications(node)
    before = _state(node)
    sessions = [_session(node, parent) for parent in parents]
    if (before, _state(node)) == (COPY, GOOD):
        console.print("Yang tertinggal sudah diambil kembali: kantor ini boleh mencatat lagi.", markup=False)
    sweep_in_passing(node)
    totals = {name: sum(session.figures[name] for session in sessions) for name in COUNTS}
    if json:
        print_json({**totals, "peers": [{"peer": session.peer, **session.figures} for session in sessions]})
    tell_safety(node)
    raise SystemExit(_exit_code(node, sessions, totals))


def _session(node: Node, peer: Peer) -> Session:
    started, failure, result, name = time.monotonic(), ExitCode.DONE, Exchanged(peer.node), peer.url
    line: PeerLine | None = None
    try:
        parent = find_parent(node, peer.node)
        name, line = parent.name, PeerLine(peer.url)
        with progress_bar(name) as progress:
            exchange(node, parent, transport_over(line, SYNC_PATH), progress, result)
        _tell(name, result)
    except (PeerUnreachable, LineDown) as error:
        failure = ExitCode.PEER_UNREACHABLE
        moved = f"{result.sent} perubahan sudah terkirim dan {result.received} diterima"
        told = f"«{name}»: {error} {moved}; itu tetap tersimpan. Jalankan «selaras sync» lagi nanti."
        console.print(told, style="bold red", markup=False)
    except PeerRefused as error:
        failure = ExitCode.MUST_NOT_WRITE if error.code == "dicabut" else ExitCode.NO
        console.print(f"«{name}»: {error.message}", style="bold red", markup=False)
    figures: dict[str, float] = {
        "sent": result.sent,
        "received": result.received,
        "refused": len(result.refused),
        "mended": result.mended,
        "bytes_sent": line.bytes_sent if line else 0,
        "bytes_received": line.bytes_received if line else 0,
        "rounds": result.rounds,
        "seconds": round(time.monotonic() - started, 3),
    }
    if line:
        line.close()
    if result.damaged and failure is ExitCode.DONE:
        failure = ExitCode.NO
    return Session(figures, peer.node.hex(), failure)


def _tell(name: str, result: Exchanged) -> None:
    moved = f"{result.sent} perubahan terkirim, {result.received} diterima"
    console.print(f"«{name}»: {moved}{', isi keduanya sama' if result.equal else ''}.", markup=False)
    if result.recovered:
        told = f"{result.recovered} perubahan kantor ini yang hilang dari basis data sudah dikembalikan dari induk."
        console.print(told, style="yellow", markup=False)
    tell_mended(result.mended, result.damaged)
    tell_refused(result.refused)


def _state(node: Node) -> str:
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    return me.state


def _exit_code(node: Node, sessions: list[Session], totals: dict[str, float]) -> ExitCode:
    state = _state(node)
    failures = {session.failure for session in sessions}
    if state == REVOKED or ExitCode.MUST_NOT_WRITE in failures:
        return ExitCode.MUST_NOT_WRITE
    if ExitCode.PEER_UNREACHABLE in failures:
        return ExitCode.PEER_UNREACHABLE
    if state == COPY:
        return ExitCode.MUST_NOT_WRITE
    return ExitCode.NO if totals["refused"] or ExitCode.NO in failures else ExitCode.DONE
