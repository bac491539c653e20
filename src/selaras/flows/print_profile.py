"""One kab/kota on one sheet: key figures of a release with the wilayah above beside them, a map, a chart, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selaras import data
from selaras.core.figures.charts import Spec
from selaras.core.ledger.stream import covers
from selaras.core.terms.terbilang import tanggal_panjang, waktu_setempat
from selaras.flows.draw_figures import bars_of, map_of
from selaras.flows.figures_in_words import coverage_words, rule_words, value_words
from selaras.flows.read_figures import Opened, cell_of
from selaras.gateways.charts import can_draw, draw_chart
from selaras.gateways.paper.typesetter import typeset

KEY_FIGURES = (
    ("Usaha", ("umkm", "tenaga_kerja_umkm", "omzet_umkm", "omzet_rata", "umkm_perempuan", "naik_kelas")),
    ("Pemberdayaan", ("punya_nib", "punya_sertifikat", "digital_jualan", "digital_qris", "kur_penerima")),
    ("Koperasi", ("koperasi", "koperasi_aktif", "koperasi_rat", "koperasi_anggota", "koperasi_volume")),
    ("Mutu data", ("cakupan_laporan", "cakupan_nik", "kesegaran")),
)
MAPPED, CHARTED, BARS_MAX = "umkm", "umkm", 8
CHART_CLASSES = ("sektor", "skala_pp7", "jenis_kelamin")  # the first of them by which there is more than one bar
KABKOTA_DOTS = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One figure on the sheet. above: of the whole release, "" where the sheet is about the whole."""

    id: str
    name: str
    unit: str
    value: str
    coverage: str
    above: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands on the sheet. above_name: "" where the release is of this area alone. map: SVG or ""; chart: None without a value."""

    area: str
    area_name: str
    above_name: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    map: str
    chart: Spec | None
    charted_by: str
    rules: tuple[str, ...]


def make_profile(opened: Opened, area: str) -> Profile | None:
    """Return the profile of a kab/kota; None where it is none, or lies outside the release."""
    if not data.wilayah().knows(area) or area.count(".") != KABKOTA_DOTS or not covers(opened.wilayah, area):
        return None
    top = opened.wilayah
    known = {name: about for _, names in KEY_FIGURES for name in names if (about := opened.indicator(name))}
    groups = tuple(
        (title, tuple(_line(known[name], area, top) for name in names if name in known)) for title, names in KEY_FIGURES
    )
    edition, year = opened.head.edition, str(opened.head.year)
    charts = {
        by: bars
        for by in CHART_CLASSES
        if CHARTED in known and (bars := bars_of(known[CHARTED], area, edition, by=by, most=BARS_MAX))
    }
    charted_by = next((by for by, bars in charts.items() if len(bars["data"]["values"]) > 1), "")
    return Profile(
        area,
        data.wilayah().name(area),
        data.wilayah().name(top) if top != area else "",
        groups,
        map_of(known[MAPPED], area, year) if MAPPED in known else "",
        charts.get(charted_by),
        charted_by,
        tuple(sorted({rule for about in known.values() for rule in about["rules"]})),
    )


def print_profile(profile: Profile, opened: Opened, publisher: str) -> bytes:
    """Return the sheet as a tagged PDF of one A4 page."""
    head = opened.head
    made, _ = waktu_setempat(head.made_ms, profile.area)
    values = {
        "title": f"Profil koperasi dan UMKM, {profile.area_name} {head.year}",
        "area": profile.area_name,
        "above": profile.above_name,
        "year": str(head.year),
        "publisher": publisher,
        "state": f"Terbitan {head.number}, dibekukan {tanggal_panjang(made.date())}",
        "groups": [
            {"title": title, "rows": [[one.name, one.value, one.above, one.unit, one.coverage] for one in lines]}
            for title, lines in profile.groups
        ],
        "map": profile.map,
        "map_alt": f"Peta jumlah usaha menurut kecamatan, {profile.area_name}",
        "chart": draw_chart(profile.chart) if profile.chart and can_draw() else "",
        "charted_by": profile.charted_by.replace("_pp7", "").replace("_", " "),
        "chart_alt": profile.chart["description"] if profile.chart else "",
        "rules": rule_words(profile.rules),
        "fingerprint": head.digest,
    }
    return typeset("profile", values, at_ms=head.made_ms)


def _line(about: Mapping[str, Any], area: str, top: str) -> Line:
    cell = cell_of(about["cells"], area)
    above = value_words(cell_of(about["cells"], top)) if top != area else ""
    return Line(about["id"], about["name"], about["unit"], value_words(cell), coverage_words(cell), above)
