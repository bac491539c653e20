"""Empty forms: what they write imports once it is filled in, and ODK's tools accept what is made for them."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from random import Random

import openpyxl
import pytest
from pyxform.xls2xform import convert
from typer.testing import CliRunner

from selaras.cli.commands import build_app
from selaras.core.intake.form import form_columns
from selaras.core.ledger.authority import Level
from selaras.core.terms.kamus import FieldType
from selaras.data import kamus
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_workbook
from selaras.flows.node import Node
from selaras.gateways.home.files import HomeFiles, write_home
from selaras.store.registry.tables import tables
from tests.world.offices import new_office

TODAY = dt.date(2026, 1, 1)
KINDS = sorted(kamus().kinds)
PLACES = {"kabkota": "Kabupaten Malang", "kecamatan": "Donomulyo", "desakel": "Purworejo"}


@pytest.fixture
def office() -> Node:
    return new_office(Random(1), Level.KABKOTA, "35.07")


def template(folder: Path, *arguments: str) -> Path:
    """Write a form as the command of the office 35.07 does."""
    home, out = folder / "kantor", folder / "formulir.xlsx"
    if not home.exists():
        keys = Random(1).randbytes(32), Random(2).randbytes(32)
        write_home(home, HomeFiles("Kantor", "kabkota", "35.07", ("koperasi", "usaha"), "sqlite:///a", *keys))
    app = build_app(["template", "version"])
    done = CliRunner().invoke(
        app, ["--home", str(home), "template", *arguments, "--out", str(out)], env={"SELARAS_HOME": str(home)}
    )
    assert done.exit_code == 0, done.output
    return out


def take(node: Node, file: Path) -> ImportReport:
    return import_workbook(node, ImportOrder(file, None, TODAY, TODAY, "uji"), lambda _share: None)


def subject(node: Node, kind: str, folder: Path) -> str:
    """Import one subject and return its id, for the kinds that belong to one."""
    named = "koperasi" if "koperasi" in kind or kind == "pengelola" else "usaha"
    with (folder / "subjek.csv").open("w", newline="") as out:
        headings = ["nama koperasi", "wilayah keanggotaan"] if named == "koperasi" else ["nama usaha", "nama pemilik"]
        row = ["Koperasi Uji", "kabkota"] if named == "koperasi" else ["Toko Uji", "Contoh"]
        csv.writer(out).writerows([[*headings, "kode desa"], [*row, "35.07.01.2001"]])
    take(node, folder / "subjek.csv")
    ((record,),) = node.db.rows(f"SELECT record FROM {tables()[named].name}")
    return bytes(record).hex()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_holds_no_row_and_asks_nothing(kind: str, office: Node, tmp_path: Path) -> None:
    report = take(office, template(tmp_path, kind))

    assert (report.kind, report.rows, report.faults, report.warnings) == (kind, 0, [], [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_filled_with_its_own_examples_imports_whole(kind: str, office: Node, tmp_path: Path) -> None:
    path = template(tmp_path, kind)
    columns = form_columns(kamus(), kind, "35.07")
    record = subject(office, kind, tmp_path) if tables()[kind].subject_field and kind != "kredit" else ""
    book = openpyxl.load_workbook(path)
    page = book["Data"]
    for at, column in enumerate(columns, start=1):
        assert page.cell(1, at).value == column.heading
        example = record if column.field.type is FieldType.ACUAN else PLACES.get(column.level, column.example)
        page.cell(2, at).value = example
    book.save(path)

    report = take(office, path)

    assert [fault.message for fault in report.faults] == []
    assert [warning.code for warning in report.warnings if warning.code not in HARMLESS] == []
    assert (report.rows, report.new) == (1, 1)
    stated = {
        name
        for table in tables().values()
        if table.kind.name in (kind, f"laporan_{kind}")
        for row in office.db.rows(f"SELECT {','.join(table.names)} FROM {table.name}")
        for name, value in zip(table.names, row, strict=True)
        if value is not None
    }
    assert {column.field.name for column in columns} <= stated


HARMLESS = {"nik_beda_kelamin", "nik_beda_lahir"}  # the invented owner's NIK and birthday are examples, each for itself


def test_a_form_has_text_columns_drop_downs_and_marked_headings(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(tmp_path, "usaha"))
    page, columns = book["Data"], form_columns(kamus(), "usaha", "35.07")
    at = {column.label: number for number, column in enumerate(columns, start=1)}
    letter = {label: page.cell(1, number).column_letter for label, number in at.items()}
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}

    assert book.sheetnames == ["Data", "Petunjuk (Selaras)", "Wilayah (Selaras)"]
    assert page.cell(1, at["Nama usaha"]).value == "Nama usaha *"
    assert page.cell(1, at["Nama usaha"]).font.b
    assert page.column_dimensions[letter["NIK pemilik"]].number_format == "@"
    assert rules[f"{letter['Status usaha']}2"].formula1 == '"aktif,tutup sementara,tutup,pindah"'
    assert rules[f"{letter['Kecamatan']}2"].formula1.startswith("'Wilayah (Selaras)'!")
    assert "Donomulyo" in [cell.value for cell in book["Wilayah (Selaras)"]["A"]]
    assert book["Wilayah (Selaras)"].sheet_state == "hidden"


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_for_odk_is_accepted_by_its_own_compiler(kind: str, tmp_path: Path) -> None:
    warnings: list[str] = []

    made = convert(template(tmp_path, kind, "--xlsform"), warnings=warnings)

    assert warnings == []
    assert all(f"/{field.name}" in made.xform for field in kamus().kind(kind).fields if _is_asked(field.name))


def _is_asked(name: str) -> bool:
    return name not in ("usaha", "lintang", "bujur")


ODK = """SubmissionDate,start,end,today,kecamatan,wilayah,nama_usaha,nama_pemilik,nik_pemilik,jenis_kelamin,tanggal_lahir,\
telepon,lokasi-Latitude,lokasi-Longitude,lokasi-Altitude,lokasi-Accuracy,nib,sertifikat,tahun,omzet,tenaga_kerja_laki,\
pemakaian_digital,tanggal_pendataan,meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,\
Status,ReviewState,DeviceID,Edits,FormVersion
2025-11-02T03:04:05.678Z,2025-11-02T09:50:01.000+07:00,2025-11-02T10:03:00.000+07:00,2025-11-02,35.07.01,35.07.01.2001,\
Warung Uji,Nama Rekaan,3507014107800001,P,1980-07-01,081200000001,-8.123456,112.432101,310.5,4.8,0220001234567,pirt halal,\
2024,12000000.0,1,qris media_sosial,2025-11-02,uuid:1,uuid:1,5,Petugas,0,0,,,collect:a,0,2025110203
"""
KOBO = """start;end;kecamatan;wilayah;nama_usaha;nama_pemilik;nik_pemilik;jenis_kelamin;tanggal_lahir;telepon;lokasi;\
_lokasi_latitude;_lokasi_longitude;_lokasi_altitude;_lokasi_precision;nib;sertifikat;sertifikat/pirt;sertifikat/halal;\
sertifikat/sni;tahun;omzet;tenaga_kerja_laki;pemakaian_digital;tanggal_pendataan;__version__;_id;_uuid;_submission_time;\
_validation_status;_notes;_status;_submitted_by;_tags;_index
2025-11-02T09:50:01.000+07:00;2025-11-02T10:03:00.000+07:00;35.07.01;35.07.01.2001;Warung Uji;Nama Rekaan;\
3507014107800001;P;1980-07-01;081200000001;-8.123456 112.432101 310.5 4.8;-8.123456;112.432101;310.5;4.8;0220001234567;\
pirt halal;1;1;0;2024;12000000;1;qris media_sosial;2025-11-02;v1;77;abc;2025-11-02T03:04:05;;;submitted_via_web;petugas;;1
"""


def grouped(exported: str, separator: str, sign: str) -> str:
    """Return an export of the same form with its questions in groups, as offices put them on pages."""
    headings, rows = exported.split("\n", 1)
    own = (
        "wilayah",
        "nama_",
        "nik_",
        "lokasi",
        "_lokasi",
        "nib",
        "sertifikat",
        "tahun",
        "omzet",
        "tenaga",
        "pemakaian",
    )
    named = [f"hal_1{sign}usaha{sign}{name}" if name.startswith(own) else name for name in headings.split(separator)]
    return "\n".join([separator.join(named), rows])


EXPORTS = [ODK, KOBO, grouped(ODK, ",", "-"), grouped(KOBO, ";", "/")]


@pytest.mark.parametrize("exported", EXPORTS, ids=["ODK Central", "Kobo", "ODK with groups", "Kobo with groups"])
def test_what_was_collected_with_the_form_imports(exported: str, office: Node, tmp_path: Path) -> None:
    (tmp_path / "usaha.csv").write_text(exported, encoding="utf-8")

    report = take(office, tmp_path / "usaha.csv")

    assert (report.new, report.faults, [w.message for w in report.warnings]) == (1, [], [])
    assert report.asked == []
    names = ("wilayah", "nama_usaha", "lintang", "bujur", "nib", "sertifikat", "status_usaha", "tanggal_pendataan")
    assert office.db.rows(f"SELECT {','.join(names)} FROM registry_usaha") == [
        ("35.07.01.2001", "Warung Uji", "-8.123456", "112.432101", "0220001234567", "halal|pirt", None, "2025-11-02")
    ]
    assert office.db.rows("SELECT tahun, omzet, tenaga_kerja_laki, pemakaian_digital FROM registry_laporan_usaha") == [
        (2024, 12_000_000, 1, "media_sosial|qris")
    ]
