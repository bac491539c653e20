"""selaras figures published."""

from __future__ import annotations

from rich.table import Table

from selaras import data
from selaras.cli.output import JsonOption, console, print_json
from selaras.core.figures.published import Judged, judge_published
from selaras.core.terms.numerals import as_number, indonesian


def published(*, json: JsonOption = False) -> None:
    """Angka yang pernah terbit, dengan penilaian atas masing-masing."""
    judged = judge_published(data.published_figures(), data.published_knowledge())
    if json:
        print_json({"figures": [_plain(one) for one in judged]})
        return
    page = Table("Angka", "Wilayah", "Masa", "Nilai", "Catatan pemeriksaan", title="Angka yang terbit, apa adanya")
    for figure, flags in judged:
        told = f"{indonesian(figure.value)} {figure.unit.replace('_', ' ')}"
        page.add_row(
            figure.indicator, figure.wilayah, figure.period, told, "\n".join(flag.message for flag in flags) or "–"
        )
    console.print(page)


def _plain(judged: Judged) -> dict[str, object]:
    figure, flags = judged
    return {
        "indicator": figure.indicator,
        "wilayah": figure.wilayah,
        "period": figure.period,
        "value": as_number(figure.value),
        "unit": figure.unit,
        "source": figure.source,
        "flags": [{"code": flag.code, "message": flag.message} for flag in flags],
    }
