"""selaras init."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from selaras.cli.exit_codes import ExitCode
from selaras.cli.new_home import use_new_home
from selaras.cli.opened import about, home, opener
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.cli.scope import read_scope
from selaras.core.ledger.authority import Level
from selaras.flows.check_database import UnsafeDatabase
from selaras.flows.create_node import create_node
from selaras.flows.node import Node
from selaras.gateways.home.files import DEFAULT_DATABASE, HomeFiles, has_node, write_home
from selaras.store.network.queries import read_self
from selaras.store.schema import NewerSchema, migrate


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
    with _nothing_left_behind():
        write_home(home(), HomeFiles(name, str(level), code, families, database, os.urandom(32), os.urandom(32)))
        node = _create()
    if json:
        print_json(about(node.identity, database))
    else:
        console.print(f"Kantor «{name}» ({code}) siap di {home()}.", markup=False)


def _create() -> Node:
    """Make the tables and the node in them, or end the command with what is wrong about the database."""
    try:
        use_new_home()
        migrate()
        node = opener().node()
        if read_self(node.db) is not None:
            refuse(ExitCode.WRONG_USE, "Basis data itu sudah berisi kantor. Beri basis data kosong dengan --database.")
        create_node(node)
    except UnsafeDatabase as error:
        refuse(ExitCode.MUST_NOT_WRITE, error.message)
    except (ImproperlyConfigured, ValueError) as error:
        refuse(ExitCode.WRONG_USE, f"Alamat basis data tidak dapat dipakai: {error}")
    except NewerSchema:
        refuse(ExitCode.NO, "Basis data itu dibuat oleh versi Selaras yang lebih baru. Perbarui aplikasi.")
    except DatabaseError as error:
        refuse(ExitCode.NO, f"Basis data tidak dapat dipakai ({type(error).__name__}). Periksa alamat dan haknya.")
    return node


@contextmanager
def _nothing_left_behind() -> Iterator[None]:
    """Remove what a failed init has written: the folder must be as it was, so that the next try starts anew."""
    there = set(home().iterdir()) if home().exists() else None
    try:
        yield
    except BaseException:
        connections["default"].close()
        for path in set(home().iterdir()) - (there or set()) if home().exists() else ():
            path.unlink()
        if there is None and home().exists():
            home().rmdir()
        raise
