"""The file of a backup: a zip with a table of contents that names every part's size and hash.

It holds the node's private keys and personal data: only its owner may read it, as the home itself.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import orjson

CONTENTS, DATABASE = "isi.json", "selaras.sqlite3"
FORMAT = 1
CHUNK = 1 << 20
LEVEL = 1  # half the size of the file; higher levels cost minutes and win a tenth


class NotABackup(Exception):
    """This file is no backup, or no longer a whole one. message: Indonesian."""


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Reserve a new file that only its owner may read; it goes again if the block fails. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_archive(path: Path, about: Mapping[str, Any], parts: Mapping[str, Path]) -> None:
    """Write the parts and their table of contents over a reserved file, onto the disk, and read all of it again."""
    with path.open("r+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            contents = {name: _add(archive, name, part) for name, part in parts.items()}
            archive.writestr(CONTENTS, orjson.dumps({"format": FORMAT, **about, "parts": contents}))
        file.flush()
        os.fsync(file.fileno())
    for name in read_contents(path)["parts"]:
        _check(path, name, None)


def read_contents(path: Path) -> dict[str, Any]:
    """Return what the file says of itself. Raises NotABackup."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents: dict[str, Any] = orjson.loads(archive.read(CONTENTS))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise NotABackup(f"{path} bukan berkas cadangan Selaras, atau tidak utuh lagi.") from error
    if contents["format"] != FORMAT:
        raise NotABackup(f"{path} dibuat oleh versi Selaras yang lebih baru. Perbarui aplikasi, lalu coba lagi.")
    return contents


def extract(path: Path, name: str, target: Path) -> None:
    """Write one part to a new file that only its owner may read. Raises NotABackup when a byte of it has changed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _check(path, name, target)


def _add(archive: zipfile.ZipFile, name: str, part: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with part.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            sink.write(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _check(path: Path, name: str, target: Path | None) -> None:
    """Read a part against its hash, into a file where one is wanted."""
    digest, expected = hashlib.sha256(), read_contents(path)["parts"][name]["sha256"]
    with nullcontext() if target is None else _private_file(target) as sink:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(name) as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    if sink is not None:
                        sink.write(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
            raise NotABackup(f"{path} rusak: bagian {name} tidak terbaca. Pakai cadangan lain.") from error
    if digest.hexdigest() != expected:
        raise NotABackup(f"{path} rusak: isi bagian {name} berubah sejak dibuat. Pakai cadangan lain.")


@contextmanager
def _private_file(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def free_bytes(folder: Path) -> int:
    """Return the free room of the disk that a folder, there or not yet, lies on."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
