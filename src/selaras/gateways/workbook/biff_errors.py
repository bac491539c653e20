"""Cells of an .xls in which a formula failed: calamine reads them as blank. Runs in the reader process."""

from __future__ import annotations

import struct
from collections import defaultdict
from pathlib import Path
from struct import unpack_from

from selaras.gateways.workbook.formula_errors import Errors

_SHOWN = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOF, _EOF, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_STREAMS = ("Workbook", "Book")  # of Excel 97 and of Excel 95
_LAST_SECTOR = 0xFFFFFFF0  # numbers from here on are marks: the end of a chain, a free sector
_HEADER, _ENTRY, _IN_HEADER = 512, 128, 109
_MINI_BYTES = 4096  # a shorter stream lies elsewhere in the file; no program writes a workbook as short


def errors_of_xls(path: Path) -> dict[str, Errors]:
    """Return the errors of each sheet that has any, by its name; of a file that is no such workbook none."""
    try:
        name, stream = _workbook_stream(path.read_bytes())
        return _errors(stream, wide=name == _STREAMS[0])
    except (IndexError, ValueError, struct.error):
        return {}  # calamine says what is wrong with it


def _errors(stream: bytes, *, wide: bool) -> dict[str, Errors]:
    sheets: dict[int, str] = {}
    found: dict[str, dict[int, list[tuple[int, str]]]] = {}
    at, sheet = 0, ""
    while at + 4 <= len(stream):
        record, length = unpack_from("<HH", stream, at)
        body = at + 4
        if record == _BOF:
            sheet = sheets.get(at, sheet)
        elif record == _EOF:
            sheet = ""
        elif record == _BOUNDSHEET:
            sheets[unpack_from("<I", stream, body)[0]] = _name(stream, body, wide=wide)
        elif sheet and record in (_FORMULA, _BOOLERR):
            row, column = unpack_from("<HH", stream, body)
            code = _code(stream, body, record)
            if code is not None:
                found.setdefault(sheet, defaultdict(list))[row].append((column, _SHOWN.get(code, "#N/A")))
        at = body + length
    return dict(found)


def _code(stream: bytes, body: int, record: int) -> int | None:
    """Return the error that a cell holds, None for any other cell."""
    if record == _BOOLERR:
        return stream[body + 6] if stream[body + 7] else None
    return stream[body + 8] if stream[body + 12 : body + 14] == b"\xff\xff" and stream[body + 6] == 2 else None


def _name(stream: bytes, body: int, *, wide: bool) -> str:
    length = stream[body + 6]
    if not wide:
        return stream[body + 7 : body + 7 + length].decode("cp1252", "replace")
    if stream[body + 7] & 1:
        return stream[body + 8 : body + 8 + 2 * length].decode("utf-16-le", "replace")
    return stream[body + 8 : body + 8 + length].decode("latin-1")


def _workbook_stream(file: bytes) -> tuple[str, bytes]:
    """Return the name and the bytes of the stream that holds the cells."""
    size = 1 << unpack_from("<H", file, 30)[0]
    table = _sector_table(file, size)
    first = unpack_from("<I", file, 48)[0]
    directory = _chain(file, table, first, size)
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        letters = unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(letters - 2, 0)].decode("utf-16-le", "replace")
        start, length = unpack_from("<II", directory, at + 116)
        if name in _STREAMS and length >= _MINI_BYTES:
            return name, _chain(file, table, start, size)[:length]
    return "", b""


def _sector_table(file: bytes, size: int) -> list[int]:
    """Return which sector follows each sector of the file."""
    places = list(unpack_from(f"<{_IN_HEADER}I", file, 76))
    more, entries = unpack_from("<I", file, 68)[0], size // 4
    while more < _LAST_SECTOR and len(places) * size < len(file):
        *listed, more = unpack_from(f"<{entries}I", file, _HEADER + more * size)
        places += listed
    table: list[int] = []
    for place in places:
        if place < _LAST_SECTOR:
            table += unpack_from(f"<{entries}I", file, _HEADER + place * size)
    return table


def _chain(file: bytes, table: list[int], sector: int, size: int) -> bytes:
    parts: list[bytes] = []
    while sector < _LAST_SECTOR and len(parts) <= len(table):
        start = _HEADER + sector * size
        parts.append(file[start : start + size])
        sector = table[sector]
    return b"".join(parts)
