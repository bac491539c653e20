"""What the registry exports, an import reads back to no change: every kind, every field, both forms of file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.core.intake.checks import AMOUNT_MIN
from selaras.core.intake.identity import YEAR_FIELD
from selaras.core.ledger.authority import Level
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record
from selaras.core.terms.canonical import canonical
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.problem import TermError
from selaras.data import kamus, kbli, wilayah
from selaras.flows.import_report import ImportOrder
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.gateways.workbook.records import write_records
from selaras.gateways.workbook.table import write_csv, write_xlsx
from selaras.store.registry.queries import export_records
from selaras.store.registry.sheet import table_of
from selaras.store.registry.tables import tables
from tests.world.offices import new_office

TODAY = dt.date(2026, 1, 1)
DESA = sorted(code for code in wilayah().areas if code.startswith("35.07.") and len(code) == 13)[:40]
KBLI = sorted(code for code in kbli().titles if len(code) == 5)[:60]
YEAR = {"tahun": 2024, "tahun_buku": 2024}
# Two fields of one row must agree, or the row is given back; here each keeps to its own years.
DATES: Mapping[str, tuple[dt.date, dt.date]] = {
    "tanggal_rat": (dt.date(2025, 1, 1), dt.date(2025, 6, 30)),
    "tanggal_akad": (dt.date(1990, 1, 1), dt.date(2020, 1, 1)),
    "jatuh_tempo": (dt.date(2020, 1, 2), dt.date(2050, 1, 1)),
}
texts = st.text(max_size=30) | st.text("=+-@'#; \"\t\n,AbÃ©0.", min_size=1, max_size=8)


def stated(field: Field) -> st.SearchStrategy[Scalar]:
    """Return values that an office can state in a field, through the one door from a cell to a value."""

    def value(cell: str | float | dt.date) -> Scalar:
        try:
            return canonical(field, cell, today=TODAY)
        except TermError:
            return None

    return CELLS[field.type](field).map(value)


def dates(field: Field) -> st.SearchStrategy[dt.date]:
    return st.dates(*DATES.get(field.name, (dt.date(1900, 1, 1), TODAY)))


def choices(field: Field) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(field.choices), min_size=1, unique=True).map("|".join)


def digits(length: int) -> st.SearchStrategy[str]:
    return st.integers(0, 10**length - 1).map(lambda number: f"{number:0{length}}")


CELLS = {
    FieldType.TEKS: lambda _: texts,
    FieldType.NIK: lambda _: st.integers(1, 9999).map(lambda n: f"350701410180{n:04}"),
    FieldType.NIB: lambda _: digits(13),
    FieldType.NPWP: lambda _: digits(15) | digits(16),
    FieldType.KBLI: lambda _: st.sampled_from(KBLI) | digits(5),
    FieldType.WILAYAH: lambda _: st.sampled_from(DESA),
    FieldType.RUPIAH: lambda field: st.integers(AMOUNT_MIN if field.name == "plafon" else -(10**15), 10**15),
    FieldType.TELEPON: lambda _: digits(9).map(lambda rest: f"081{rest}"),
    FieldType.SUREL: lambda _: st.sampled_from(["nama@contoh.id", "a.b-c@contoh.or.id"]),
    FieldType.TANGGAL: dates,
    FieldType.TAHUN: lambda _: st.integers(1900, 2025),
    FieldType.BILANGAN: lambda _: st.integers(0, 10**12),
    FieldType.DESIMAL: lambda field: st.decimals(1 if field.name == "skor_kesehatan" else -8, 8, places=6).map(str),
    FieldType.YA_TIDAK: lambda _: st.sampled_from(["ya", "tidak"]),
    FieldType.PILIHAN: lambda field: st.sampled_from(field.choices),
    FieldType.DAFTAR: choices,
}


@st.composite
def records(draw: st.DrawFn, kind: str) -> list[dict[str, Scalar]]:
    """Draw some records of one kind, each with some of its fields."""
    own = [f for f in kamus().kind(kind).fields if f.type is not FieldType.ACUAN and f.name not in YEAR]
    return draw(st.lists(st.fixed_dictionaries({}, optional={f.name: stated(f) for f in own}), min_size=4, max_size=12))


def changes_of(kind: str, drawn: list[dict[str, Scalar]], rng: Random) -> list[NewChange]:
    """Return the changes that make these records, and a subject for those that need one."""
    subject_kind = "koperasi" if kind == "laporan_koperasi" else "usaha"
    rumpun = "koperasi" if kind in ("koperasi", "laporan_koperasi") else "usaha"
    ids = new_records(1_770_000_000_000, rng.randbytes(6), "35.07", rumpun)
    made: list[NewChange] = []
    for fields in drawn:
        record, said = next(ids), dict(fields)
        subject = tables()[kind].subject_field
        if subject is not None:
            named = {"nama_koperasi" if subject_kind == "koperasi" else "nama_usaha": "Uji"}
            made.append(NewChange("35.07", rumpun, subject_kind, record, named, "uji", "edit"))
            said[subject] = record.hex()
            if kind in YEAR_FIELD:
                said[YEAR_FIELD[kind]] = 2024
                record = report_record(record, kind, "2024")
            else:
                record = next(ids)
        made.append(NewChange("35.07", rumpun, kind, record, said, "uji", "edit"))
    return made


def write(node: Node, kind: str, file: Path) -> None:
    if file.suffix == ".jsonl":
        with file.open("w", encoding="utf-8") as out:
            write_records(out, map(asdict, export_records(node.db, kind)))
        return
    headings, rows = table_of(kind, export_records(node.db, kind))
    if file.suffix == ".xlsx":
        write_xlsx(file, kind, headings, rows)
    else:
        with file.open("w", encoding="utf-8", newline="") as out:
            write_csv(out, headings, rows)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
@pytest.mark.parametrize("kind", sorted(tables()))
@settings(max_examples=10)
@given(data=st.data(), seed=st.integers(0, 999))
def test_an_export_imports_to_no_change(kind: str, suffix: str, data: st.DataObject, seed: int) -> None:
    rng = Random(seed)
    node = new_office(rng, Level.KABKOTA, "35.07")
    drawn = data.draw(records(kind))
    record_changes(node, changes_of(kind, drawn, rng))

    with TemporaryDirectory() as folder:
        file = Path(folder) / f"ekspor{suffix}"
        write(node, kind, file)
        order = ImportOrder(file, None, TODAY, TODAY, "uji")
        report = import_workbook(node, order, lambda _share: None)

    assert report.kind == kind
    assert [fault.message for fault in report.faults] == []
    assert not [fault.code for fault in report.warnings if fault.code.startswith("judul")]
    assert (report.rows, report.unchanged, report.changes) == (len(drawn), len(drawn), 0)
