"""selaras imports."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from selaras.cli.opened import opener
from selaras.cli.output import JsonOption, console, print_json
from selaras.store.inbox.imports import PastImport, read_imports

_EPOCH = dt.date(1970, 1, 1)


def imports(*, json: JsonOption = False) -> None:
    """Sebut berkas yang pernah diimpor di kantor ini, yang terbaru dulu."""
    found = read_imports(opener().node().db)
    if json:
        print_json({"imports": [_answer(past) for past in found]})
        return
    if not found:
        console.print("Belum ada berkas yang diimpor.")
    for past in found:
        state = "ditarik kembali" if past.undone_ms else "terputus" if past.finished_ms is None else "tersimpan"
        console.print(
            f"{past.id}. {past.file} ({past.kind or '-'}), {_moment(past.begun_ms):%d/%m/%Y %H:%M} oleh {past.author}:"
            f" {past.accepted} diterima, {past.refused} ditolak, {past.changes} perubahan; {state}.",
            markup=False,
        )


def _answer(past: PastImport) -> dict[str, object]:
    moments = {
        name: None if ms is None else _moment(ms).isoformat(timespec="seconds")
        for name, ms in (("begun", past.begun_ms), ("finished", past.finished_ms), ("undone", past.undone_ms))
    }
    said = {name: value for name, value in asdict(past).items() if not name.endswith("_ms")}
    return said | {"as_of": (_EPOCH + dt.timedelta(days=past.as_of)).isoformat()} | moments


def _moment(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, tz=dt.UTC)
