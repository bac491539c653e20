"""The first plain pages, over a node with a real home and a real database file."""

import os
import subprocess
import sys
from pathlib import Path

PAGES = """
import sys
from django.test import Client
import selaras.config, django
django.setup()
client = Client(headers={"host": "localhost"})
for page in sys.argv[1:]:
    answer = client.get(page)
    print(answer.status_code)
    print(answer.content.decode())
"""


def selaras(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name("selaras"), "--home", home, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def pages(home: Path, *paths: str) -> str:
    environment = {**os.environ, "SELARAS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PAGES, *paths], check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout


def test_a_record_is_listed_and_shown_with_who_said_what_and_no_personal_data(tmp_path: Path) -> None:
    home = tmp_path / "kantor"
    selaras(home, "init", "--name", "Kantor Uji", "--level", "kabkota", "--wilayah", "35.07")
    file = tmp_path / "uji.csv"
    file.write_text(
        "nama usaha;nama pemilik;nik;kode desa;omzet\n"
        "Toko Uji;Pemilik Rekaan;3507010101800001;35.07.01.2001;12000000\n",
        encoding="utf-8",
    )
    selaras(home, "import", str(file), "--as-of", "2024-12-31")
    number = selaras(home, "export", "usaha", "--format", "jsonl").split('"')[3]

    shown = pages(home, "/", f"/usaha/{number}/", "/sinkronisasi/", "/tidak-ada/")

    assert shown.count("Toko Uji") >= 3
    assert "Kantor Uji (operator, import)" in shown
    assert "belum aman" in shown
    assert "Pemilik Rekaan" not in shown
    assert "3507010101800001" not in shown
    assert [line for line in shown.splitlines() if line.isdigit()] == ["200", "200", "200", "404"]
