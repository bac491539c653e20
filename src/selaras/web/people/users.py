"""Who may come in: an administrator adds people, disables them and gives new passwords; everybody changes their own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selaras.core.terms.peran import HAK, Peran
from selaras.flows.people import PersonRefused, add_person, change_password, set_active
from selaras.store.people.queries import Person, list_access, list_people, read_person
from selaras.web.forms import Typed, summary
from selaras.web.people.sign_in import password_boxes
from selaras.web.values import area_name
from selaras.web.visitor import COOKIE, Visitor

ACCESS_ROWS = 100
FIELDS = ("login", "name", "role", "wilayah", "password", "again")


def users(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The people of the office, and a form for one more."""
    typed = Typed({name: request.POST.get(name, "") for name in FIELDS})
    if request.method == "POST":
        _add(visitor, typed)
        if not typed.faults:
            return redirect("/kantor/pengguna/")
    boxes = [
        typed.box("name", "Nama lengkap"),
        typed.box("login", "Nama pengguna", hint="Huruf kecil, misalnya siti.aminah."),
        typed.box("role", "Peran", kind="select", choices=tuple((str(role), str(role)) for role in Peran)),
        typed.box(
            "wilayah", "Wilayah", hint=f"Kode, misalnya 35.07.12; kosong: seluruh {visitor.node.identity.wilayah}."
        ),
        *password_boxes(typed),
    ]
    told = {
        "people": [(person, area_name(person.wilayah)) for person in list_people(visitor.node.db)],
        "boxes": boxes,
        "faults": summary(boxes),
        "rights": [(str(role), ", ".join(sorted(hak.value for hak in HAK[role]))) for role in Peran],
    }
    return render(request, "web/people/users.html", told, status=422 if typed.faults else 200)


def user(request: HttpRequest, visitor: Visitor, login: str) -> HttpResponse:
    """One person: let in or not, and a new password."""
    person = read_person(visitor.node.db, login)
    if person is None:
        raise Http404
    typed = Typed({name: request.POST.get(name, "") for name in ("password", "again")})
    if request.method == "POST":
        try:
            if "aktif" in request.POST:
                set_active(visitor.node, login, active=request.POST["aktif"] == "ya", by=visitor.login)
            else:
                _change(visitor, login, typed)
        except PersonRefused as error:
            typed.faults["" if error.field == "login" else error.field] = error.message
        if not typed.faults:
            return redirect("/kantor/pengguna/")
    boxes = password_boxes(typed)
    told = {"who": person, "boxes": boxes, "faults": summary(boxes, typed.faults.get("", ""))}
    return render(request, "web/people/user.html", told, status=422 if typed.faults else 200)


def own_password(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A new password for whoever is in; they come in again with it."""
    typed = Typed({name: request.POST.get(name, "") for name in ("password", "again")})
    if request.method == "POST":
        try:
            _change(visitor, visitor.login, typed)
        except PersonRefused as error:
            typed.faults[error.field] = error.message
        if not typed.faults:
            answer = redirect("/masuk/")
            answer.delete_cookie(COOKIE)
            return answer
    boxes = password_boxes(typed)
    told = {"boxes": boxes, "faults": summary(boxes)}
    return render(request, "web/people/own_password.html", told, status=422 if typed.faults else 200)


def access_log(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Who came in, who opened whose personal data and why; newest first."""
    before = request.GET.get("sebelum", "")
    lines = list_access(
        visitor.node.db, int(before) if before.isdecimal() and len(before) < 19 else 2**62, ACCESS_ROWS + 1
    )
    more = lines[ACCESS_ROWS - 1][0] if len(lines) > ACCESS_ROWS else 0
    told = {
        "lines": [(line, line.record.hex() if line.record else "") for _, line in lines[:ACCESS_ROWS]],
        "more": more,
    }
    return render(request, "web/people/access_log.html", told)


def _add(visitor: Visitor, typed: Typed) -> None:
    values = typed.values
    if values["password"] != values["again"]:
        typed.faults["again"] = "Kedua kata sandi berbeda. Ketik lagi."
        return
    if values["role"] not in set(Peran):
        typed.faults["role"] = "Pilih satu peran."
        return
    wilayah = values["wilayah"].strip() or visitor.node.identity.wilayah
    person = Person(0, values["login"], values["name"], Peran(values["role"]), wilayah, active=True)
    try:
        add_person(visitor.node, person, values["password"], by=visitor.login)
    except PersonRefused as error:
        typed.faults[error.field] = error.message


def _change(visitor: Visitor, login: str, typed: Typed) -> None:
    if typed.values["password"] != typed.values["again"]:
        typed.faults["again"] = "Kedua kata sandi berbeda. Ketik lagi."
        return
    change_password(visitor.node, login, typed.values["password"], by=visitor.login)
