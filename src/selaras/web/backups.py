"""Cadangan: which backups there are, whether one was tried, and making or trying one while the office works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.flows.backup_node import FOLDER, NoRoom, backup_name, backup_node
from selaras.flows.node import Node
from selaras.flows.restore_node import try_backup
from selaras.gateways.backup.archive import NotABackup, read_contents
from selaras.gateways.home.backup_note import BackupNote, read_note
from selaras.store.people.queries import Access, keep_access
from selaras.store.schema import NewerSchema
from selaras.web.errand import Errand, Wrong
from selaras.web.office import office_node
from selaras.web.templatetags.tulisan import bilangan
from selaras.web.visitor import Visitor

PAGE = "/kantor/cadangan/"
MEGABYTE = 1_000_000


def _no_room(room: NoRoom) -> str:
    needed, free = _megabytes(room.needed), _megabytes(room.free)
    return f"Ruang disk tidak cukup: perlu {needed}, tersisa {free}. Kosongkan disk lebih dahulu."


_work: Errand = Errand(
    PAGE,
    {
        NoRoom: _no_room,
        NotABackup: str,
        NewerSchema: lambda _: (
            "Cadangan itu dibuat oleh versi Selaras yang lebih baru. Perbarui aplikasinya lebih dahulu."
        ),
        OSError: lambda error: f"{_work.what} gagal: {error.strerror}. Tidak ada yang berubah.",
    },
)


@dataclass(frozen=True, slots=True)
class Backup:
    """One file in the folder of backups. made_ms: None for one that cannot be read; tried_ms: 0 for never, as far as is noted."""

    name: str
    megabytes: str
    made_ms: int | None
    changes: int
    tried_ms: int


def backups(request: HttpRequest, _visitor: Visitor) -> HttpResponse:
    """The backups in the office's own folder, newest first, and how one is restored."""
    home = _home()
    _work.tell(request)
    note = read_note(home)
    found = [_backup(file, note) for file in _files(home)]
    elsewhere = note if note and note.made_ms and Path(note.file).parent != home / FOLDER else None
    last = found[0].name if found else "NAMA-BERKAS.zip"
    told = {
        "backups": found,
        "work": _work,
        "folder": home / FOLDER,
        "home": home,
        "last": last,
        "elsewhere": elsewhere,
    }
    return render(request, "web/backups.html", told)


def make_backup(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Make a backup; a long one goes on after the page is shown."""
    name = backup_name(visitor.node)
    _note(visitor, "membuat cadangan", name)

    def make() -> str:
        made = backup_node(office_node(), _home(), _home() / FOLDER / name, _step)
        if not made.checked.sound:
            raise Wrong("Basis data yang dicadangkan ternyata rusak. Jalankan «selaras scrub», lalu sinkronisasi.")
        return f"Cadangan {name} dibuat dan diperiksa: {bilangan(made.checked.changes)} perubahan. Salin ke disk lain."

    return _work.run(request, "Membuat cadangan", make)


def prove_backup(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """Unpack a backup beside itself and look at all of it."""
    file = next((file for file in _files(_home()) if file.name == name), None)
    if file is None:
        raise Http404
    _note(visitor, "menguji cadangan", name)

    def prove() -> str:
        tried = try_backup(file, _home(), office_node().wall_ms, _step)
        if not tried.sound:
            raise Wrong(f"Cadangan {name} tidak utuh. Pakai cadangan lain, dan buat yang baru.")
        return f"Cadangan {name} utuh: {bilangan(tried.found.changes)} perubahan terbaca kembali."

    return _work.run(request, "Menguji cadangan", prove)


def _step(what: str, done: int, total: int) -> None:
    _work.step = f"{what}, {done * 100 // total}%" if total else what


def _note(visitor: Visitor, deed: str, name: str) -> None:
    node: Node = visitor.node
    with node.db.transaction():
        keep_access(node.db, Access(node.wall_ms(), visitor.login, deed, None, name))


def _backup(file: Path, note: BackupNote | None) -> Backup:
    tried = note.tried_ms if note and note.tried == str(file.resolve()) else 0
    size = _megabytes(file.stat().st_size)
    try:
        contents = read_contents(file)
        return Backup(file.name, size, int(contents["made_ms"]), int(contents["changes"]), tried)
    except NotABackup:
        return Backup(file.name, size, None, 0, 0)


def _files(home: Path) -> list[Path]:
    """Return the files of the folder, newest first by the moment in their names; one that is being written is left out."""
    found = sorted((home / FOLDER).glob("*.zip"), key=lambda file: file.name, reverse=True)
    return [file for file in found if file.stat().st_size]


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def _home() -> Path:
    return Path(settings.HOME.path)
