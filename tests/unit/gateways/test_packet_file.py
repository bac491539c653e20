"""A packet's file: whole or not at all, and read no further than it can be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from selaras.core.ledger.packet import MAGIC, BadPacket
from selaras.gateways.packet.file import FileTaken, new_packet_file, read_parts

PARTS = [b"header", b"", b"batch" * 1000]


def written(folder: Path) -> Path:
    path = folder / "malang.paket"
    with new_packet_file(path) as put:
        for part in PARTS:
            put(part)
    return path


def cause(path: Path) -> str:
    with pytest.raises(BadPacket) as refused:
        list(read_parts(path))
    return refused.value.cause


def test_parts_come_back_as_they_were_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = written(tmp_path)

    assert list(read_parts(path)) == PARTS
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_breaks_off_leaves_the_older_packet(tmp_path: Path) -> None:
    path = written(tmp_path)
    writer = new_packet_file(path)
    writer.__enter__()(b"half")

    assert not writer.__exit__(RuntimeError, RuntimeError(), None)
    assert list(read_parts(path)) == PARTS
    assert list(tmp_path.iterdir()) == [path]


def test_another_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "laporan.xlsx"
    path.write_bytes(b"PK\3\4")
    with pytest.raises(FileTaken), new_packet_file(path):
        pass

    assert path.read_bytes() == b"PK\3\4"


def test_a_cut_inside_a_part_or_its_length_is_seen(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    starts = {4, 14, 18, len(whole)}  # between parts only the cipher sees it
    for length in range(4, len(whole), 3):
        path.write_bytes(whole[:length])
        if length not in starts:
            assert cause(path) == "terpotong"


def test_other_files_and_other_versions_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "berkas"
    for content, expected in ((b"", "bukan_paket"), (b"PK\3\4", "bukan_paket"), (b"SLP2rest", "versi_lain")):
        path.write_bytes(content)
        assert cause(path) == expected


def test_a_length_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "berkas"
    path.write_bytes(MAGIC + b"\xff\xff\xff\xff")

    assert cause(path) == "berubah"
