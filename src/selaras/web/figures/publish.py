"""Terbitkan: what a release of a year would hold and what speaks against it, and making it; a long one goes on after the page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from selaras.core.terms.peran import Hak
from selaras.flows.check_draft import check_draft
from selaras.flows.node import Node
from selaras.flows.publish_figures import ToldByDifference, publish_figures
from selaras.store.figures.queries import last_year_of_reports, list_releases
from selaras.store.people.queries import Access, keep_access
from selaras.web.counted import is_large
from selaras.web.errand import Errand
from selaras.web.figures.releases import whole_number
from selaras.web.office import office_node
from selaras.web.visitor import Visitor, refuse

PAGE = "/angka/terbitkan/"
YEAR_MIN = 1900


def _told(told: ToldByDifference) -> str:
    return (
        f"Tidak diterbitkan: pada {told.cells} sel, selisihnya dengan terbitan {told.earlier} menunjuk satu atau dua usaha saja."
        " Terbitkan sesudah data tahun itu lengkap, atau nyatakan di bawah bahwa yang membacanya boleh tahu."
    )


_work = Errand(PAGE, {ToldByDifference: _told})


def publish(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The page, and what its button does. Only for people of the office's whole wilayah, which a release is about."""
    if visitor.area != visitor.node.identity.wilayah:
        return refuse(request, f"{Hak.TERBITKAN.value} seluruh wilayah kantor")
    asked = request.POST if request.method == "POST" else request.GET
    this = localdate().year
    year = whole_number(asked.get("tahun", ""))
    year = year if year and YEAR_MIN <= year <= this else last_year_of_reports(visitor.node.db, this) or this
    if request.method == "POST":
        return _start(request, visitor, year)
    _work.tell(request)
    large = is_large(visitor.node.db, "usaha")
    told = {
        "year": year,
        "this": this,
        "work": _work,
        "draft": None if large or _work.running else check_draft(visitor.node, year),
        "large": large,
        "earlier": [head for head in list_releases(visitor.node.db) if head.year == year],
    }
    return render(request, "web/figures/publish.html", told)


def _start(request: HttpRequest, visitor: Visitor, year: int) -> HttpResponse:
    knowingly = request.POST.get("walau") == "ya"
    if request.POST.get("setuju") != "ya":
        messages.error(request, "Belum diterbitkan: centang dahulu bahwa data tahun itu sudah lengkap.")
        return redirect(f"{PAGE}?tahun={year}")
    note(visitor, year, knowingly=knowingly)

    def act() -> str:
        release = publish_figures(office_node(), year, knowingly=knowingly)
        return f"Terbitan {release.number} untuk {year} sudah dibekukan. Angkanya ada di halaman Angka."

    answer = _work.run(request, f"Menerbitkan angka {year}", act)
    answer["Location"] = f"{PAGE}?tahun={year}"
    return answer


def note(visitor: Visitor, year: int, *, knowingly: bool) -> None:
    """Keep in the access log who published."""
    node: Node = visitor.node
    deed = "menerbitkan angka walaupun selisihnya menunjuk usaha" if knowingly else "menerbitkan angka"
    with node.db.transaction():
        keep_access(node.db, Access(node.wall_ms(), visitor.login, deed, None, str(year)))
