"""selaras demo: the whole tree of offices on this machine, through the same commands that an officer uses."""

from __future__ import annotations

import json as json_format
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import console, refuse
from selaras.gateways.trial_server import NoServer, trial_server

FOLDER = Path(".demo")
START_SECONDS = 20
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
)
HUBS = ("kemenkop", "kemenumkm", "jatim")  # they serve, and with --postgres they are on PostgreSQL
SHOWN = "jatim"  # the office whose pages stay up
CHILDREN = ("kab-malang", "kota-malang", "surabaya", "bank", "jatim")
IMPORTS = (
    ("kab-malang", "35.07_umkm.xlsx"),
    ("kota-malang", "35.73_umkm.xlsx"),
    ("surabaya", "35.78_umkm.csv"),
    ("jatim", "koperasi_35.xlsx"),
    ("bank", "kredit_bri_35.csv"),
)


@dataclass(frozen=True, slots=True)
class _Server:
    process: subprocess.Popen[bytes]
    url: str


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
        servers = {name: stack.enter_context(_serving(name)) for name in HUBS}
        _say("2. Bergabung dengan kode undangan")
        about = {folder: (level, wilayah, rumpun) for folder, _, level, wilayah, rumpun in OFFICES}
        for child, parent in LINKS:
            level, wilayah, rumpun = about[child]
            told = _run(parent, "invite", "--level", level, "--wilayah", wilayah, *_rumpun(rumpun))
            _run(child, "join", servers[parent].url, "--code", str(told["code"]))
        _say("3. Mengimpor berkas setiap kantor")
        _import_all()
        _say("4. Sinkronisasi")
        _sync_all()
        _edit_at_two_levels()
        _say("6. Memeriksa: apakah semua memegang data yang sama?")
        for child in CHILDREN:
            told = _run(child, "verify")
            console.print(f"   {child}: {'sama' if told['equal'] else 'BERBEDA'}, {told['changes']} perubahan")
            assert told["equal"], "the offices have exchanged"
        _say(f"Selesai dalam {time.monotonic() - started:.0f} detik. Folder: {FOLDER.resolve()}")
        if serve:
            _say(f"Provinsi melayani di {servers[SHOWN].url} sampai Ctrl-C.")
            for role in ("verifikator", "administrator"):
                made = _run(SHOWN, "user", "add", role, "--name", f"{role.capitalize()} Peraga", "--role", role)
                console.print(f"   masuk sebagai {role}, kata sandi {made['password']}", markup=False)
            with _until_interrupted():
                servers[SHOWN].process.wait()


def _found(databases: Mapping[str, tuple[str, str]]) -> None:
    _say("1. Membuat tujuh kantor")
    for folder, name, level, wilayah, rumpun in OFFICES:
        options = ("--name", name, "--level", level, "--wilayah", wilayah, *_rumpun(rumpun))
        _run(folder, "init", *options, *databases.get(folder, ()))
    with (FOLDER / SHOWN / "simpul.toml").open("a", encoding="utf-8") as node_file:
        node_file.write("halaman_terbuka = true\n")  # whoever tries the demo reads the masked pages at once


def _databases(stack: ExitStack) -> dict[str, tuple[str, str]]:
    """Start a PostgreSQL server that ends with the demo; return the option of each office that uses it."""
    _say("0. Menyalakan PostgreSQL untuk provinsi dan kementerian")
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
            told = _run(office, "import", str(folder / name), "--as-of", "2024-12-31", accept=(0, 1))
            counts = f"{told['rows']} baris: {told['new']} baru, {told['changed']} berubah, {told['refused']} ditolak"
            console.print(f"   {office}: {counts} dalam {told['seconds']} detik", markup=False)


def _sync_all() -> None:
    for _ in range(2):
        for child in CHILDREN:
            told = _run(child, "sync")
            size = (told["bytes_sent"] + told["bytes_received"]) / 1000
            console.print(
                f"   {child}: {told['sent']} terkirim, {told['received']} diterima, {told['rounds']} putaran, {size:.1f} kB"
            )


def _edit_at_two_levels() -> None:
    """Two offices state the same field at once; then the one with authority settles it."""
    _say("5. Satu catatan diubah di dua tingkat sekaligus")
    record = next(r["id"] for r in _export("kab-malang", "usaha") if "nib" not in r["fields"])
    _run("kab-malang", "edit", record, "nib=1111111111111", "alamat=Jalan dari kabupaten 1", json=False)
    _run("jatim", "edit", record, "nib=2222222222222", "alamat=Jalan dari provinsi 2", json=False)
    _sync_all()
    _show("jatim", record, "sesudah bertukar: NIB bertentangan, alamat dari provinsi menjadi usulan")
    _run("kemenumkm", "edit", record, "nib=2222222222222", json=False)
    _run("kab-malang", "edit", record, "alamat=Jalan dari provinsi 2", json=False)
    _sync_all()
    _show("jatim", record, "sesudah diselesaikan oleh yang berwenang")


def _show(office: str, record: str, when: str) -> None:
    found = next(r for r in _export(office, "usaha") if r["id"] == record)
    console.print(f"   {when}:", markup=False)
    for name in ("nib", "alamat"):
        sure = "belum diverifikasi" if name in found["unverified"] else "terverifikasi"
        console.print(f"     {name} = {found['fields'][name]} ({sure})", markup=False)
    for word, others in (("pertentangan", found["rivals"]), ("usulan perbaikan", found["proposals"])):
        for other in others:
            console.print(f"     {word}: {other['field']} = {other['value']}", markup=False)


def _export(office: str, kind: str) -> list[dict[str, Any]]:
    done = _call(office, "export", kind, "--format", "jsonl")
    return [json_format.loads(line) for line in done.stdout.decode().splitlines()]


def _run(office: str, *arguments: str, accept: tuple[int, ...] = (0,), json: bool = True) -> dict[str, Any]:
    done = _call(office, *arguments, *(["--json"] if json else []))
    if done.returncode not in accept:
        console.print(done.stderr.decode(), markup=False)
        raise typer.Exit(done.returncode)
    return dict(json_format.loads(done.stdout)) if json else {}


def _call(office: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(_command(office, *arguments), check=False, capture_output=True, env=_environment())


def _command(office: str, *arguments: str) -> list[str]:
    main = "from selaras.cli.main import main; main()"
    return [sys.executable, "-c", main, "--home", str(FOLDER / office), *arguments]


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "SELARAS_HOME"}


@contextmanager
def _serving(office: str) -> Iterator[_Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        _command(office, "serve", "--port", str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        _wait(port)
        yield _Server(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


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


def _say(text: str) -> None:
    console.print(f"\n{text}", style="bold", markup=False)
