"""selaras figures pdrb."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.figures.bootstrap import Bootstrap, bootstrap
from selaras.core.figures.pdrb_inputs import BadInputs, Inputs, parse_inputs
from selaras.core.figures.published import SHARE, Judged, judge_published
from selaras.core.figures.value_added import Contribution, Method, MissingInputs, contribution, possible_methods
from selaras.core.terms.numerals import as_number, indonesian

PLACES = Decimal("0.0001")


def pdrb(
    *,
    inputs: Annotated[Path, typer.Option(help="Berkas masukan (TOML); contoh: docs/angka.md.")],
    method: Annotated[Method, typer.Option(help="Cara menghitung.")],
    json: JsonOption = False,
) -> None:
    """Hitung kontribusi KUMKM terhadap PDRB, dengan semua yang dinyatakan tentangnya."""
    declared = _read(inputs)
    try:
        result = contribution(declared, method)
    except MissingInputs as missing:
        refuse(ExitCode.NO, f"Cara {method} belum bisa dipakai dengan berkas ini.\n" + "\n".join(missing.faults))
    others = {name: one for name, one in possible_methods(declared).items() if name is not method}
    drawn = bootstrap(declared, method)
    if json:
        print_json({**_plain(declared, result, others), "bootstrap": _bootstrap_plain(drawn)})
    _tell(declared, result, drawn, others)


def _read(path: Path) -> Inputs:
    try:
        return parse_inputs(tomllib.loads(path.read_text("utf-8"), parse_float=Decimal))
    except FileNotFoundError:
        refuse(ExitCode.WRONG_USE, f"Berkas {path} tidak ada.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        refuse(ExitCode.NO, f"{path} bukan TOML yang benar: {error}")
    except BadInputs as bad:
        refuse(ExitCode.NO, f"{path} belum bisa dihitung:\n" + "\n".join(f"- {fault}" for fault in bad.faults))


def _plain(declared: Inputs, result: Contribution, others: dict[Method, Contribution]) -> dict[str, object]:
    return {
        "method": result.method,
        "wilayah": declared.wilayah,
        "period": declared.period,
        "declared": {
            "prices": declared.prices,
            "status": declared.status,
            "unit": declared.unit,
            "scale_rule": declared.scale_rule,
            "farm": declared.farm,
            "cooperatives": declared.cooperatives,
            "benchmark_year": declared.benchmark_year,
            "imputed": declared.imputed,
            "sources": declared.sources,
        },
        "pdrb": _rounded(declared.total),
        "value_added": _rounded(result.value_added),
        "share": _rounded(result.share),
        "interval": [_rounded(result.low), _rounded(result.high)] if result.low is not None else None,
        "sectors": [
            {
                "code": one.code,
                "name": one.name,
                "pdrb": _rounded(one.pdrb),
                "value_added": _rounded(one.value_added),
                "by_size": {size: _rounded(value) for size, value in one.by_size.items()},
                "raking": _rounded(one.raking),
            }
            for one in result.sectors
        ],
        "other_methods": {
            str(name): {"share": _rounded(one.share), "difference": _rounded(one.share - result.share)}
            for name, one in others.items()
        },
        "published": [
            {"value": as_number(one.value), "source": one.source, "flags": [flag.code for flag in flags]}
            for one, flags in _published(declared)
        ],
        "notes": result.notes,
    }


def _bootstrap_plain(drawn: Bootstrap | None) -> dict[str, object] | None:
    if drawn is None:
        return None
    return {
        "interval": [_rounded(drawn.low), _rounded(drawn.high)],
        "replicates": drawn.replicates,
        "seed": drawn.seed,
    }


def _published(declared: Inputs) -> list[Judged]:
    """Return what was published for the same place and period, with its flags."""
    judged = judge_published(data.published_figures(), data.published_knowledge())
    place = (SHARE, declared.wilayah, declared.period)
    return [found for found in judged if (found[0].indicator, found[0].wilayah, found[0].period) == place]


def _rounded(value: Decimal | None) -> float | None:
    return None if value is None else float(value.quantize(PLACES))


def _tell(declared: Inputs, result: Contribution, drawn: Bootstrap | None, others: dict[Method, Contribution]) -> None:
    say = console.print
    value, share = indonesian(result.value_added, 2), indonesian(result.share, 2)
    say(f"Kontribusi KUMKM, wilayah {declared.wilayah}, {declared.period}, cara {result.method}:", markup=False)
    say(f"  nilai tambah {value} {declared.unit}, {share} persen dari PDRB {declared.prices.upper()}.", markup=False)
    if result.low is not None and result.high is not None:
        say(f"  selang 95%: {indonesian(result.low, 2)} sampai {indonesian(result.high, 2)} persen.", markup=False)
    if drawn:
        ends = f"{indonesian(drawn.low, 2)} sampai {indonesian(drawn.high, 2)}"
        say(f"  selang 95% bootstrap ({drawn.replicates} ulangan): {ends} persen.", markup=False)
    for name, one in others.items():
        gap = indonesian(one.share - result.share, 2)
        say(f"  menurut cara {name}: {indonesian(one.share, 2)} persen (selisih {gap} poin persen).", markup=False)
    for figure, flags in _published(declared):
        doubt = f" ({'; '.join(flag.message for flag in flags)})" if flags else ""
        say(f"  yang terbit: {indonesian(figure.value)} persen, {figure.source}{doubt}.", markup=False)
    for note in result.notes:
        say(f"  Perhatian: {note}", markup=False)
