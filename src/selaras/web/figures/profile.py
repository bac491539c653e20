"""The profile of a kab/kota: one sheet on the screen, on paper from the browser, and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selaras.flows.print_profile import CHARTED, MAPPED, make_profile, print_profile
from selaras.flows.read_figures import open_release
from selaras.gateways.charts import can_draw
from selaras.web.figures.releases import asked_release, profile_areas
from selaras.web.visitor import Visitor


def profile(request: HttpRequest, visitor: Visitor, area: str) -> HttpResponse:
    """One kab/kota."""
    head = asked_release(request, visitor)
    if head is None:
        return redirect("/angka/")
    opened = open_release(visitor.node.db, head)
    made = make_profile(opened, area)
    if made is None:
        raise Http404
    told = {
        "head": head,
        "profile": made,
        "can_draw": can_draw(),
        "mapped": MAPPED,
        "charted": CHARTED,
        "by_words": made.charted_by.replace("_pp7", "").replace("_", " "),
        "others": profile_areas(opened),
    }
    return render(request, "web/figures/profile.html", told)


def choose_profile(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Lead on to the kab/kota that was chosen from a list, else to the list."""
    head, area = asked_release(request, visitor), request.GET.get("wilayah", "")
    if head is None or make_profile(open_release(visitor.node.db, head), area) is None:
        return redirect("/angka/")
    return redirect(f"/angka/profil/{area}/?terbitan={head.number}")


def take_profile(request: HttpRequest, visitor: Visitor, area: str) -> HttpResponse:
    """The same sheet as PDF."""
    head = asked_release(request, visitor)
    opened = open_release(visitor.node.db, head) if head else None
    made = make_profile(opened, area) if opened else None
    if opened is None or made is None:
        raise Http404
    answer = HttpResponse(print_profile(made, opened, visitor.node.identity.name), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="profil-{area}-{opened.head.year}.pdf"'
    return answer
