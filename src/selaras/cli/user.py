"""selaras user."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.terms.peran import Peran
from selaras.flows.people import PersonRefused, add_person, change_password, set_active
from selaras.store.people.queries import Person, list_people

BY = "perintah"  # who did it, in the access log: somebody at the office's computer
Login = Annotated[str, typer.Argument(help="Nama pengguna, misalnya siti.aminah.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Baca kata sandi dari stdin, bukan membuatnya.")]

user = typer.Typer(no_args_is_help=True, help="Atur siapa yang boleh masuk ke halaman web kantor ini.")


@user.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="Nama lengkap.")],
    role: Annotated[Peran, typer.Option(help="Peran di kantor.")],
    wilayah: Annotated[str | None, typer.Option(help="Kode wilayah; kosong: seluruh wilayah kantor.")] = None,
    password_stdin: FromStdin = False,
    json: JsonOption = False,
) -> None:
    """Tambah pengguna; kata sandinya dibuat dan ditampilkan sekali."""
    node = open_node()
    password = _password(from_stdin=password_stdin)
    person = Person(0, login, name, role, wilayah or node.identity.wilayah, active=True)
    try:
        add_person(node, person, password, by=BY)
    except PersonRefused as error:
        refuse(ExitCode.NO, error.message)
    _tell(login, password, made=not password_stdin, json=json)


@user.command("list")
def list_(*, json: JsonOption = False) -> None:
    """Tampilkan semua pengguna."""
    people = list_people(open_node().db)
    if json:
        names = ("login", "name", "role", "wilayah", "active")
        print_json({"people": [{name: getattr(person, name) for name in names} for person in people]})
    for person in people:
        state = "" if person.active else ", tidak boleh masuk"
        console.print(f"{person.login}: {person.name}, {person.role}, {person.wilayah}{state}", markup=False)
    if not people:
        console.print("Belum ada pengguna. Buka halaman web kantor ini, atau pakai «selaras user add».")


@user.command()
def disable(login: Login) -> None:
    """Jangan biarkan seseorang masuk lagi; ia keluar dari semua perangkat."""
    _set(login, active=False)


@user.command()
def enable(login: Login) -> None:
    """Biarkan seseorang masuk lagi."""
    _set(login, active=True)


@user.command()
def password(login: Login, *, password_stdin: FromStdin = False, json: JsonOption = False) -> None:
    """Ganti kata sandi seseorang; yang baru ditampilkan sekali."""
    new = _password(from_stdin=password_stdin)
    try:
        change_password(open_node(), login, new, by=BY)
    except PersonRefused as error:
        refuse(ExitCode.NO, error.message)
    _tell(login, new, made=not password_stdin, json=json)


def _set(login: str, *, active: bool) -> None:
    try:
        set_active(open_node(), login, active=active, by=BY)
    except PersonRefused as error:
        refuse(ExitCode.NO, error.message)
    console.print(f"«{login}» {'boleh masuk lagi' if active else 'tidak boleh masuk lagi'}.", markup=False)


def _password(*, from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else "-".join(secrets.token_hex(2) for _ in range(4))


def _tell(login: str, password: str, *, made: bool, json: bool) -> None:
    if json:
        print_json({"login": login, "password": password if made else ""})
    told = f" Kata sandinya: {password} (ditampilkan sekali ini saja)." if made else ""
    console.print(f"«{login}» boleh masuk.{told}", markup=False)
