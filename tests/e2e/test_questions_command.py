"""Import, questions, answer and doubles as an officer types them."""

import csv
import json
from pathlib import Path

from selaras.cli.exit_codes import ExitCode
from tests.world.command import run, said

HEADINGS = ["nama usaha", "nama pemilik", "nik", "kode desa", "tahun", "omzet", "Dagangan"]
ROWS = [
    ["Toko Sumber Rejeki", "Contoh Satu", "3507010101800001", "35.07.01.2001", "2024", "1500", "tempe"],
    ["TK. Sumber Redjeki", "Contoh Satu", "", "35.07.01.2001", "2024", "60000000", "tahu"],
]


def write(file: Path, rows: list[list[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADINGS, *rows])
    return file


def new_home(folder: Path) -> Path:
    said(run(folder / "kantor", "init", "--name", "Uji", "--level", "kabkota", "--wilayah", "35.07", "--json"))
    return folder / "kantor"


def test_an_officer_sees_questions_answers_them_and_is_not_asked_again(tmp_path: Path) -> None:
    home = new_home(tmp_path)

    first = said(run(home, "import", str(write(tmp_path / "a.csv", ROWS)), "--json"))
    listed = said(run(home, "questions", "--json"))

    assert (first["rows"], first["new"], first["questions"], first["asked"]) == (2, 1, 1, 3)
    assert first["accepted"] == first["new"] + first["changed"] + first["unchanged"] + first["questions"]
    by_code = {question["code"]: question for question in listed["questions"]}
    assert set(by_code) == {"judul_tak_dikenal", "rupiah_lompatan", "ganda_mungkin"}
    assert by_code["judul_tak_dikenal"]["rows_waiting"] == 2

    heading = said(run(home, "answer", str(by_code["judul_tak_dikenal"]["id"]), "produk_utama", "--json"))
    amount = said(run(home, "answer", str(by_code["rupiah_lompatan"]["id"]), "1500000", "--json"))
    pairs = said(run(home, "doubles", "--json"))
    said(run(home, "answer", str(by_code["ganda_mungkin"]["id"]), "beda", "--json"))

    assert (heading["profile"], heading["changed"], amount["changes"]) == ("a", 1, 1)
    assert (pairs["open"], len(pairs["pairs"][0]["records"])) == (1, 2)
    assert said(run(home, "questions", "--json")) == {"open": 0, "questions": []}
    again = said(run(home, "import", str(write(tmp_path / "b.csv", ROWS)), "--json"))
    assert (again["profile"], again["unchanged"], again["asked"], again["changes"]) == ("a", 2, 0, 0)


def test_a_profile_of_another_office_is_named_and_from_then_on_used(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home / "profil").mkdir()
    (home / "profil" / "tetangga.toml").write_text('[kolom]\n"Dagangan" = "usaha.produk_utama"\n', encoding="utf-8")
    file = write(tmp_path / "a.csv", ROWS[1:])

    named = said(run(home, "import", str(file), "--profile", "tetangga", "--json"))
    by_itself = said(run(home, "import", str(file), "--json"))
    unknown = run(home, "import", str(file), "--profile", "tetangg")

    assert (named["profile"], named["asked"], by_itself["profile"]) == ("tetangga", 0, "tetangga")
    assert (unknown.returncode, "tetangga" in unknown.stderr) == (ExitCode.WRONG_USE, True)


def test_a_wrong_answer_or_number_or_profile_is_wrong_use_with_a_way_out(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    said(run(home, "import", str(write(tmp_path / "a.csv", ROWS[:1])), "--json"))
    number = next(
        q["id"] for q in said(run(home, "questions", "--json"))["questions"] if q["code"] == "rupiah_lompatan"
    )

    for arguments, told in (
        (("answer", str(number), "entah"), "Jawab benar, abaikan, atau jumlah yang dimaksud"),
        (("answer", "999", "benar"), "Tidak ada pertanyaan nomor 999"),
        (("answer", "satu", "benar"), "tidak terbaca"),
    ):
        done = run(home, *arguments)
        assert (done.returncode, told in done.stderr) == (ExitCode.WRONG_USE, True), done.stderr

    (home / "profil").mkdir(exist_ok=True)
    (home / "profil" / "rusak.toml").write_text("[kolom", encoding="utf-8")
    broken = run(home, "import", str(tmp_path / "a.csv"))
    assert (broken.returncode, "rusak" in broken.stderr) == (ExitCode.WRONG_USE, True)


def test_rows_that_an_answer_shows_to_be_wrong_end_the_command_with_one(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    said(run(home, "import", str(write(tmp_path / "a.csv", [[*ROWS[1][:6], "bukan surel"]])), "--json"))

    done = run(home, "answer", "1", "usaha.surel", "--json")

    assert done.returncode == ExitCode.NO
    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == ["surel_bentuk"]
