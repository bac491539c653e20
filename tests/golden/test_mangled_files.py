"""Files that were damaged or made to harm: whatever the bytes, a reading ends in rows or in a named refusal.

A reading of a workbook happens in a child process, so what is counted here is that this process sees nothing else.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.core.terms.problem import CATALOGUE
from selaras.gateways.workbook.limits import FileRefused, Limits
from selaras.gateways.workbook.precheck import precheck
from selaras.gateways.workbook.reader import open_workbook
from selaras.gateways.workbook.separated import read_separated
from tests.golden.reading import read_file
from tests.unit.gateways.test_workbook_reader import CONTENT, MANIFEST

LIMITS = Limits(cpu_seconds_max=20, silence_seconds_max=30, memory_bytes_max=1 << 30)
READINGS = 12 if settings().max_examples <= 100 else 400  # each starts a process; `make soak` has more
ROWS: Sequence[Sequence[object]] = [
    ["Nama Usaha", "Nama Pemilik", "NIK", "Kelurahan", "Kecamatan", "Omzet per Tahun", "Tgl Lahir"],
    ["Toko Uji", "Contoh Satu", "3573010101800001", "Penanggungan", "Klojen", 12_000_000, 29_221],
    ["Batik Uji", "Contoh Dua", 3573010101800002, "Kasin", "Klojen", "1,5 jt", "17-08-45"],
]
Mangle = Callable[[bytes], bytes]


@cache
def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Data")
        for at, row in enumerate(ROWS):
            page.write_row(at, 0, row)
        page.merge_range(5, 0, 5, 3, "JUMLAH")
    return out.getvalue()


@cache
def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", CONTENT)
    return out.getvalue()


def old_workbook() -> bytes:
    return Path(__file__).with_name("lama.xls").read_bytes()


def separated(encoding: str, separator: str) -> bytes:
    return "\n".join(separator.join(map(str, row)) for row in ROWS).encode(encoding)


WHOLE: Mapping[str, Callable[[], bytes]] = {
    ".xlsx": workbook,
    ".ods": open_document,
    ".xls": old_workbook,
    ".csv": lambda: separated("utf-8", ";"),
}


@st.composite
def mangles(draw: st.DrawFn) -> Mangle:
    """Draw what happens to some bytes: changed, cut out, repeated, cut off, or strewn with what has a meaning."""
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["set", "cut", "repeat", "end", "insert"]),
                st.floats(0, 1),
                st.binary(min_size=1, max_size=6),
            ),
            min_size=1,
            max_size=6,
        )
    )
    meant = [
        b"<",
        b'"',
        b"&#x0;",
        b"]]>",
        b"\xff\xff\xff\x7f",
        b"1048576",
        b"A1:XFD1048576",
        b"PK\x03\x04",
        b"",
        b"\0" * 8,
    ]
    more = draw(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(meant)), max_size=3))

    def mangle(content: bytes) -> bytes:
        for what, where, piece in steps:
            at = int(where * len(content))
            if what == "set":
                content = content[:at] + piece + content[at + len(piece) :]
            elif what == "cut":
                content = content[:at] + content[at + 40 :]
            elif what == "repeat":
                content = content[:at] + content[max(at - 40, 0) : at] * 3 + content[at:]
            elif what == "end":
                content = content[: at + 1]
            else:
                content = content[:at] + piece + content[at:]
        for where, piece in more:
            at = int(where * len(content))
            content = content[:at] + piece + content[at:]
        return content

    return mangle


def inside(archive: bytes, mangle: Mangle, at: int) -> bytes:
    """Mangle one entry of an archive and pack it well again, so that the damage gets past the archive's own checks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if name != "mimetype"]
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, mangle(content) if name == names[at % len(names)] else content)
    return out.getvalue()


def ended(reading: Callable[[Path], object], content: bytes, suffix: str) -> str:
    """Read some bytes as a file; return the code of the refusal, or nothing when it was read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"berkas{suffix}"
        path.write_bytes(content)
        try:
            reading(path)
        except FileRefused as refused:
            return refused.code
    return ""


def read_rows(path: Path) -> None:
    with open_workbook(path, LIMITS) as sheets:
        for sheet in sheets:
            for chunk in sheet.chunks:
                assert len(chunk.numbers) == len(chunk.rows)


def judge_rows(path: Path) -> None:
    reading = read_file(path, office="35.73")
    assert all(fault.code in CATALOGUE for faults in reading.refused.values() for fault in faults)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
@settings(max_examples=READINGS)
@given(mangle=mangles(), within=st.integers(0, 20))
def test_a_mangled_workbook_ends_in_rows_or_in_a_named_refusal(suffix: str, mangle: Mangle, within: int) -> None:
    packed = within and suffix != ".xls"
    content = inside(WHOLE[suffix](), mangle, within) if packed else mangle(WHOLE[suffix]())

    assert ended(read_rows, content, suffix) in {"", *CATALOGUE}


@settings(max_examples=200)
@given(mangle=mangles(), suffix=st.sampled_from([".xlsx", ".ods", ".xls", ".csv"]))
def test_what_a_file_really_is_is_told_of_any_bytes(mangle: Mangle, suffix: str) -> None:
    assert ended(lambda path: precheck(path, LIMITS), mangle(WHOLE[suffix]()), suffix) in {"", *CATALOGUE}


@settings(max_examples=200)
@given(
    mangle=mangles(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    separator=st.sampled_from(";,\t|"),
)
def test_a_mangled_text_is_rows_of_text(mangle: Mangle, encoding: str, separator: str) -> None:
    content = mangle(separated(encoding, separator)) or b"a"

    with TemporaryDirectory() as folder, suppress(UnicodeError, csv.Error):  # which the child tells as a refusal
        path = Path(folder) / "berkas.csv"
        path.write_bytes(content)
        for _, row, _ in read_separated(path):
            assert all(isinstance(cell, str) for cell in row)


@settings(max_examples=READINGS)
@given(mangle=mangles())
def test_a_mangled_table_is_judged_to_its_end(mangle: Mangle) -> None:
    assert ended(judge_rows, mangle(separated("utf-8", ";")), ".csv") in {"", *CATALOGUE}
