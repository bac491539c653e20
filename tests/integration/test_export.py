"""selaras export and import at their edges: each form, and paths that can't be used, through the command line."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from selaras.cli.exit_codes import ExitCode
from tests.world.command import records, run, said
from tests.world.field_file import write_usaha

KEYS = {"file", "kind", "rows", "accepted", "refused", "unchanged", "new", "changed", "questions", "warnings"}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office with five enterprises."""
    home = tmp_path / "kantor"
    said(run(home, "init", "--name", "Kabupaten", "--level", "kabkota", "--wilayah", "35.07", "--json"))
    said(run(home, "import", str(write_usaha(tmp_path / "lima.csv", 0, 5)), "--kind", "usaha", "--json"))
    return home


def test_a_parquet_export_holds_the_records_with_numbers_as_numbers(office: Path, tmp_path: Path) -> None:
    one = records(office)[0]["id"]
    assert run(office, "edit", one, "tahun_mulai=1999").returncode == ExitCode.DONE

    done = run(office, "export", "usaha", "--format", "parquet", "--out", str(tmp_path / "isi 'usaha'.parquet"))

    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stdout == ""
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE usaha AS SELECT * FROM read_parquet(?)", [str(tmp_path / "isi 'usaha'.parquet")])
        names = engine.execute("SELECT id, wilayah_induk, nama_usaha FROM usaha ORDER BY id").fetchall()
        years = engine.execute("SELECT id, tahun_mulai FROM usaha WHERE tahun_mulai > 0").fetchall()
    assert names == [(found["id"], "35.07", found["fields"]["nama_usaha"]) for found in records(office)]
    assert years == [(one, 1999)]


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_form_that_is_no_text_needs_a_file(office: Path, form: str) -> None:
    done = run(office, "export", "usaha", "--format", form)

    assert done.returncode == ExitCode.WRONG_USE
    assert f"--out BERKAS.{form}" in done.stderr


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl", "parquet"])
def test_a_folder_that_is_not_there_is_named_and_is_no_bug(office: Path, tmp_path: Path, form: str) -> None:
    done = run(office, "export", "usaha", "--format", form, "--out", str(tmp_path / "tak-ada" / f"isi.{form}"))

    assert done.returncode == ExitCode.WRONG_USE, done.stderr
    assert "tak-ada" in done.stderr
    assert not (office / "galat.log").exists()


def test_a_folder_in_place_of_a_file_is_wrong_use(office: Path, tmp_path: Path) -> None:
    done = run(office, "import", str(tmp_path), "--json")

    assert done.returncode == ExitCode.WRONG_USE
    assert "adalah folder" in done.stderr
    assert not (office / "galat.log").exists()


def test_a_file_that_is_not_read_at_all_is_still_answered_in_json(office: Path, tmp_path: Path) -> None:
    (tmp_path / "kosong.xlsx").write_bytes(b"")

    told = said(run(office, "import", str(tmp_path / "kosong.xlsx"), "--json"), ExitCode.NO)

    assert set(told) >= KEYS
    assert (told["rows"], told["accepted"], told["refused"]) == (0, 0, 0)
    (fault,) = told["faults"]
    assert set(fault) == {"sheet", "row", "column", "value", "code", "message"}
    assert (fault["code"], fault["message"]) == (
        "berkas_bentuk",
        "Berkas kosong: mintalah atau salin lagi berkas aslinya",
    )


def test_a_file_whose_name_is_no_text_is_read_and_told_with_marks(office: Path, tmp_path: Path) -> None:
    named = os.fsdecode(os.fsencode(tmp_path) + b"/data \xe9\xff.csv")
    Path(named).write_bytes((tmp_path / "lima.csv").read_bytes())

    told = said(run(office, "import", named, "--json"))

    assert (told["unchanged"], Path(str(told["file"])).name) == (5, "data ??.csv")
    assert "data ??.csv" in run(office, "imports").stderr


def test_the_command_tells_what_a_file_lacks_and_what_was_left_as_it_is(office: Path, tmp_path: Path) -> None:
    (tmp_path / "lain.csv").write_text("catatan rapat;tanggal\nmakan siang;hari ini\n")

    other = run(office, "import", str(tmp_path / "lain.csv")).stderr
    older = run(
        office, "import", str(write_usaha(tmp_path / "lima.csv", 0, 5, area="35.07.12.2004")), "--as-of", "2001-01-31"
    )

    assert "judul kolom" in other
    assert "baris 0" not in other
    assert "--faults" not in other, "no row was refused"
    assert "5 × Nilai yang tercatat lebih baru" in older.stderr
    assert "(mulai baris 2, kolom Desa/kelurahan)" in older.stderr
