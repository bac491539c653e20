"""Serah terima: which records wait for another pembina, which the facts suggest, and the act itself on one record."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from selaras.core.ledger.authority import Pembina
from selaras.core.terms.skala import skala_rule_on
from selaras.flows.hand_over import Offer, accept_hand_over, is_asked, offer_hand_over, open_offers, withdraw_offer
from selaras.flows.held_record import PEMBINA_WORDS, HeldRecord, speaks_as
from selaras.flows.node import Node
from selaras.flows.suggest_hand_over import Suggestion, suggested_for, suggested_hand_overs
from selaras.web.acting import acted, reason_of
from selaras.web.counted import of_large
from selaras.web.found import Found, found_record
from selaras.web.values import area_path
from selaras.web.visitor import Visitor

SHOWN = 200  # suggestions on the page
OFFER, WITHDRAW, ACCEPT = "tawarkan", "tarik", "terima"
DONE = {
    OFFER: "Ditawarkan. Berlaku sesudah diterima di sana.",
    WITHDRAW: "Tawaran ditarik kembali.",
    ACCEPT: "Diterima: kantor ini sekarang pembinanya.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page of a record says of its hand-over. levels: which it may be offered to here; offered: to whom it is, "" if not."""

    suggestion: Suggestion | None
    suggested: str
    offered: str
    levels: list[tuple[str, str]]
    may_withdraw: bool
    may_accept: bool


def hand_overs(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All offers that wait, those to this office first, and what the facts suggest."""
    node = visitor.node
    offers = [offer for offer in open_offers(node.db) if visitor.sees(offer.area)]
    rule = skala_rule_on(localdate())
    found = of_large(node.db, "usaha", "serah terima", lambda: suggested_hand_overs(node.db, rule))
    suggested = [one for one in found if visitor.sees(one.area) and not one.offered]
    told = {
        "groups": [
            ("Menunggu diterima kantor ini", _lines([offer for offer in offers if is_asked(node, offer)])),
            ("Menunggu diterima kantor lain", _lines([offer for offer in offers if not is_asked(node, offer)])),
        ],
        "suggested": [
            (one, area_path(one.area), pembina_word(one.pembina), pembina_word(one.to)) for one in suggested[:SHOWN]
        ],
        "more": max(0, len(suggested) - SHOWN),
    }
    return render(request, "web/hand_overs.html", told)


def hand_over(request: HttpRequest, visitor: Visitor, kind: str, number: str) -> HttpResponse:
    """Offer a record to another level, take the offer back, or accept it."""
    found = found_record(visitor, kind, number)
    act, to = request.POST.get("tindakan", ""), request.POST.get("kepada", "")
    node, key, author = visitor.node, found.key, visitor.login
    reason = reason_of(request) if act in (OFFER, WITHDRAW) else ""
    if act not in DONE:
        messages.error(request, "Tindakan itu tidak dikenal. Pilih salah satu tombol di halaman ini.")
    elif act == ACCEPT:
        acted(request, DONE[act], lambda: accept_hand_over(node, key, author=author))
    elif reason and act == WITHDRAW:
        acted(request, DONE[act], lambda: withdraw_offer(node, key, author=author, reason=reason))
    elif reason and to in list(Pembina):
        acted(request, DONE[OFFER], lambda: offer_hand_over(node, key, Pembina(to), author=author, reason=reason))
    elif reason:
        messages.error(request, "Pilih tingkat yang diminta menerima.")
    return redirect(f"{found.address}#serah-terima")


def choice_of(visitor: Visitor, found: Found, held: HeldRecord | None) -> Choice:
    """Return what a record's page says of its hand-over. held: None for who may not act on records."""
    node, state = visitor.node, found.state
    suggestion = suggested_for(node.db, found.kind, found.key, state, skala_rule_on(localdate()))
    own = held is not None and speaks_as(node, state.pembina, held)
    levels = [(str(level), word) for level, word in PEMBINA_WORDS.items() if level not in (state.pembina, state.offer)]
    return Choice(
        suggestion,
        pembina_word(suggestion.to) if suggestion else "",
        pembina_word(state.offer) if state.offer else "",
        levels if own else [],
        own and bool(state.offer),
        _may_accept(node, held),
    )


def offers_to(visitor: Visitor) -> int:
    """Return how many offers this office may accept, of those that the visitor sees."""
    node = visitor.node
    return sum(visitor.sees(offer.area) and is_asked(node, offer) for offer in open_offers(node.db))


def pembina_word(level: str | None) -> str:
    """Return a level of pembina in words; None stands for none of them."""
    return PEMBINA_WORDS[Pembina(level)] if level else "di luar UMKM"


def _may_accept(node: Node, held: HeldRecord | None) -> bool:
    return held is not None and held.state.offer is not None and speaks_as(node, held.state.offer, held)


def _lines(offers: list[Offer]) -> list[tuple[Offer, str, str, str]]:
    return [(offer, area_path(offer.area), pembina_word(offer.pembina), pembina_word(offer.to)) for offer in offers]
