"""selaras init."""

from __future__ import annotations

import os
from importlib import import_module, reload
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import about, home, opener
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.cli.scope import read_scope
from selaras.core.ledger.authority import Level
from selaras.flows.create_node import create_node
from selaras.flows.open_node import UnsafeDatabase
from selaras.gateways.home.files import DEFAULT_DATABASE, HomeFiles, has_node, write_home


def init(
    *,
    name: Annotated[str, typer.Option(help="Nama kantor.")],
    level: Annotated[Level, typer.Option(help="Tingkat kantor.")],
    wilayah: Annotated[str | None, typer.Option(help="Kode wilayah, misalnya 35.07.")] = None,
    rumpun: Annotated[str | None, typer.Option(help="usaha, koperasi, atau usaha,koperasi.")] = None,
    database: Annotated[str, typer.Option(help="Alamat basis data.")] = DEFAULT_DATABASE,
    json: JsonOption = False,
) -> None:
    """Buat kantor baru di folder simpul."""
    if has_node(home()):
        refuse(ExitCode.WRONG_USE, f"Folder {home()} sudah berisi kantor. Pilih folder lain dengan --home.")
    code, families = read_scope(level, wilayah, rumpun)
    write_home(home(), HomeFiles(name, str(level), code, families, database, os.urandom(32), os.urandom(32)))
    use_new_home()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        node = opener().node()
    except UnsafeDatabase as error:
        refuse(ExitCode.MUST_NOT_WRITE, error.message)
    create_node(node)
    if json:
        print_json(about(node.identity, database))
    else:
        console.print(f"Kantor «{name}» ({code}) siap di {home()}.", markup=False)


def use_new_home() -> None:
    """Read the settings again, now that the home says which database is the node's."""
    fresh = reload(import_module(os.environ["DJANGO_SETTINGS_MODULE"]))
    connections["default"].close()
    del connections["default"]
    settings.DATABASES = fresh.DATABASES
    connections.settings = connections.configure_settings(fresh.DATABASES)
