"""CSV as offices save it: which encoding, which separator. Runs in the reader process."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_SEPARATORS = ";,\t|"
_SAMPLE_BYTES = 64 * 1024
_FIELD_CHARS_MAX = 1_000_000
_SWALLOWED_MIN = 2  # separators in a line of a cell that tell a row


class UnclosedQuote(Exception):
    """A quotation mark that nobody closed. The text is for the officer."""

    def __init__(self, row: int, line: int) -> None:
        super().__init__(
            f'Tanda petik («"») di baris {row} tidak ditutup, sehingga baris-baris di bawahnya terbaca sebagai satu sel:'
            f" hapus tanda petik itu (baris ke-{line} bila dibuka sebagai teks), atau simpan sebagai .xlsx"
        )


def read_separated(path: Path) -> Iterator[tuple[int, list[str], float]]:
    """Yield (row number from 1, cells, share of the file read) of every row that is not blank.

    Raises UnclosedQuote when a cell has swallowed rows.
    """
    csv.field_size_limit(_FIELD_CHARS_MAX)
    encoding = _encoding(path)
    size = max(path.stat().st_size, 1)
    with path.open("rb") as raw:
        errors = "strict" if encoding != "cp1252" else "replace"
        text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")
        sample = text.read(_SAMPLE_BYTES)
        text.seek(0)
        hinted = sample.lower().startswith("sep=")
        separator = sample[4:5] if hinted else _separator(sample)
        reader = csv.reader(text, delimiter=separator or ",", skipinitialspace=True)
        line = 0
        for number, row in enumerate(reader, 1):
            if (number == 1 and hinted) or not any(row):
                line = reader.line_num
                continue
            if reader.line_num - line > 1 and _swallowed(row, separator or ","):
                raise UnclosedQuote(number, line + 1)
            line = reader.line_num
            yield number, [_unwrapped(cell) if cell[:2] == '="' else cell for cell in row], raw.tell() / size


def _swallowed(row: list[str], separator: str) -> bool:
    """Whether a cell of several lines holds one that looks like a row: its quotation mark was never meant to open a cell."""
    lines = (line for cell in row if "\n" in cell or "\r" in cell for line in cell.splitlines()[1:])
    return any(line.count(separator) >= _SWALLOWED_MIN for line in lines)


def _encoding(path: Path) -> str:
    """Return utf-8-sig, utf-16 or cp1252: the first that the whole file obeys."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in head:
            return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"
        try:
            while head:
                decoder.decode(head)
                head = file.read(1024 * 1024)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _separator(sample: str) -> str:
    """Return the separator that cuts the most lines into the same, largest number of cells."""
    best, best_score = ",", 0
    lines = sample.splitlines()[:200]
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        score = max((width * count for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = separator, score
    return best


def _unwrapped(cell: str) -> str:
    """Return the text of a formula that only keeps Excel from reading it as a number: ="0812"."""
    return cell[2:-1] if cell.endswith('"') and len(cell) > 3 else cell
