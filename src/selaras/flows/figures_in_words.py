"""A cell of figures as people read it, the same on screens and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from selaras import data
from selaras.core.figures.cells import NOWHERE
from selaras.core.terms.numerals import indonesian

Cell = Mapping[str, Any]  # see flows.compute_figures.cell_to_json
CHAPTERS = (  # what a chapter of the book and a theme of the pages is called, and the file of its indicators
    ("Usaha mikro, kecil, dan menengah", "usaha"),
    ("Pemberdayaan: formalisasi, digital, modal, rantai pasok", "pemberdayaan"),
    ("Koperasi", "koperasi"),
    ("Mutu data", "mutu"),
)
SEXES = {"L": "laki-laki", "P": "perempuan"}
RULES = {  # what a rule that figures keep is called by those who made it
    "pp-7-2021": "PP 7/2021",
    "uu-20-2008": "UU 20/2008",
    "permen-kukm-25-2015": "Permen KUKM 25/2015",
    "kbli-2020": "KBLI 2020",
    "digital-1": "instrumen pemakaian digital, versi 1",
}
NO_FIGURE, HIDDEN = "–", "tertutup"


def area_words(code: str) -> str:
    """Return an area's name; the part of an area that is known no more exactly says so."""
    above, _, last = code.rpartition(".")
    if last == NOWHERE:
        return f"belum dirinci, {data.wilayah().name(above)}"
    return data.wilayah().name(code)


def class_words(classification: str, value: str) -> str:
    """Return what a value of a classification is called."""
    if classification == "sektor" and len(value) == 1:
        return f"{value}. {data.kbli().titles.get(value, '')}".rstrip(". ")
    return SEXES.get(value, "tidak diketahui") if classification == "jenis_kelamin" else value.replace("_", " ")


def rule_words(rules: Iterable[str]) -> str:
    """Return the rules as they are cited; one of an older release that is unknown here stands as it is written."""
    return ", ".join(RULES.get(rule, rule) for rule in rules) or "tidak ada"


def value_words(cell: Cell | None) -> str:
    """Return the value of a cell, or that it is hidden, or that there is none."""
    if cell is None:
        return NO_FIGURE
    return HIDDEN if cell["hidden"] else number_words(cell["value"])


def units_words(cell: Cell) -> str:
    """Return how many units stand behind a cell."""
    return "" if cell["hidden"] else number_words(cell["units"])


def coverage_words(cell: Cell | None) -> str:
    """Return how far a cell speaks for its universe: «82,5%»."""
    if cell is None or cell["hidden"] or cell["coverage"] is None:
        return ""
    return f"{number_words(cell['coverage'])}%"


def number_words(value: float | None) -> str:
    """Write a number of a release with all its digits."""
    return NO_FIGURE if value is None else indonesian(Decimal(str(value)))
