"""Come in, go out, and the very first time: the office's first person becomes its administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from selaras.flows.people import PASSWORD_CHARS_MIN, PersonRefused, add_first
from selaras.flows.sign_in import SESSION_MS, LockedOut, WrongCredentials, sign_in, sign_out
from selaras.store.people.queries import count_people
from selaras.web.forms import Box, Typed, summary
from selaras.web.visitor import COOKIE, LOCKED, Visitor, refuse

WRONG = "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi."
LOCKED_OUT = (
    "Terlalu banyak kata sandi yang salah. Tunggu 15 menit, atau mintalah administrator mengganti kata sandi Anda."
)
LOOPBACK = ("127.0.0.1", "::1")


def come_in(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The log-in form."""
    if not count_people(visitor.node.db):
        return redirect("/pertama/")
    typed = Typed({name: request.POST.get(name, "") for name in ("login", "password")})
    if request.method == "POST":
        try:
            return _let_in(request, visitor, typed.values["login"], typed.values["password"])
        except WrongCredentials:
            typed.faults[""] = WRONG
        except LockedOut:
            typed.faults[""] = LOCKED_OUT
    boxes = [
        typed.box("login", "Nama pengguna", autocomplete="username"),
        typed.box("password", "Kata sandi", kind="password", autocomplete="current-password"),
    ]
    told = {
        "boxes": boxes,
        "faults": summary(boxes, typed.faults.get("", "")),
        "back": _back(request),
        "locked": LOCKED in request.GET and not typed.faults,
    }
    return render(request, "web/people/come_in.html", told, status=422 if typed.faults else 200)


def first(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first person of an office, only from the office's own computer."""
    if count_people(visitor.node.db):
        return redirect("/masuk/")
    if request.META.get("REMOTE_ADDR") not in LOOPBACK:
        return refuse(
            request, "membuat pengguna pertama dari komputer lain; lakukan di komputer tempat Selaras berjalan"
        )
    typed = Typed({name: request.POST.get(name, "") for name in ("login", "name", "password", "again")})
    if request.method == "POST":
        if typed.values["password"] != typed.values["again"]:
            typed.faults["again"] = "Kedua kata sandi berbeda. Ketik lagi."
        else:
            try:
                add_first(visitor.node, typed.values["login"], typed.values["name"], typed.values["password"])
                return _let_in(request, visitor, typed.values["login"], typed.values["password"])
            except PersonRefused as error:
                typed.faults[error.field] = error.message
    boxes = [
        typed.box("name", "Nama lengkap", autocomplete="name"),
        typed.box("login", "Nama pengguna", hint="Huruf kecil, misalnya siti.aminah.", autocomplete="username"),
        *password_boxes(typed),
    ]
    told = {"boxes": boxes, "faults": summary(boxes)}
    return render(request, "web/people/first.html", told, status=422 if typed.faults else 200)


def password_boxes(typed: Typed) -> list[Box]:
    """Return the two boxes of a new password."""
    hint = f"Paling sedikit {PASSWORD_CHARS_MIN} huruf atau angka. Tiga kata yang tidak berkaitan mudah diingat."
    new = {"kind": "password", "autocomplete": "new-password"}
    return [typed.box("password", "Kata sandi", hint=hint, **new), typed.box("again", "Kata sandi sekali lagi", **new)]


def go_out(_request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """End the session."""
    if visitor.session:
        sign_out(visitor.node, visitor.session)
    answer = redirect("/masuk/")
    answer.delete_cookie(COOKIE)
    return answer


def _let_in(request: HttpRequest, visitor: Visitor, login: str, password: str) -> HttpResponse:
    token = sign_in(visitor.node, login, password)
    answer = redirect(_back(request))
    answer.set_cookie(
        COOKIE, token.hex(), max_age=SESSION_MS // 1000, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return answer


def _back(request: HttpRequest) -> str:
    """Return where somebody wanted to go; never to another site."""
    wanted = request.POST.get("lanjut") or request.GET.get("lanjut") or "/"
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else "/"
