"""One uploaded file: its folder, and the thread that checks or imports it while the page shows how far it is."""

from __future__ import annotations

import datetime as dt
import logging
import math
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connections

from selaras.core.intake.draft import Fault
from selaras.core.intake.profile import ProfileRefused
from selaras.core.intake.read_columns import ReadColumn
from selaras.core.terms.problem import CATALOGUE
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import NodeMayNotWrite
from selaras.gateways.home.profiles import ProfileFolder
from selaras.gateways.workbook.faults import FaultBook
from selaras.gateways.workbook.limits import LIMITS, FileRefused
from selaras.store.trouble import SENTENCES, trouble
from selaras.web.acting import MAY_NOT_WRITE
from selaras.web.office import office_node
from selaras.web.values import MASK, PETUGAS, is_masked

logger = logging.getLogger(__name__)
FOLDER, STATE_FILE, BOOK_FILE = "unggahan", "keadaan.json", "dikembalikan.xlsx"
KEPT = 20  # uploads whose folder stays; older ones go
EXAMPLES = 5  # faults shown of a kind
CHECK, KEEP = "periksa", "simpan"
RUNNING, DONE, FAILED = "berjalan", "selesai", "gagal"
COUNTS = ("rows", "accepted", "refused", "new", "changed", "unchanged", "questions", "changes")
_ODD = re.compile(r"[^\w.() -]+")
_DIGIT, LONG_NUMBER = re.compile(r"\d"), 10  # so many digits may be a NIK or a telephone, whatever the heading says
_TOKEN = re.compile(r"[0-9a-f]{32}")
SURE_SHARE, SURE_S = 0.02, 2.0  # before so much is read, nobody can say how long the rest takes
_running: dict[
    str, tuple[float, float]
] = {}  # share that is read and the moment of its beginning, by upload, in this process


class TooLarge(Exception):
    """The file has more bytes than a file may have."""


