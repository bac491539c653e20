"""Cells in which a formula failed (#N/A, #REF!). calamine reads them as blank, so that what they hide would be lost in silence.

Runs in the reader process.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

Errors = Mapping[int, list[tuple[int, str]]]  # by row from 0: column from 0, the text that Excel shows

_BLOCK_BYTES = 4 * 1024 * 1024
_CELL_BYTES_MAX = 64 * 1024  # of a cell with its formula: no longer one is looked at
_PART_BYTES_MAX = 1024 * 1024
_MARKS = (b't="e"', b"t='e'")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>(.*?)</(?:\w+:)?c>", re.DOTALL
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_NAME, _ID = re.compile(rb"\sname=([\"'])(.*?)\1"), re.compile(rb"\s\w+:id=([\"'])(.*?)\1")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_RELATION_ID, _TARGET = re.compile(rb"\sId=([\"'])(.*?)\1"), re.compile(rb"\sTarget=([\"'])(.*?)\1")
_ODS_ERROR = b'calcext:value-type="error"'


def errors_of_xlsx(path: Path) -> Iterator[tuple[str, Errors]]:
    """Yield the name and the errors of each sheet that has any."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        targets = _targets(archive)
        for tag in _SHEET.findall(_part(archive, "xl/workbook.xml")):
            name, relation = _NAME.search(tag), _ID.search(tag)
            part = targets.get(relation[2]) if relation else None
            if name is None or part not in names:
                continue
            assert part is not None, "a part in the archive has a name"
            if errors := _errors(archive, part):
                yield _text(name[2]), errors


def has_errors_of_ods(path: Path) -> bool:
    """Whether a formula failed anywhere in an OpenDocument table; where it did cannot be told from its runs of equal cells."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        kept = b""
        while block := file.read(_BLOCK_BYTES):
            if _ODS_ERROR in kept + block:
                return True
            kept = block[-len(_ODS_ERROR) :]
    return False


def _errors(archive: zipfile.ZipFile, part: str) -> Errors:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    with archive.open(part) as file:
        kept = b""
        while block := file.read(_BLOCK_BYTES):
            kept += block
            end = max(kept.rfind(b"</c>") + 4, kept.rfind(b":c>") + 3, len(kept) - _CELL_BYTES_MAX)
            if any(mark in kept for mark in _MARKS):
                for match in _ERROR.finditer(kept, 0, end):
                    value = _VALUE.search(match[3])
                    found[int(match[2]) - 1].append((_column(match[1]), _text(value[1]) if value else "#N/A"))
            kept = kept[end:]
    return found


def _targets(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """Return the part that each relation of the workbook names."""
    found = {}
    for tag in _RELATION.findall(_part(archive, "xl/_rels/workbook.xml.rels")):
        relation, target = _RELATION_ID.search(tag), _TARGET.search(tag)
        if relation and target:
            named = target[2].decode("utf-8", "replace")
            found[relation[2]] = named[1:] if named.startswith("/") else f"xl/{named}"
    return found


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as file:
            return file.read(_PART_BYTES_MAX)
    except KeyError:
        return b""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _text(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", "replace"))
