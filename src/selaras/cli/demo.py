"""selaras demo: the whole tree of offices on this machine, through the same commands that an officer uses."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.demo_acts import hand_over_a_record, publish_between_ministries, publish_to_the_bank, settle_a_record
from selaras.cli.demo_offices import CHILDREN, FOLDER, run, say, serving, sync_all
from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import console, refuse
from selaras.gateways.trial_server import NoServer, trial_server

OFFICES = (  # folder, name, level, wilayah, rumpun
    ("kemenkop", "Kementerian Koperasi", "kementerian", "ID", "koperasi"),
    ("kemenumkm", "Kementerian UMKM", "kementerian", "ID", "usaha"),
    ("jatim", "Provinsi Jawa Timur", "provinsi", "35", "koperasi,usaha"),
    ("kab-malang", "Kabupaten Malang", "kabkota", "35.07", "koperasi,usaha"),
    ("kota-malang", "Kota Malang", "kabkota", "35.73", "koperasi,usaha"),
    ("surabaya", "Kota Surabaya", "kabkota", "35.78", "koperasi,usaha"),
    ("bank", "Bank contoh", "mitra", "35", ""),
)
LINKS = (  # child, parent
    ("jatim", "kemenkop"),
    ("jatim", "kemenumkm"),
    ("kab-malang", "jatim"),
    ("kota-malang", "jatim"),
    ("surabaya", "jatim"),
    ("bank", "jatim"),
    ("kemenkop", "kemenumkm"),  # for what they publish to each other; it lends neither the other's records
)
HUBS = ("kemenkop", "kemenumkm", "jatim")  # they serve, and with --postgres they are on PostgreSQL
SHOWN = "jatim"  # the office whose pages stay up
IMPORTS = (
    ("kab-malang", "35.07_umkm.xlsx"),
    ("kota-malang", "35.73_umkm.xlsx"),
    ("surabaya", "35.78_umkm.csv"),
    ("jatim", "koperasi_35.xlsx"),
    ("bank", "kredit_bri_35.csv"),
)


def demo(
    *,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Tetap melayani sesudah selesai.")] = True,
    postgres: Annotated[bool, typer.Option("--postgres", help="Provinsi dan kementerian di atas PostgreSQL.")] = False,
) -> None:
    """Peragaan: tiga kantor, provinsi, dua kementerian dan bank, dengan data rekaan."""
    started = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that servers end with the demo however it ends
    with ExitStack() as stack:
        databases = _databases(stack) if postgres else {}
        _found(databases)
        servers = {name: stack.enter_context(serving(name)) for name in HUBS}
        _join_all({name: server.url for name, server in servers.items()})
        say("3. Mengimpor berkas setiap kantor")
        _import_all()
        say("4. Sinkronisasi")
        sync_all()
        settle_a_record()
        hand_over_a_record()
        publish_between_ministries()
        publish_to_the_bank()
        sync_all(1)
        say("9. Memeriksa: apakah semua memegang data yang sama?")
        for child in CHILDREN:
            told = run(child, "verify")
            console.print(f"   {child}: {'sama' if told['equal'] else 'BERBEDA'}, {told['changes']} perubahan")
            assert told["equal"], "the offices have exchanged"
        say(f"Selesai dalam {time.monotonic() - started:.0f} detik. Folder: {FOLDER.resolve()}")
        if serve:
            say(f"Provinsi melayani di {servers[SHOWN].url} sampai Ctrl-C.")
            for role in ("verifikator", "administrator"):
                made = run(SHOWN, "user", "add", role, "--name", f"{role.capitalize()} Peraga", "--role", role)
                console.print(f"   masuk sebagai {role}, kata sandi {made['password']}", markup=False)
            with _until_interrupted():
                servers[SHOWN].process.wait()


def _found(databases: Mapping[str, tuple[str, str]]) -> None:
    say("1. Membuat tujuh kantor")
    for folder, name, level, wilayah, rumpun in OFFICES:
        options = ("--name", name, "--level", level, "--wilayah", wilayah, *_rumpun(rumpun))
        run(folder, "init", *options, *databases.get(folder, ()))
    with (FOLDER / SHOWN / "simpul.toml").open("a", encoding="utf-8") as node_file:
        node_file.write("halaman_terbuka = true\n")  # whoever tries the demo reads the masked pages at once


def _join_all(urls: Mapping[str, str]) -> None:
    say("2. Bergabung dengan kode undangan")
    about = {folder: (level, wilayah, rumpun) for folder, _, level, wilayah, rumpun in OFFICES}
    for child, parent in LINKS:
        level, wilayah, rumpun = about[child]
        told = run(parent, "invite", "--level", level, "--wilayah", wilayah, *_rumpun(rumpun))
        run(child, "join", urls[parent], "--code", str(told["code"]))


def _databases(stack: ExitStack) -> dict[str, tuple[str, str]]:
    """Start a PostgreSQL server that ends with the demo; return the option of each office that uses it."""
    say("0. Menyalakan PostgreSQL untuk provinsi dan kementerian")
    try:
        server = stack.enter_context(trial_server())
    except NoServer as error:
        refuse(
            ExitCode.WRONG_USE,
            f"PostgreSQL tidak dapat dinyalakan: {error}. Pasang dengan «pip install selaras[demo]».",
        )
    for name in HUBS:
        server.create(name)
    return {name: ("--database", server.url(name)) for name in HUBS}


def _rumpun(rumpun: str) -> tuple[str, ...]:
    """Return the option; a partner has no rumpun of its own."""
    return ("--rumpun", rumpun) if rumpun else ()


def _import_all() -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(_examples())
        for office, name in IMPORTS:
            told = run(office, "import", str(folder / name), "--as-of", "2024-12-31", accept=(0, 1))
            counts = f"{told['rows']} baris: {told['new']} baru, {told['changed']} berubah, {told['refused']} ditolak"
            console.print(f"   {office}: {counts} dalam {told['seconds']} detik", markup=False)


@contextmanager
def _examples() -> Iterator[Path]:
    from importlib.resources import as_file

    with as_file(files("selaras.data").joinpath("contoh")) as folder:
        yield folder


@contextmanager
def _until_interrupted() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        console.print("Berhenti.")