@dataclass(slots=True)
class Group:
    """All faults of one kind. examples: (place, sentence)."""

    meaning: str
    remedy: str
    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Upload:
    """What is known of an uploaded file. stage: CHECK or KEEP; state: RUNNING, DONE or FAILED; as_of: ISO date."""

    token: str
    file: str
    as_of: str
    author: str
    stage: str = CHECK
    state: str = RUNNING
    message: str = ""
    number: int | None = None
    kind: str = ""
    profile: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the file lies."""
        return _folder() / self.token

    @property
    def share(self) -> float | None:
        """How much of the file is read while a thread reads it, else None."""
        return _running.get(self.token, (None, 0.0))[0]

    @property
    def left(self) -> str:
        """How much longer it takes, in words; empty while nobody can say."""
        share, begun = _running.get(self.token, (0.0, 0.0))
        return time_left(time.monotonic() - begun, share)

    @property
    def broke_off(self) -> bool:
        """Whether the thread ended with its process."""
        return self.state == RUNNING and self.token not in _running

    @property
    def book(self) -> Path:
        """The rows that were given back."""
        return self.folder / BOOK_FILE


def time_left(seconds: float, share: float) -> str:
    """Return in words how long the rest takes when `share` of the work took so many seconds; empty while that is a guess."""
    if share < SURE_SHARE or seconds < SURE_S:
        return ""
    left = seconds * (1 - share) / share
    return f"{math.ceil(left / 60)} menit lagi" if left >= 60 else "kurang dari satu menit lagi"


def keep_upload(name: str, chunks: Iterable[bytes], as_of: dt.date, author: str) -> Upload:
    """Keep a file in a folder of its own, or nothing of it. Raises TooLarge, and OSError where the disk takes no more."""
    _forget_old()
    bare = _ODD.sub("_", Path(name.replace("\\", "/")).name)[-100:].lstrip(".") or "berkas"
    upload = Upload(secrets.token_hex(16), bare, as_of.isoformat(), author)
    upload.folder.mkdir(parents=True, mode=0o700)
    try:
        _fill_folder(upload, chunks)
    except (TooLarge, OSError):
        shutil.rmtree(upload.folder, ignore_errors=True)
        raise
    return upload


def _fill_folder(upload: Upload, chunks: Iterable[bytes]) -> None:
    size = 0
    with (upload.folder / upload.file).open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > LIMITS.file_bytes_max:
                raise TooLarge
            out.write(chunk)
    _write(upload)


def read_upload(token: str) -> Upload | None:
    """Return an upload, None when it is gone or was never there."""
    path = _folder() / token / STATE_FILE
    if not _TOKEN.fullmatch(token) or not path.is_file():
        return None
    kept, named = orjson.loads(path.read_bytes()), {of.name for of in fields(Upload)}
    return Upload(**{name: value for name, value in kept.items() if name in named})  # an older version kept others


def start(upload: Upload, stage: str, today: dt.date) -> threading.Thread:
    """Check or import the file in a thread of its own."""
    upload.stage, upload.state, upload.message = stage, RUNNING, ""
    _running[upload.token] = 0.0, time.monotonic()
    _try_to_write(upload)
    thread = threading.Thread(target=_work, args=(upload, today), name=f"unggahan-{stage}", daemon=True)
    thread.start()
    return thread


def _work(upload: Upload, today: dt.date) -> None:
    try:
        upload.state, upload.message = FAILED, "Selaras gagal membaca berkas ini. Beri tahu pengelola Selaras."
        _fill(upload, _import(upload, today))
        upload.state, upload.message = DONE, ""
    except (FileRefused, ProfileRefused) as error:
        upload.message = str(error)
    except NodeMayNotWrite:
        upload.message = MAY_NOT_WRITE
    except Exception as error:
        if (found := trouble(error)) is None:
            raise
        upload.message = SENTENCES[found]
    finally:
        _try_to_write(upload)
        _running.pop(upload.token, None)
        connections.close_all()


def _import(upload: Upload, today: dt.date) -> ImportReport:
    as_of, dry = dt.date.fromisoformat(upload.as_of), upload.stage == CHECK
    profiles = ProfileFolder(settings.HOME.path).read_all()
    path = upload.folder / upload.file
    order = ImportOrder(path, None, as_of, today, upload.author, dry, profiles=profiles)
    upload.book.unlink(missing_ok=True)

    def progress(share: float) -> None:
        _running[upload.token] = share, _running[upload.token][1]

    with FaultBook(upload.book) as returned:
        return import_workbook(office_node(), order, progress, returned)


def _fill(upload: Upload, report: ImportReport) -> None:
    upload.number, upload.kind, upload.profile = report.id, report.kind, report.profile
    upload.counts = {name: getattr(report, name) for name in COUNTS}
    upload.columns = {sheet: [_shown(column) for column in columns] for sheet, columns in report.columns.items()}
    asked = [question.fault for question in report.asked]
    upload.faults, upload.warnings = _grouped(report.faults), _grouped([*asked, *report.warnings])


def _shown(column: ReadColumn) -> dict[str, Any]:
    """Return what the page says of a column. What is masked on every page is masked here and on the disk."""
    label, first = column.field.label if column.field else "", column.first
    label += f": {column.part.replace('_', ' ')}" if column.part else ""
    if column.field and is_masked(column.field, PETUGAS):
        first = tuple(MASK if cell else "" for cell in first)
    elif column.field is None:
        first = tuple(MASK if len(_DIGIT.findall(cell)) >= LONG_NUMBER else cell for cell in first)
    return {
        "heading": column.heading,
        "label": label,
        "sureness": column.sureness,
        "asked": column.asked,
        "first": first,
    }


def _grouped(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return faults by kind, the most frequent first."""
    groups: dict[str, Group] = {}
    for fault in faults:
        problem = CATALOGUE[fault.code]
        group = groups.setdefault(fault.code, Group(problem.meaning, problem.remedy))
        group.count += 1
        if len(group.examples) < EXAMPLES:
            place = f"{fault.sheet} baris {fault.row}".strip() if fault.row else fault.sheet
            group.examples.append((f"{place}, {fault.column}" if fault.column else place, fault.message))
    return [asdict(group) for group in sorted(groups.values(), key=lambda group: -group.count)]


def _write(upload: Upload) -> None:
    path = upload.folder / STATE_FILE
    draft = path.with_suffix(f".{threading.get_ident()}")
    draft.write_bytes(orjson.dumps(asdict(upload)))
    draft.replace(path)


def _try_to_write(upload: Upload) -> None:
    """Write what is known, where the disk takes it; otherwise the page says what was written before, or that it broke off."""
    try:
        _write(upload)
    except OSError:
        logger.exception("the state of an upload cannot be written")


def _folder() -> Path:
    return Path(os.fspath(settings.HOME.path)) / FOLDER


def _forget_old() -> None:
    if not _folder().is_dir():
        return
    folders = sorted(_folder().iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
