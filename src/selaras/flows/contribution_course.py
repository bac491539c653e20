"""The published share of KUMKM in PDRB as a chart: years on one line, parts of a year beside it and never joined to it."""

from __future__ import annotations

from selaras import data
from selaras.core.figures.charts import Frame, Spec, Step, line_chart
from selaras.core.figures.published import SHARE, PublishedFigure
from selaras.core.terms.numerals import indonesian

WHOLE_YEAR, PART = "setahun", "sebagian tahun, tidak disambung"


def share_course(wilayah: str) -> Spec | None:
    """Return the chart; None where fewer than two figures were published."""
    found = [one for one in data.published_figures() if (one.indicator, one.wilayah) == (SHARE, wilayah)]
    if len(found) < 2:
        return None
    by_period = {one.period: one for one in found}
    years = [int(one.period) for one in found if not one.part_of_year]
    steps = [_step(str(year), by_period.get(str(year))) for year in range(min(years), max(years) + 1)]
    steps += [_step(one.period, one) for one in found if one.part_of_year]
    told = "; ".join(f"{one.period}: {indonesian(one.value)}" for one in found)
    area = data.wilayah().name(wilayah)
    frame = Frame(
        "Kontribusi KUMKM terhadap PDRB yang terbit",
        f"{area} · apa adanya; tahun yang tidak terbit memutus garis",
        "persen",
        f"Garis kontribusi KUMKM terhadap PDRB {area} yang terbit, dalam persen. {told}. Angka setengah tahun tidak disambung.",
    )
    return line_chart(frame, steps, "lama masa")


def _step(period: str, figure: PublishedFigure | None) -> Step:
    part = figure is not None and figure.part_of_year
    return Step(period, float(figure.value) if figure else None, PART if part else WHOLE_YEAR)
