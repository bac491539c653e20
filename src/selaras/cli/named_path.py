"""A file or folder that the person named and that can't be read or written: wrong use, not a bug."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

REASONS = {
    errno.ENOENT: "berkas atau foldernya tidak ada",
    errno.ENOTDIR: "di jalurnya ada berkas, bukan folder",
    errno.EISDIR: "itu sebuah folder, bukan berkas",
    errno.EEXIST: "di situ sudah ada berkas dengan nama itu",
    errno.EACCES: "Anda tidak berhak membaca atau menulisnya",
    errno.EPERM: "Anda tidak berhak membaca atau menulisnya",
    errno.EROFS: "disknya hanya dapat dibaca",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
}


def refused_path(error: BaseException | None, arguments: Sequence[str]) -> str | None:
    """Return the sentence for the person when the system refused a path that stands in the arguments, else None.

    A file of our own that is missing is a bug, whatever the system calls it.
    """
    named = [Path(argument.partition("=")[2] if argument.startswith("--") else argument) for argument in arguments]
    while error is not None:
        if isinstance(error, OSError) and error.filename and error.errno in REASONS:
            path = Path(os.fsdecode(error.filename))
            if any(_is_about(path, one) for one in named):
                return f"«{path}» tidak dapat dipakai: {REASONS[error.errno]}. Pilih nama atau folder lain."
        error = error.__cause__ or error.__context__
    return None


def _is_about(path: Path, named: Path) -> bool:
    """Return whether a path is the one that was named, lies in it, or beside it in a folder that was named."""
    if named == Path():
        return False
    return path == named or named in path.parents or path.parent == named.parent != Path()
