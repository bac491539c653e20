"""What a disk or a database says when it cannot go on, in the officer's words. Whatever was acknowledged before stays."""

from __future__ import annotations

import errno

FULL, BROKEN, BUSY, CLOSED, DOWN = "penuh", "rusak", "sibuk", "tertutup", "mati"
SENTENCES = {
    FULL: "Disk penuh atau tidak mau menulis: perubahan terakhir tidak dicatat, yang sudah dinyatakan tersimpan tetap ada."
    " Kosongkan atau periksa disk, lalu ulangi.",
    BROKEN: "Berkas basis data rusak. Pulihkan cadangan terakhir dengan «selaras restore», lalu jalankan «selaras sync».",
    BUSY: "Basis data sedang dipakai pekerjaan lain yang lama. Tunggu sampai selesai, lalu ulangi.",
    CLOSED: "Basis data tidak dapat dibuka atau ditulis. Periksa hak atas folder simpul dan disknya.",
    DOWN: "Server basis data tidak dapat dihubungi. Nyalakan servernya, lalu ulangi.",
}
SQLITE_SAYS = {
    "database or disk is full": FULL,
    "malformed": BROKEN,
    "file is not a database": BROKEN,
    "disk I/O error": FULL,
    "database is locked": BUSY,
    "unable to open database file": CLOSED,
    "readonly database": CLOSED,
}
DISK_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
SQLSTATE_FULL, SQLSTATE_BROKEN, SQLSTATE_DOWN = ("53100",), ("XX001", "XX002"), ("08", "57P")


def trouble(error: BaseException | None) -> str | None:
    """Return which trouble stands behind an error (a key of SENTENCES), None when it is something else."""
    while error is not None:
        if (found := _of_driver(error)) is not None:
            return found
        if isinstance(error, OSError) and error.errno in DISK_FULL:
            return FULL
        error = error.__cause__ or error.__context__
    return None


def _of_driver(error: BaseException) -> str | None:
    module = type(error).__module__.partition(".")[0]
    if module in ("pysqlite3", "sqlite3"):
        return next((found for words, found in SQLITE_SAYS.items() if words in str(error)), None)
    if module != "psycopg":
        return None
    state = str(getattr(error, "sqlstate", None) or "")
    if state in SQLSTATE_FULL:
        return FULL
    if state in SQLSTATE_BROKEN:
        return BROKEN
    down = state.startswith(SQLSTATE_DOWN) or (not state and type(error).__name__ == "OperationalError")
    return DOWN if down else None
