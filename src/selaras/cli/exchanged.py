"""What `sync` and `packet` say alike after an exchange."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.cli.output import console
from selaras.flows.node import Node
from selaras.flows.restate_publication import restate_in_passing
from selaras.store.ledger.quarantine import Refusal
from selaras.store.ledger.queries import unsafe_count


def refresh_publications(node: Node) -> None:
    """What this office publishes goes out as it is now."""
    done = restate_in_passing(node)
    if done.stated or done.withdrawn:
        told = f"Penerbitan diperbarui: {done.stated} catatan dinyatakan, {done.withdrawn} ditarik."
        console.print(told, markup=False)


def tell_refused(refused: Iterable[Refusal]) -> None:
    """Say what was not taken, and why."""
    for refusal in refused:
        stream = refusal.stream
        console.print(f"Ditolak ({stream.wilayah}, {stream.rumpun}): {refusal.message}", style="bold red", markup=False)


def tell_mended(mended: int, damaged: int) -> None:
    """Say what was mended of what a scrub had found, and what was not."""
    if mended:
        told = f"{mended} perubahan di bagian yang rusak diambil lagi dari sini dan registri disusun ulang."
        console.print(told, style="yellow", markup=False)
    if damaged:
        told = "Masih ada yang rusak dan tidak ada salinannya di sini. Jalankan «selaras scrub» untuk melihatnya."
        console.print(told, style="bold red", markup=False)


def tell_safety(node: Node) -> int:
    """Say how many changes of this node no other one has acknowledged; return how many."""
    waiting = unsafe_count(node.db, node.id)
    if waiting:
        console.print(f"{waiting} perubahan kantor ini baru tersimpan di sini, belum aman di kantor lain.")
    else:
        console.print("Semua perubahan kantor ini sudah aman: kantor lain juga memegangnya.")
    return waiting
