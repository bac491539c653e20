"""Questions of imports: what only the office knows, answered with one click; what waited is stated at once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from selaras.core.intake.profile import ProfileRefused
from selaras.flows.answer_question import AnswerRefused, answer_question
from selaras.flows.node import NodeMayNotWrite
from selaras.gateways.home.profiles import ProfileFolder
from selaras.store.inbox.questions import AskedQuestion, open_questions, waiting_counts
from selaras.store.registry.queries import NAME_FIELD
from selaras.web.acting import MAY_NOT_WRITE
from selaras.web.visitor import Visitor

SHOWN = 30


def questions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The open questions, those that most rows wait for first."""
    asked, waiting = open_questions(visitor.node.db), waiting_counts(visitor.node.db)
    first = sorted(asked, key=lambda q: (-waiting.get(q.key, 0), q.id))[:SHOWN]
    told = {
        "questions": [(q, waiting.get(q.key, 0), _about(q)) for q in first],
        "count": len(asked),
        "more": len(asked) - len(first),
    }
    return render(request, "web/uploads/questions.html", told)


def answer(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """Take one answer."""
    text = request.POST.get("jawaban", "").strip() or request.POST.get("lain", "")
    profiles = ProfileFolder(settings.HOME.path)
    try:
        done = answer_question(visitor.node, profiles, number, text, visitor.login, localdate())
    except (AnswerRefused, ProfileRefused) as error:
        messages.error(request, getattr(error, "message", str(error)))
    except NodeMayNotWrite:
        messages.error(request, MAY_NOT_WRITE)
    else:
        changes = sum(report.changes for report in done.reports)
        kept = " Jawaban ini dipakai sendiri untuk berkas berbentuk sama." if done.profile else ""
        messages.success(request, f"Dijawab; {changes} perubahan tersimpan.{kept}")
    return redirect("/unggah/pertanyaan/")


def _about(question: AskedQuestion) -> list[tuple[str, str]]:
    """Return the records that a question is about, as (address, word)."""
    kind = question.field.partition(".")[0]
    if kind not in NAME_FIELD:
        kind = "usaha"
    return [
        (f"/{kind}/{record.hex()}/", f"catatan {at}")
        for at, record in enumerate(filter(None, (question.record, question.other)), start=1)
    ]
