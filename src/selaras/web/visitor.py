"""Who asks for a page, and whether they may have it: every address passes this door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from selaras.core.ledger.stream import covers
from selaras.core.terms.peran import Hak
from selaras.flows.node import Node
from selaras.flows.sign_in import recognise
from selaras.store.people.queries import Person, count_people
from selaras.store.people.sessions import Session
from selaras.web.office import office_node
from selaras.web.values import KEUANGAN, NOTHING, PETUGAS, PRIBADI, Sight

COOKIE = "selaras_masuk"
LOCKED = "terkunci"  # in an address: why somebody is asked to come in again


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks. session: None for somebody who did not come in, and may read only where pages are open."""

    node: Node
    session: Session | None

    @property
    def person(self) -> Person | None:
        """The person, None for nobody known."""
        return self.session.person if self.session else None

    @property
    def login(self) -> str:
        """What stands beside a statement that they make."""
        assert self.session is not None, "the door let in only somebody known"
        return self.session.person.login

    @property
    def area(self) -> str:
        """The wilayah whose records they see."""
        return self.person.wilayah if self.person else self.node.identity.wilayah

    def may(self, hak: Hak) -> bool:
        """Return whether they have a right. Without a person only reading, on open pages."""
        return self.person.may(hak) if self.person else hak is Hak.BACA and settings.HOME.open_pages

    def sees(self, area: str) -> bool:
        """Return whether a record in an area lies within their wilayah."""
        return covers(self.area, area)

    def opened(self, record: bytes) -> bool:
        """Return whether they stated a purpose for this record, not long ago."""
        session = self.session
        return session is not None and session.opened == record and self.node.wall_ms() < session.opened_until

    def sight(self, record: bytes) -> Sight:
        """Return how much of a record's personal data they see."""
        if self.person is None:
            return NOTHING
        if not self.opened(record):
            return PETUGAS
        classes = PETUGAS.classes
        classes |= PRIBADI if self.person.may(Hak.BUKA_PRIBADI) else frozenset()
        classes |= KEUANGAN if self.person.may(Hak.BUKA_KEUANGAN) else frozenset()
        return Sight(classes, numbers=self.person.may(Hak.BUKA_PRIBADI))


View = Callable[..., HttpResponseBase]


def guarded(view: View, hak: Hak | None, *, reads: bool) -> View:
    """Return the view behind the door. hak: the right it asks for, None for pages where people come in.

    reads: the page takes nothing in, so open pages show it to everybody.
    """

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if _unspeakable(request):
            raise Http404
        visitor = _visitor(request)
        request.visitor = visitor  # type: ignore[attr-defined]  # for the frame of the page
        if hak is None or (visitor.may(hak) and (reads or visitor.person)):
            return view(request, visitor, **kwargs)
        if visitor.person is None:
            return _come_in(request, visitor.node)
        return refuse(request, hak.value)

    return answer


def only(methods: Sequence[str], view: View) -> View:
    """Return the view for these methods; any other one gets a page that says so, in the reader's language."""

    def answer(request: HttpRequest, visitor: Visitor, **kwargs: Any) -> HttpResponseBase:
        if request.method in methods:
            return view(request, visitor, **kwargs)
        refused = render(request, "web/not_so.html", status=405)
        refused["Allow"] = ", ".join(methods)
        return refused

    return answer


def refuse(request: HttpRequest, what: str) -> HttpResponse:
    """Say what somebody may not do, and whom to ask. what: as Hak says it."""
    return render(request, "web/refused.html", {"what": what}, status=403)


def _unspeakable(request: HttpRequest) -> bool:
    """Return whether an address, a query or a form holds a NUL, which nobody types and no database keeps as text."""
    asked = (
        value for form in (request.GET, request.POST) for values in form.lists() for value in (values[0], *values[1])
    )
    return "\0" in request.path or any("\0" in str(value) for value in asked)


def _visitor(request: HttpRequest) -> Visitor:
    node, held = office_node(), request.COOKIES.get(COOKIE, "")
    try:
        token = bytes.fromhex(held)
    except ValueError:
        token = b""
    return Visitor(node, recognise(node, token) if token else None)


def _come_in(request: HttpRequest, node: Node) -> HttpResponse:
    """Send somebody to where people come in, and back afterwards."""
    if not count_people(node.db):
        return redirect("/pertama/")
    back = request.get_full_path() if request.method == "GET" else "/"
    why = f"&{LOCKED}=1" if COOKIE in request.COOKIES else ""
    return redirect(f"/masuk/?lanjut={quote(back)}{why}")
