"""Records of the registry as lines of JSON: written for other programs, read back as the rows of a table in the reader process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from selaras import data
from selaras.core.intake.draft import HOME_HEADING, RECORD_HEADING

_LINE_BYTES_MAX = 1024 * 1024
_SCALARS = (str, int, float, type(None))


class NoRecord(ValueError):
    """A line that is no record of an export. The text is for the officer."""


def write_records(file: IO[str], records: Iterable[Mapping[str, object]]) -> int:
    """Write one record a line; return how many."""
    count = 0
    for count, record in enumerate(records, start=1):  # noqa: B007
        file.write(orjson.dumps(record).decode() + "\n")
    return count


def read_kind(path: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return the kind of all records of a file, and the name and the heading of each field. Raises NoRecord."""
    kinds: dict[str, None] = {}
    names: dict[str, None] = {}
    for number, record, _ in _records(path):
        kinds.setdefault(record["kind"])
        names.update(dict.fromkeys(record["fields"]))
        if len(kinds) > 1:
            raise NoRecord(f"Baris {number} tentang jenis lain ({' dan '.join(kinds)}): pisahkan menjadi dua berkas")
    kind = next(iter(kinds), "")
    known = data.kamus().kinds[kind].fields if kind in data.kamus().kinds else ()
    headings = {field.name: field.label for field in known}
    return kind, [*headings.items(), *((name, name) for name in names if name not in headings)]


def read_records(path: Path, fields: Sequence[tuple[str, str]]) -> Iterator[tuple[int, list[Any], float]]:
    """Yield (row number, cells, share of the file read): the heading of its .xlsx as row 1, then each line as the row after it."""
    yield 1, [RECORD_HEADING, HOME_HEADING, *(heading for _, heading in fields)], 0.0
    for number, record, share in _records(path):
        said = record["fields"]
        cells = [record["id"], record["wilayah"], *(said.get(name) for name, _ in fields)]
        yield number + 1, ["" if cell is None else cell for cell in cells], share


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any], float]]:
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_LINE_BYTES_MAX), b""), start=1):
            if line.strip():
                yield number, _record(number, line), file.tell() / size


def _record(number: int, line: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise _no_record(number) from error
    fields = said.get("fields") if isinstance(said, dict) else None
    if not isinstance(fields, dict) or not all(isinstance(said.get(name), str) for name in ("id", "kind", "wilayah")):
        raise _no_record(number)
    if not all(isinstance(value, _SCALARS) for value in fields.values()):
        raise _no_record(number)
    return dict(said)


def _no_record(number: int) -> NoRecord:
    return NoRecord(f"Baris {number} bukan catatan dari «selaras export --format jsonl»: ekspor lagi, atau pakai .xlsx")
