"""Which refusals of the system are the person's to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from selaras.cli.named_path import refused_path


def refusal(path: Path) -> OSError:
    with pytest.raises(OSError) as caught:  # noqa: PT011 # which one is the system's to say
        path.write_text("isi")
    return caught.value


def test_a_path_that_was_named_is_told_with_its_reason(tmp_path: Path) -> None:
    missing = tmp_path / "tak-ada" / "buku.pdf"

    for arguments in (["book", "--out", str(missing)], ["book", f"--out={missing}"]):
        told = refused_path(refusal(missing), arguments)
        assert told is not None
        assert str(missing) in told
        assert "foldernya tidak ada" in told


def test_a_folder_in_place_of_a_file_is_told_as_one(tmp_path: Path) -> None:
    told = refused_path(refusal(tmp_path), ["export", "usaha", "--out", str(tmp_path)])

    assert told is not None
    assert "sebuah folder" in told


def test_a_refusal_behind_another_error_is_found(tmp_path: Path) -> None:
    outer = RuntimeError("xlsx")
    outer.__cause__ = refusal(tmp_path / "tak-ada" / "isi.xlsx")

    assert refused_path(outer, ["export", "--out", str(tmp_path / "tak-ada" / "isi.xlsx")]) is not None


def test_a_file_of_our_own_that_is_missing_stays_a_bug(tmp_path: Path) -> None:
    error = refusal(tmp_path / "tak-ada" / "kamus.csv")

    assert refused_path(error, ["sync", "--json", "isi.xlsx"]) is None
    assert refused_path(ValueError("bukan jalur"), ["sync"]) is None
