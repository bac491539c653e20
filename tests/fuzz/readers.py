"""The readers of what offices send, each as a function of any bytes: what makes one raise is a fault of ours.

A cell or a heading is text; a file is written down and read by the reader's own code, here in this process, since a fuzzer sees
no other one. `read_in_child` reads it as the product does.
"""

from __future__ import annotations

import datetime as dt
import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from selaras.core.intake.draft import Setting
from selaras.core.intake.headings import FAMILIES, HeadingBook, heading_book, heading_scale, is_monthly, title_scale
from selaras.core.intake.judge import SheetJudge
from selaras.core.intake.plan import plan_sheet
from selaras.core.intake.profile import ProfileRefused, profile_tables, read_profile
from selaras.core.terms.canonical import Cell, Column, Reader, canonical, compile_reader, stated_cell
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.problem import CATALOGUE, TermError
from selaras.core.terms.tanggal import EPOCH_1904
from selaras.core.terms.telepon import first_of_several
from selaras.data import kamus, kbli, wilayah
from selaras.gateways.workbook import child
from selaras.gateways.workbook.limits import MIB, FileRefused, Limits
from selaras.gateways.workbook.precheck import precheck
from selaras.gateways.workbook.reader import Sheet, open_workbook, read_sheets

TODAY = dt.date(2026, 11, 24)
OFFICE = "35"
LIMITS = Limits(file_bytes_max=MIB, unpacked_bytes_max=16 * MIB, output_bytes_max=16 * MIB, rows_max=20_000)
PEEK_ROWS = 300
FORMS = {b"PK": (".xlsx", ".ods", ".xlsb"), b"\xd0\xcf": (".xls",)}
Open = Callable[[Path], Iterable[Sheet]]


@cache
def setting() -> Setting:
    return Setting(kamus(), wilayah(), kbli(), OFFICE, TODAY, dt.date(2024, 12, 31))


@cache
def columns(type_: FieldType) -> list[tuple[Reader, Field | None]]:
    """Return a reader of each field of a type for each kind of column, with the field when the column changes nothing."""
    fields = {of.name: of for kind in kamus().kinds.values() for of in kind.fields if of.type is type_}.values()
    odd = [Column(scale=1_000_000, times=12), Column(day_order="mdy", epoch=EPOCH_1904)]
    plain = [(compile_reader(of, today=TODAY), of) for of in fields]
    return [*plain, *((compile_reader(of, today=TODAY, column=column), None) for of in fields for column in odd)]


def read_cell(type_: FieldType, content: bytes) -> None:
    """Read a text, and the number that it writes, as every field of a type: a value that is read back as itself, or a sentence."""
    text = content.decode("utf-8", "replace")
    cells: list[Cell] = [text]
    with suppress(ValueError):
        cells.append(float(text))
    for cell in cells:
        with suppress(TermError):
            stated = stated_cell(cell)
            if stated is None:
                continue
            for read, field in columns(type_):
                with suppress(TermError):
                    value = read(stated)
                    assert value is None or type(value) in (str, int)
                    assert field is None or value in ("", None) or canonical(field, value, today=TODAY) == value
    if type_ is FieldType.TELEPON:
        first_of_several(text)


def read_area(content: bytes) -> None:
    """Read three names with lines between them, and a code."""
    text = content.decode("utf-8", "replace")
    desa, kecamatan, kabkota = [*text.split("\n"), "", "", ""][:3]
    for within in (OFFICE, "35.73"):
        with suppress(TermError):
            place = wilayah().by_names(desa=desa, kecamatan=kecamatan, kabkota=kabkota, within=within)
            assert wilayah().knows(place.code)
        with suppress(TermError):
            wilayah().by_code(text, within=within)


@cache
def books() -> list[HeadingBook]:
    return [heading_book(kamus(), family) for family in FAMILIES]


def read_heading(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    assert min(heading_scale(text), title_scale(text)) >= 1
    is_monthly(text)
    for book in books():
        match, exact = book.match(text), book.exact(text)
        assert exact is None or (match is not None and match.target == exact)


def read_profile_file(content: bytes) -> None:
    """Read the answers that one office may send another."""
    with suppress(UnicodeDecodeError, tomllib.TOMLDecodeError, ProfileRefused):
        profile = read_profile("uji", tomllib.loads(content.decode()))
        assert read_profile("uji", profile_tables(profile)) == profile
        for book in books():
            book.using(profile).exact("Nama Usaha")


def read_in_process(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a file by the code of reader and child, without the child."""
    out = io.BytesIO()
    limits = {name: getattr(LIMITS, name) for name in ("output_bytes_max", "columns_max", "rows_max")}
    child.send_file({"path": str(path), "form": precheck(path, LIMITS).value, **limits}, out)
    yield from read_sheets(_frames(out.getvalue()))


def _frames(sent: bytes) -> Iterator[dict[str, Any]]:
    at = 0
    while at < len(sent):
        size = int.from_bytes(sent[at : at + 4], "big")
        frame: dict[str, Any] = orjson.loads(sent[at + 4 : at + 4 + size])
        at += 4 + size
        if "refused" in frame:
            raise FileRefused(*frame["refused"])
        if "end" not in frame:
            yield frame


def read_in_child(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a file as the product reads it."""
    with open_workbook(path, LIMITS) as sheets:
        yield from sheets


def read_file(content: bytes, suffix: str, opened: Open = read_in_process) -> None:
    """Read a file to its end and judge every row: each ends in a verdict or in faults that the catalogue knows."""
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / f"berkas{suffix}"
        path.write_bytes(content)
        with suppress(FileRefused):
            for sheet in opened(path):
                _judge(sheet)


def _judge(sheet: Sheet) -> None:
    rows = [row for chunk in sheet.chunks for row in zip(chunk.numbers, chunk.rows, strict=True)]
    plan = plan_sheet(rows[:PEEK_ROWS], setting(), sheet=sheet.name, merged=sheet.merged, epoch=sheet.epoch)
    if plan is None:
        return
    judge = SheetJudge(plan, setting())
    for verdict in judge.judge(rows):
        assert not isinstance(verdict, list) or all(fault.code in CATALOGUE and fault.message for fault in verdict)


def read_workbook(content: bytes, opened: Open = read_in_process) -> None:
    """Read bytes under each name that they may have."""
    for suffix in FORMS.get(content[:2], ()):
        read_file(content, suffix, opened)


FILES = ("csv", "lembar-kerja")
READERS: Mapping[str, Callable[[bytes], None]] = {
    FILES[0]: lambda content: read_file(content, ".csv"),
    FILES[1]: read_workbook,
    "profil": read_profile_file,
    "judul": read_heading,
    "wilayah": read_area,
    **{str(of): partial(read_cell, of) for of in FieldType if of not in (FieldType.WILAYAH, FieldType.ACUAN)},
}
