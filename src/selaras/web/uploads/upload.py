"""Unggah: drop a file, see what it says before it is kept, keep it, take the rows back that are to be mended, undo."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from selaras.core.intake.read_columns import Sureness
from selaras.core.terms.problem import TermError
from selaras.core.terms.tanggal import parse_tanggal
from selaras.flows.node import NodeMayNotWrite
from selaras.flows.undo_import import NoSuchImport, UndoneBefore, undo_import
from selaras.store.inbox.imports import read_imports
from selaras.store.inbox.questions import open_questions
from selaras.store.trouble import SENTENCES, trouble
from selaras.web.acting import MAY_NOT_WRITE
from selaras.web.forms import Typed, summary
from selaras.web.uploads.job import CHECK, FAILED, KEEP, RUNNING, TooLarge, Upload, keep_upload, read_upload, start
from selaras.web.visitor import Visitor

DOUBTFUL = (Sureness.LIKELY, Sureness.WAITS)
WAIT_S = 1.5  # a small file is read before its page is shown
REFRESH_S = 2
PAST_SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form, and the imports of before."""
    today = localdate()
    typed = Typed({"tanggal": request.POST.get("tanggal", today.strftime("%d/%m/%Y"))})
    if request.method == "POST":
        kept = _keep(request, visitor, typed, today)
        if kept is not None:
            start(kept, CHECK, today).join(WAIT_S)
            return redirect(f"/unggah/{kept.token}/")
    hint = "Hari fakta-fakta di berkas itu dilihat, misalnya 31/12/2025. Yang lebih lama tidak menggantikan yang lebih baru."
    boxes = [typed.box("berkas", "Berkas", kind="file"), typed.box("tanggal", "Tanggal data", hint=hint)]
    told = {
        "boxes": boxes,
        "faults": summary(boxes),
        "past": read_imports(visitor.node.db)[:PAST_SHOWN],
        "questions": len(open_questions(visitor.node.db)),
    }
    return render(request, "web/uploads/upload.html", told, status=422 if typed.faults else 200)


def uploaded(request: HttpRequest, visitor: Visitor, token: str) -> HttpResponse:
    """What one file says, or how far it is read; the page asks again by itself while it is."""
    found = _found(visitor, token)
    running = found.state == RUNNING and not found.broke_off
    told = {
        "upload": found,
        "running": running,
        "sheets": [
            (sheet, {"read": read, "doubtful": sum(column["sureness"] in DOUBTFUL for column in read)})
            for sheet, read in found.columns.items()
        ],
        "percent": round(100 * (found.share or 0)),
        "checked": found.stage == CHECK and found.state not in (RUNNING, FAILED),
        "kept": found.stage == KEEP and found.state not in (RUNNING, FAILED),
        "failed": found.state == FAILED or found.broke_off,
        "has_book": found.book.is_file() and bool(found.counts.get("refused") or found.counts.get("questions")),
    }
    answer = render(request, "web/uploads/uploaded.html", told)
    if running:
        answer.headers["Refresh"] = str(REFRESH_S)
    return answer


def keep(_request: HttpRequest, visitor: Visitor, token: str) -> HttpResponse:
    """Import a file that was checked, or that broke off; what is there already states nothing new."""
    found = _found(visitor, token)
    if found.share is None:
        start(found, KEEP, localdate()).join(WAIT_S)
    return redirect(f"/unggah/{token}/")


def take_back(_request: HttpRequest, visitor: Visitor, token: str) -> FileResponse:
    """The rows that are to be mended, in the clerk's own columns."""
    found = _found(visitor, token)
    if not found.book.is_file():
        raise Http404
    name = f"{found.file.rpartition('.')[0] or found.file} - dikembalikan.xlsx"
    return FileResponse(found.book.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


def undo(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """Take a whole import back."""
    try:
        report = undo_import(visitor.node, number, visitor.login, lambda _: None)
    except NoSuchImport as error:
        raise Http404 from error
    except UndoneBefore:
        messages.error(request, "Impor itu sudah ditarik kembali sebelumnya.")
    except NodeMayNotWrite:
        messages.error(request, MAY_NOT_WRITE)
    else:
        left = f"; {len(report.left)} dibiarkan karena sudah dinyatakan lagi sesudahnya" if report.left else ""
        told = (
            f"{report.deleted + report.emptied} catatan ditarik, {report.restored} dikembalikan seperti semula{left}."
        )
        messages.success(request, f"Impor nomor {number} ditarik kembali: {told}")
    return redirect("/unggah/")


def _keep(request: HttpRequest, visitor: Visitor, typed: Typed, today: dt.date) -> Upload | None:
    """Keep the file of a form; None when something in the form is wrong."""
    file = request.FILES.get("berkas")
    as_of = today
    try:
        as_of = parse_tanggal(typed.values["tanggal"], latest_year=today.year)
        if as_of > today:
            typed.faults["tanggal"] = "tidak boleh sesudah hari ini"
    except TermError as error:
        typed.faults["tanggal"] = str(error)
    if file is None:
        typed.faults["berkas"] = "pilih satu berkas .xlsx, .xls, .ods, atau .csv"
    if typed.faults or file is None:
        return None
    try:
        return keep_upload(file.name or "berkas", file.chunks(), as_of, visitor.login)
    except TooLarge:
        typed.faults["berkas"] = "berkasnya lebih dari 200 MB: pecah menjadi beberapa berkas"
    except OSError as error:
        if (found := trouble(error)) is None:
            raise
        typed.faults["berkas"] = f"tidak dapat disimpan untuk diperiksa. {SENTENCES[found]}"
    return None


def _found(visitor: Visitor, token: str) -> Upload:
    """Return an upload of this visitor. Raises Http404: another's file is not theirs to read."""
    found = read_upload(token)
    if found is None or found.author != visitor.login:
        raise Http404
    return found
