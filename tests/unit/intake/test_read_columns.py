"""Cells as a person reads them."""

import datetime as dt

import pytest

from selaras.core.intake.read_columns import CELL_CHARS_MAX, written
from selaras.core.terms.canonical import Cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (12000000.0, "12000000"),
        (1.5, "1.5"),
        (True, "ya"),
        (dt.datetime(2024, 3, 1), "01/03/2024"),  # noqa: DTZ001 # a cell has no zone
        (dt.date(2024, 3, 1), "01/03/2024"),
        ("  Toko\u00a0Uji ", "Toko Uji"),
    ],
)
def test_a_cell_is_written_as_its_clerk_wrote_it(cell: Cell, text: str) -> None:
    assert written(cell) == text


def test_a_long_text_is_cut() -> None:
    assert written("a" * 100) == "a" * (CELL_CHARS_MAX - 1) + "…"
