from collections.abc import Callable
from pathlib import Path

import pytest

from tests.golden.make_field_files import (
    REFUSED_QUIRKS,
    TrueRow,
    write_kabupaten,
    write_koperasi,
    write_kota,
    write_loans,
    write_separated,
)
from tests.golden.reading import read_file

FILES = [
    pytest.param("35.07_umkm.xlsx", write_kabupaten, id="kabupaten with a two-row heading"),
    pytest.param("35.73_umkm.xlsx", write_kota, id="kota with a tidy sheet"),
    pytest.param("35.78_umkm.csv", write_separated, id="kota with semicolons"),
]


@pytest.mark.parametrize(("name", "write"), FILES)
def test_every_row_is_read_as_it_was_meant(
    name: str, write: Callable[[Path, int], list[TrueRow]], tmp_path: Path
) -> None:
    truth = {(row.sheet, row.row): row for row in write(tmp_path / name, 150)}

    reading = read_file(tmp_path / name, office=name[:5])

    assert {*reading.drafts, *reading.refused} == set(truth)
    assert set(reading.refused) == {place for place, row in truth.items() if row.quirks & REFUSED_QUIRKS}
    for place, draft in reading.drafts.items():
        true, (_, report) = truth[place], draft.reports[0]
        assert draft.fields["wilayah"] == true.wilayah
        assert draft.fields["tanggal_lahir"] == true.tanggal_lahir
        assert draft.fields.get("nik_pemilik", "") == ("" if "nik_kosong" in true.quirks else true.nik)
        assert draft.fields.get("nib", "") == true.nib
        assert (report["omzet"], report["modal_usaha"]) == (true.omzet, true.modal)


def test_a_rounded_nik_is_refused_with_its_reason(tmp_path: Path) -> None:
    truth = write_kota(tmp_path / "35.73_umkm.xlsx", 150)

    reading = read_file(tmp_path / "35.73_umkm.xlsx", office="35.73")

    rounded = [row.row for row in truth if "nik_dibulatkan" in row.quirks]
    assert rounded
    assert all(reading.codes[row] == ["nik_dibulatkan"] for row in rounded)


def test_the_year_of_a_title_is_the_year_of_the_reports(tmp_path: Path) -> None:
    write_kabupaten(tmp_path / "a.xlsx", 3)

    reading = read_file(tmp_path / "a.xlsx", office="35.07")

    assert {draft.reports[0][1]["tahun"] for draft in reading.drafts.values()} == {2024}
    assert len(reading.plans) == 2


def test_a_flat_table_of_cooperatives_gives_a_report_for_each_book_year(tmp_path: Path) -> None:
    write_koperasi(tmp_path / "koperasi.xlsx")

    reading = read_file(tmp_path / "koperasi.xlsx", office="35")

    assert not reading.refused
    assert [draft.kind for draft in reading.drafts.values()] == ["koperasi"] * 3
    assert reading.record(2) == {
        "nik_koperasi": "9743917317761",
        "nama_koperasi": "KUD Uji Rasa",
        "nomor_badan_hukum": "800/BH/KWK.13/XII/1987",
        "tanggal_badan_hukum": "1987-02-19",
        "jenis": "simpan_pinjam",
        "wilayah_keanggotaan": "kabkota",
        "wilayah": "35.78.24.1004",
        "anggota_laki": 548,
        "anggota_perempuan": 237,
        "tahun_buku": 2022,
        "tanggal_rat": "2023-03-01",
        "melayani_anggota": "ya",
        "modal_sendiri": 3_040_192_666,
        "shu": -72_825_517,
    }


def test_loans_are_those_of_the_bank_that_imports_them(tmp_path: Path) -> None:
    write_loans(tmp_path / "kredit.csv")

    own = read_file(tmp_path / "kredit.csv", office="35", defaults={("kredit", "lembaga"): "Bank Uji"})
    nobodys = read_file(tmp_path / "kredit.csv", office="35")

    assert own.record(2)["lembaga"] == "Bank Uji"
    assert own.record(2)["nik_debitur"] == "3507146501880001"
    assert nobodys.codes == {2: ["wajib_kosong"]}


def test_a_workbook_of_the_old_kind_is_read() -> None:
    """lama.xls is of invented data, written once by xlwt 1.3.0, since nothing that is installed writes .xls."""
    reading = read_file(Path(__file__).with_name("lama.xls"), office="35.73")

    record = reading.record(5)
    assert (record["nama_usaha"], record["tanggal_lahir"]) == ("Toko Uji", "1980-08-17")
    assert (record["wilayah"], reading.plans[0].layout.year) == ("35.73.02.1011", 2022)
