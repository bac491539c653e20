"""A small field file of invented enterprises."""

from __future__ import annotations

import csv
from pathlib import Path

DESA = "35.07.12.2003"
HEADINGS = ("kode desa", "nama usaha", "nama pemilik", "alamat", "kegiatan utama")


def write_usaha(path: Path, first: int, count: int, *, area: str = DESA) -> Path:
    """Write rows with numbers from `first` on; equal numbers are equal enterprises. Return the path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        for n in range(first, first + count):
            writer.writerow([area, f"Warung {n:05}", f"Siti {n:05}", f"Jalan {n} No. {n}", "warung makan"])
    return path
