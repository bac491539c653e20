"""selaras packet: an exchange by flash disk or WhatsApp."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exchanged import refresh_publications, tell_mended, tell_refused, tell_safety
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node, refuse_writing
from selaras.cli.output import JsonOption, console, print_json, progress_bar, refuse
from selaras.flows.join import PARENT
from selaras.flows.link import NoLink
from selaras.flows.node import Node, NodeMayNotWrite
from selaras.flows.read_packet import PacketRead, PacketRefused, read_packet
from selaras.flows.sweep_erased import sweep_in_passing
from selaras.flows.write_packet import write_packet
from selaras.gateways.packet.file import FileTaken, new_packet_file, read_parts
from selaras.store.network.queries import COPY, REVOKED, read_directory, read_peers, read_self

NODE_DIGITS_MIN = 6  # of a node's number, when an office is named by its beginning

packet = typer.Typer(help="Bertukar lewat berkas: flash disk atau WhatsApp.", no_args_is_help=True)


@packet.command()
def write(
    file: Annotated[Path, typer.Argument(help="Berkas paket yang ditulis, misalnya malang.paket.")],
    *,
    to: Annotated[str, typer.Option(help="Nama atau nomor simpul penerima; kosong: kantor induk.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Tulis juga yang sudah diakui penerima, bila ia kehilangan datanya.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Tulis paket untuk satu kantor: yang belum dipegangnya, dan bukti terima untuk yang kantor ini pegang."""
    node, started = open_node(), time.monotonic()
    peer = _receiver(node, to)
    refresh_publications(node)
    try:
        with new_packet_file(file) as put, progress_bar("Menulis paket") as progress:
            written = write_packet(node, peer, put, progress, everything=everything)
    except NoLink as error:
        refuse(ExitCode.NO, error.message)
    except NodeMayNotWrite as error:
        refuse_writing(error)
    except FileTaken:
        refuse(ExitCode.WRONG_USE, f"«{file}» sudah ada dan bukan paket. Pilih nama berkas lain.")
    except OSError as error:
        refuse(ExitCode.WRONG_USE, f"«{file}» tidak dapat ditulis ({error.strerror}). Pilih folder atau disk lain.")
    size = file.stat().st_size
    told = (
        f"Paket untuk «{written.name}»: {written.sent} perubahan, {size} byte, di {file}. Hanya kantor itu yang dapat"
    )
    console.print(f"{told} membacanya.", markup=False)
    waiting = tell_safety(node)
    if json:
        print_json(
            {
                "file": str(file),
                "peer": peer.hex(),
                "name": written.name,
                "sent": written.sent,
                "unsafe": waiting,
                "bytes": size,
                "seconds": round(time.monotonic() - started, 3),
            }
        )


@packet.command()
def read(
    file: Annotated[Path, typer.Argument(help="Berkas paket yang diterima.")], *, json: JsonOption = False
) -> None:
    """Baca paket dari induk atau anak; membaca dua kali tidak mengubah apa pun."""
    node, started = open_node(), time.monotonic()
    try:
        with progress_bar("Membaca paket") as progress:
            done = read_packet(node, read_parts(file), progress)
    except (NoLink, PacketRefused) as error:
        refuse(ExitCode.NO, f"«{file.name}»: {error.message}")
    except OSError as error:
        refuse(ExitCode.WRONG_USE, f"«{file}» tidak dapat dibaca ({error.strerror}). Periksa nama dan disknya.")
    sweep_in_passing(node)
    _tell(done)
    waiting = tell_safety(node)
    if json:
        print_json(
            {
                "file": str(file),
                "peer": done.peer.hex(),
                "name": done.name,
                "received": done.received,
                "recovered": done.recovered,
                "refused": len(done.refused),
                "mended": done.mended,
                "equal": done.equal,
                "unsafe": waiting,
                "bytes": file.stat().st_size,
                "seconds": round(time.monotonic() - started, 3),
            }
        )
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.state in (COPY, REVOKED):
        raise typer.Exit(ExitCode.MUST_NOT_WRITE)
    if done.refused or done.damaged:
        raise typer.Exit(ExitCode.NO)


def _receiver(node: Node, named: str) -> bytes:
    """Return the peer that an officer means, or end the command with the names there are."""
    directory, wanted = read_directory(node.db), named.strip().casefold()
    names = {peer.node: directory.certificates[peer.node].name for peer in read_peers(node.db)}
    if not names:
        refuse(ExitCode.WRONG_USE, "Kantor ini belum punya induk atau anak. Bergabunglah dulu dengan «selaras join».")
    found = [n for n, name in names.items() if name.casefold() == wanted]
    if not wanted:
        found = [peer.node for peer in read_peers(node.db, PARENT)]
    elif not found and len(wanted) >= NODE_DIGITS_MIN:
        found = [n for n in names if n.hex().startswith(wanted)]
    if len(found) != 1:
        known = ", ".join(f"«{name}» ({n.hex()[:8]})" for n, name in sorted(names.items(), key=lambda item: item[1]))
        told = "Sebutkan satu penerima dengan --to, nama atau nomor simpulnya."
        refuse(ExitCode.WRONG_USE, f"{told} Yang dikenal: {known}.")
    return found[0]


def _tell(done: PacketRead) -> None:
    same = ", isi keduanya sama" if done.equal else ""
    console.print(f"Paket dari «{done.name}»: {done.received} perubahan diterima{same}.", markup=False)
    if done.recovered:
        told = f"{done.recovered} perubahan kantor ini yang hilang dari basis data sudah dikembalikan."
        console.print(told, style="yellow", markup=False)
    if done.healed:
        console.print("Kantor ini boleh mencatat lagi.", style="yellow", markup=False)
    if done.lost:
        console.print(
            f"Perhatian: «{done.name}» memegang perubahan kantor ini yang tidak ada lagi di sini. Kantor ini belum boleh"
            " mencatat. Jalankan «selaras sync»; tanpa jaringan: tulis paket untuk kantor itu, lalu baca paket balasannya.",
            style="bold red",
            markup=False,
        )
    tell_mended(done.mended, done.damaged)
    tell_refused(done.refused)
    if any(refusal.cause == "celah" for refusal in done.refused):
        told = (
            "Ada yang terlewat sebelum paket ini. Minta pengirim menulis paket lengkap: «selaras packet write … --all»."
        )
        console.print(told, markup=False)
    console.print(
        "Balaslah dengan «selaras packet write», supaya pengirim tahu bahwa datanya sudah aman.", markup=False
    )
