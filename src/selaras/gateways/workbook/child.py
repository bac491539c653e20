"""The reader process: `python -m selaras.gateways.workbook.child`. Knows no Django and no registry.

Reads a file and writes frames to stdout: a length of four bytes and a JSON object.
{"sheet": …} opens a sheet, {"at": […], "rows": […]} carries rows, {"refused": [code, message]} ends it early,
{"end": true} ends it well. A date cell is a list of one ISO text. Settings come as JSON on stdin.
"""

import contextlib
import datetime as dt
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from selaras.gateways.workbook.biff_errors import errors_of_xls
from selaras.gateways.workbook.formula_errors import Errors, errors_of_xlsx, has_errors_of_ods
from selaras.gateways.workbook.separated import UnclosedQuote, read_separated

CHUNK_ROWS = 1_000
_DATE_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)""")
_WORKBOOK_XML_BYTES = 1024 * 1024


class _Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Frames:
    """Writes frames and counts them against the limit."""

    def __init__(self, out: BinaryIO, bytes_max: int) -> None:
        self.out, self.left, self.dated = out, bytes_max, False

    def send(self, frame: dict[str, Any]) -> None:
        self.dated = False
        body = orjson.dumps(frame, default=self._odd, option=orjson.OPT_PASSTHROUGH_DATETIME)
        if self.dated:
            body = body[:-1] + b',"dated":true}'
        self.left -= len(body)
        if self.left < 0:
            raise _Refused("berkas_batas", "Isi berkas terlalu banyak: bagi menjadi beberapa berkas")
        self._write(body)

    def refuse(self, code: str, message: str) -> None:
        """Send the last frame of a file that is not read, also when nothing more may be sent."""
        self._write(orjson.dumps({"refused": [code, message]}))

    def rows(self, rows: Iterator[tuple[int, list[Any], float]], sheet: dict[str, Any]) -> None:
        """Send a sheet's rows in chunks, its head with the first."""
        at: list[int] = []
        cells: list[list[Any]] = []
        self.send(sheet)
        share = 0.0
        for number, row, share in rows:
            at.append(number)
            cells.append(row)
            if len(at) == CHUNK_ROWS:
                self.send({"at": at, "rows": cells, "share": share})
                at, cells = [], []
        if at:
            self.send({"at": at, "rows": cells, "share": share})

    def _write(self, body: bytes) -> None:
        self.out.write(len(body).to_bytes(4, "big") + body)

    def _odd(self, value: object) -> object:
        """Say dates so that they differ from text."""
        if isinstance(value, dt.datetime | dt.date):
            self.dated = True
            return [value.isoformat()[:10]]
        return str(value)


def main() -> int:
    settings = orjson.loads(sys.stdin.buffer.read())
    _limit_self(settings["memory_bytes_max"], settings["cpu_seconds_max"])
    try:
        send_file(settings, sys.stdout.buffer)
    except BrokenPipeError:
        return 1
    sys.stdout.buffer.flush()
    return 0


def send_file(settings: dict[str, Any], out: BinaryIO) -> None:
    """Write the frames of a file; whatever is wrong with it is the last of them. Raises BrokenPipeError."""
    frames = _Frames(out, settings["output_bytes_max"])
    path = Path(os.fsdecode(settings["path"].encode("latin-1")))
    try:
        _send_sheets(path, frames, settings)
        frames.send({"end": True})
    except _Refused as refused:
        frames.refuse(refused.code, str(refused))
    except UnclosedQuote as unclosed:
        frames.refuse("berkas_petik", str(unclosed))
    except MemoryError:
        frames.refuse("berkas_batas", "Berkas terlalu besar untuk dibaca")
    except BrokenPipeError:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a broken file makes a library raise, a panic of calamine too
        code = "berkas_sandi" if type(error).__name__ == "PasswordError" else "berkas_rusak"
        text = "dikunci kata sandi: buka kuncinya" if code == "berkas_sandi" else "rusak: simpan ulang"
        frames.refuse(code, f"Berkas {text} lalu coba lagi ({type(error).__name__})")


def _send_sheets(path: Path, frames: _Frames, settings: dict[str, Any]) -> None:
    if settings["form"] == "csv":
        frames.rows(read_separated(path), _head("", visible=True))
    elif settings["form"] == "jsonl":
        _send_records(path, frames)
    else:
        _send_workbook(path, frames, settings)


def _send_records(path: Path, frames: _Frames) -> None:
    from selaras.gateways.workbook.records import NoRecord, read_kind, read_records

    try:
        kind, fields = read_kind(path)
        frames.rows(read_records(path, fields), _head("", visible=True) | {"kind": kind})
    except NoRecord as error:
        raise _Refused("berkas_rusak", str(error)) from error


def _send_workbook(path: Path, frames: _Frames, settings: dict[str, Any]) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    form = settings["form"]
    epoch = 1904 if form == "xlsx" and _is_1904(path) else 1900
    errors = dict(errors_of_xlsx(path)) if form == "xlsx" else errors_of_xls(path) if form == "xls" else {}
    if form == "ods" and has_errors_of_ods(path):
        raise _Refused(
            "sel_galat", "Berkas memuat sel dengan galat rumus (#N/A, #REF!, …): perbaiki rumusnya, lalu coba lagi"
        )
    with CalamineWorkbook.from_path(path) as book:
        tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        for position, meta in enumerate(tables):
            sheet = book.get_sheet_by_name(meta.name)
            last_row, last_column = sheet.end or (0, 0)
            if last_column >= settings["columns_max"] or last_row >= settings["rows_max"]:
                raise _Refused("berkas_batas", f"Lembar «{meta.name}» terlalu lebar atau terlalu panjang")
            head = _head(meta.name, visible=meta.visible == SheetVisibleEnum.Visible, epoch=epoch)
            head["merged"] = sheet.merged_cell_ranges or []
            frames.rows(_sheet_rows(sheet, position, len(tables), errors.get(meta.name, {})), head)


def _sheet_rows(sheet: Any, position: int, sheet_count: int, errors: Errors) -> Iterator[tuple[int, list[Any], float]]:
    """Yield the rows that are not blank, with row and column numbers as Excel counts them.

    calamine yields the blank rows above a table but not the blank columns beside it.
    """
    padding = [""] * (sheet.start or (0, 0))[1]
    height = max(sheet.total_height, 1)
    for at, row in enumerate(sheet.iter_rows()):
        for column, shown in errors.get(at, ()) if errors else ():
            if len(padding) <= column < len(padding) + len(row):
                row[column - len(padding)] = shown
        if any(cell != "" for cell in row):
            yield at + 1, padding + row if padding else row, (position + at / height) / sheet_count


def _head(name: str, *, visible: bool, epoch: int = 1900) -> dict[str, Any]:
    return {"sheet": name, "visible": visible, "epoch": epoch, "merged": []}


def _is_1904(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as file:
        return bool(_DATE_1904.search(file.read(_WORKBOOK_XML_BYTES)))


def _limit_self(memory_bytes_max: int, cpu_seconds_max: int) -> None:
    """Have the system stop this process; where it cannot, the parent's clock and the precheck remain."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory_bytes_max), (resource.RLIMIT_CPU, cpu_seconds_max)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
