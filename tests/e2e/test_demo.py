"""`selaras demo`, the first thing that anybody runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("options", [[], ["--postgres"]], ids=["sqlite", "postgres"])
def test_the_demo_ends_by_itself_with_every_office_equal(options: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(
        [Path(sys.executable).with_name("selaras"), "demo", "--no-serve", *options],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=180,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr.count(": sama, ") == 6
    assert "pertentangan: nib = 1111111111111" in done.stderr
    assert "usulan perbaikan: alamat = Jalan dari provinsi 2" in done.stderr
    after, _, later = done.stderr.partition("sesudah diselesaikan")[2].partition("6. Serah terima")
    assert "nib = 2222222222222 (terverifikasi)" in after
    assert "pertentangan" not in after
    assert "di kab-malang: pembinanya provinsi" in later
    assert "di kemenumkm: pembinanya provinsi" in later
    assert re.search(r"kemenumkm membaca [1-9]\d* koperasi: hanya nama_koperasi, [a-z_, ]*wilayah", later)
    assert re.search(r"kemenkop membaca [1-9]\d* usaha: hanya nama_usaha, nib, wilayah", later)
    assert re.search(r"bank membaca [1-9]\d* usaha, 1 dengan NIK", later)
    assert "kab-malang menerima kreditnya: plafon 50000000 dari Bank contoh" in later
