"""selaras figures publish and selaras figures recompute."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import orjson
import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.figures.lake import LAKE, duckdb_needed
from selaras.cli.figures.period import PeriodOption, year_of
from selaras.cli.opened import home, open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.node import Node
from selaras.flows.publish_figures import ToldByDifference, most_told, publish_figures, read_body
from selaras.flows.recompute_figures import UnknownRules, recompute_figures
from selaras.store.figures.queries import Release, read_release


class Engine(StrEnum):
    """On what a release is counted; the bytes are the same."""

    DATABASE = "database"
    DUCKDB = "duckdb"


def publish(
    *,
    period: PeriodOption = None,
    engine: Annotated[
        Engine, typer.Option(help="Mesin hitung; duckdb lebih cepat untuk registri besar.")
    ] = Engine.DATABASE,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Jangan terbitkan bila selisihnya dengan terbitan lain menunjuk satu atau dua usaha."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Terbitkan angka satu tahun: dibekukan, bernomor, dan dapat dihitung ulang."""
    node = open_node()
    year = year_of(node, period)
    publish_on = publish_figures if engine is Engine.DATABASE else _on_lake
    try:
        release = publish_on(node, year, knowingly=not strict)
    except ToldByDifference as refused:
        refuse(
            ExitCode.NO,
            f"Tidak diterbitkan: pada {refused.cells} sel, selisihnya dengan terbitan {refused.earlier} menunjuk satu atau dua usaha"
            " saja. Terbitkan sesudah data tahun itu lengkap; bila memang harus sekarang, dan yang membacanya boleh tahu,"
            " ulangi tanpa --strict.",
        )
    body = orjson.loads(read_body(release))
    indicators = body["indicators"]
    hidden = sum(cell["hidden"] for one in indicators for cell in one["cells"])
    told = most_told(node.db, release.year, body)
    if json:
        cells = sum(len(one["cells"]) for one in indicators)
        about = {"release": release.number, "period": str(release.year), "indicators": len(indicators)}
        differing = told.cells if told else 0
        print_json(
            {**about, "cells": cells, "hidden": hidden, "told_by_difference": differing, "digest": release.digest}
        )
    console.print(
        f"Terbitan {release.number} untuk {release.year}: {len(indicators)} indikator; {hidden} sel ditutup agar tidak"
        " ada usaha yang dikenali.",
        markup=False,
    )
    if told:
        console.print(
            f"Perhatian: pada {told.cells} sel, selisihnya dengan terbitan {told.earlier} menunjuk satu atau dua usaha saja."
            " Terbitkan angka satu tahun sesudah datanya lengkap, bukan berkali-kali; --strict menolaknya lebih dulu.",
            markup=False,
        )


def _on_lake(node: Node, year: int, *, knowingly: bool) -> Release:
    with duckdb_needed():
        from selaras.flows.write_lake import publish_from_lake
        from selaras.gateways.lake.files import Lake
    return publish_from_lake(node, year, Lake(home() / LAKE), knowingly=knowingly)


def recompute(release: Annotated[int, typer.Argument(help="Nomor terbitan.")], *, json: JsonOption = False) -> None:
    """Hitung ulang satu terbitan dari buku perubahan, dan bandingkan setiap bita."""
    node = open_node()
    kept = read_release(node.db, release)
    if kept is None:
        refuse(ExitCode.WRONG_USE, f"Terbitan nomor {release} tidak ada. Buat dengan «selaras figures publish».")
    try:
        found = recompute_figures(node, kept)
    except UnknownRules as unknown:
        refuse(
            ExitCode.NO,
            f"Terbitan {release} memakai aturan «{unknown.format}» dari versi Selaras yang lebih baru. Perbarui aplikasinya.",
        )
    if json:
        print_json({"release": release, "equal": found.equal, "differing": found.differing, "erased": found.erased})
    if found.equal:
        console.print(f"Terbitan {release} sama sampai bita terakhir.", markup=False)
        return
    why = f" {found.erased} perubahan sudah dimusnahkan sesuai hukum sejak itu." if found.erased else ""
    where = ", ".join(found.differing) or "keterangannya"
    seal = (
        "" if found.sealed else " Isinya tidak lagi sesuai dengan sidik jarinya: seseorang mengubahnya sesudah terbit."
    )
    told = f"Terbitan {release} BERBEDA pada: {where}.{seal}{why}"
    refuse(ExitCode.NO, told)
