"""The rules of the design said once more, plainly: who may hold what, and who may state what."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from selaras.core.ledger.authority import Level
from tests.simulation.tree import Place

KAMUS = Path(__file__).parents[2] / "src" / "selaras" / "data" / "kamus_data.csv"
LEVELS = {Level.KABKOTA: "kabkota", Level.PROVINSI: "provinsi", Level.KEMENTERIAN: "pusat", Level.MITRA: ""}


@cache
def first_table() -> dict[tuple[str, str], str]:
    """Return who has authority over each field, as the dictionary prints it."""
    with KAMUS.open(encoding="utf-8", newline="") as file:
        return {(row["jenis_data"], row["kolom"]): row["wewenang"] for row in csv.DictReader(file)}


def lies_in(inner: str, outer: str) -> bool:
    """Return whether one area is, or lies in, another."""
    return outer == "ID" or (inner + ".").startswith(outer + ".")


def may_hold(places: dict[bytes, Place], holder: bytes, stream: tuple[bytes, bytes, str, str]) -> bool:
    """Return whether a node may hold a stream (node, epoch, wilayah, rumpun) at all."""
    author, _, wilayah, rumpun = stream
    me = places[holder]
    if author == holder:
        return True
    if rumpun == "umum" and places[author].level is me.level:
        return False  # another ministry; what it says in common does not pass through the province to this one
    if rumpun == "umum":
        return lies_in(wilayah, me.wilayah) or lies_in(me.wilayah, wilayah)
    if rumpun.startswith("mitra/"):
        _, reader, source = rumpun.split("/")
        original = me.level is not Level.MITRA and source in me.rumpun and lies_in(wilayah, me.wilayah)
        if reader == holder.hex():
            return not original
        return original and places[author].level is not Level.KEMENTERIAN  # a ministry's does not go down its tree
    return me.level is not Level.MITRA and rumpun in me.rumpun and lies_in(wilayah, me.wilayah)


def supervises(place: Place, pembina: str, rumpun: str) -> bool:
    """Return whether a node is the pembina of a record of this rumpun."""
    if place.level is Level.KEMENTERIAN and rumpun not in place.rumpun:
        return False
    return LEVELS[place.level] == pembina


def has_authority(place: Place, who: str, pembina: str, rumpun: str) -> bool:
    """Return whether a node may state a field that belongs to `who`, as the dictionary names them."""
    if who == "kementerian_koperasi":
        return place.level is Level.KEMENTERIAN and "koperasi" in place.rumpun
    if who == "kementerian_umkm":
        return place.level is Level.KEMENTERIAN and "usaha" in place.rumpun
    if who == "mitra_pembiayaan":
        return place.level is Level.MITRA
    return supervises(place, pembina, rumpun)
