"""What the top of a sheet says, kept so that its rows can be judged again once the office has answered."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from selaras.core.intake.checks import AMOUNT_MIN
from selaras.core.intake.content import looks_like
from selaras.core.intake.draft import REASON_HEADING
from selaras.core.intake.headings import title_scale
from selaras.core.intake.layout import Heading, Row, title_text, title_year
from selaras.core.intake.profile import layout_key
from selaras.core.terms.canonical import Cell
from selaras.core.terms.tanggal import DayOrder, numeric_order_evidence

_TITLE_KECAMATAN = re.compile(
    r"\bkec(?:amatan|\.)?\s+([A-Za-z .']{3,40}?)(?=\s*(?:,|-|/|\(|\d|kab|kota|tahun|thn|$))", re.IGNORECASE
)
_TITLE_KABKOTA = re.compile(r"\b(kabupaten|kab\.?|kota)\s+([a-z]+(?:\s+[a-z]+){0,2})", re.IGNORECASE)
SWAP_MIN = 5  # dates and texts each that must agree before Excel is suspected of swapping day and month
SMALL_MIN, SMALL_OF = 5, 10  # numbers that must be there; of how many one may be larger
SLIPS_ONE_IN = 10  # dates of a column: so few that prove the other order are slips of the pen
_MONTHS = 12
_ADDED_MAX = 2  # columns that a returned file says beside the reason: lender, year


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The facts about a sheet that its rows do not say themselves.

    texts: for each column the wordings to try. first_row: number of the first row below the heading.
    year, kecamatan, kabkota, scale: that the titles speak of; None, empty and 1 where they do not. kabkota: a form and up to
    three words after it, of which the first may be the name.
    orders: for each column which of two numbers is the day in its dates; "campur" and "tukar" where that must be asked.
    small: for each column, whether its numbers are too small to be rupiah: perhaps thousands, which nobody said.
    looks: for each column, the type of field that its cells have the form of (nik, nib, surel, telepon), else empty.
    """

    sheet: str
    family: str
    texts: tuple[tuple[str, ...], ...]
    first_row: int
    year: int | None
    kecamatan: str
    kabkota: str
    scale: int
    epoch: dt.date
    orders: tuple[str, ...]
    small: tuple[bool, ...]
    looks: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The fullest wording of each column, empty where it has none."""
        return tuple(wordings[0] if wordings else "" for wordings in self.texts)

    @property
    def key(self) -> str:
        """What files of this form share."""
        return layout_key([heading for heading in self.headings if heading])

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a profile may know this form by: a file that went back to its clerk has columns more at its end."""
        own = [heading for heading in self.headings if heading]
        end = next((at for at, heading in enumerate(own) if REASON_HEADING in heading), None)
        shorter = [own[: end - more] for more in range(_ADDED_MAX + 1)] if end else []
        return tuple(layout_key(headings) for headings in (own, *shorter))


def read_layout(
    rows: Sequence[Row], heading: Heading, *, sheet: str, family: str, epoch: dt.date, title_rows: Iterable[Row]
) -> SheetLayout:
    """Return what these rows, up to a few hundred below the heading, say about the sheet."""
    title = title_text(title_rows)
    below = rows[heading.at + heading.depth :]
    columns = [[_cell(cells, column) for _, cells in below] for column in range(len(heading.texts))]
    return SheetLayout(
        sheet=sheet,
        family=family,
        texts=heading.texts,
        first_row=rows[heading.at + heading.depth - 1][0] + 1,
        year=title_year(title) or title_year(f"tahun {sheet}"),
        kecamatan=_title_kecamatan(title, sheet),
        kabkota=_title_kabkota(title),
        scale=title_scale(title),
        epoch=epoch,
        orders=tuple(map(_day_order, columns)),
        small=tuple(map(_is_small, columns)),
        looks=tuple(map(looks_like, columns)),
    )


def layout_to_json(layout: SheetLayout) -> dict[str, Any]:
    """Return values that JSON can write; layout_from_json reads them back."""
    return {**asdict(layout), "epoch": layout.epoch.isoformat()}


def layout_from_json(said: Mapping[str, Any]) -> SheetLayout:
    """Return the layout that layout_to_json wrote."""
    kept = {
        **said,
        "texts": tuple(tuple(wordings) for wordings in said["texts"]),
        "orders": tuple(said["orders"]),
        "small": tuple(said["small"]),
        "looks": tuple(said["looks"]),
        "epoch": dt.date.fromisoformat(said["epoch"]),
    }
    return SheetLayout(**kept)


def _cell(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _day_order(column: Iterable[Cell]) -> str:
    """Return which comes first in the numeric dates of a column, day ("dmy") or month ("mdy"), as its dates prove.

    "campur": both are proven, and neither is a slip. "tukar": all texts have a day above 12 and no date has: Excel, speaking
    American, made dates of what it could read so and left the others as texts.
    """
    votes: dict[DayOrder, int] = {"dmy": 0, "mdy": 0}
    unproven = early = late = 0
    for cell in column:
        if isinstance(cell, dt.date):
            early, late = early + (cell.day <= _MONTHS), late + (cell.day > _MONTHS)
        elif isinstance(cell, str) and cell:
            vote = numeric_order_evidence(cell)
            unproven += vote is None
            if vote:
                votes[vote] += 1
    if votes["dmy"] >= SWAP_MIN and early >= SWAP_MIN and not (late or unproven or votes["mdy"]):
        return "tukar"
    slips = sum(votes.values()) // SLIPS_ONE_IN
    if min(votes.values()) > slips:
        return "campur"
    return "mdy" if votes["mdy"] > votes["dmy"] else "dmy"


def _is_small(column: Sequence[Cell]) -> bool:
    """Whether nearly all numbers of a column, and enough of them, are below what anybody earns in rupiah."""
    amounts = [amount for cell in column if (amount := _number(cell)) is not None and amount > 0]
    small = sum(1 for amount in amounts if amount < AMOUNT_MIN)
    return len(amounts) >= SMALL_MIN and small * SMALL_OF >= len(amounts) * (SMALL_OF - 1)


def _number(cell: Cell) -> float | None:
    """Return the number in a cell, also one written "Rp 1.500"; None for anything else."""
    if isinstance(cell, str):
        digits = cell.lower().removeprefix("rp").strip(". ").replace(".", "")
        return float(digits) if digits.isascii() and digits.isdigit() else None
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _title_kecamatan(title: str, sheet: str) -> str:
    found = _TITLE_KECAMATAN.search(sheet) or _TITLE_KECAMATAN.search(title)
    return found[1].strip() if found else ""


def _title_kabkota(title: str) -> str:
    """Return what may name the kab/kota of the whole sheet; empty when several are named."""
    found = {f"{form} {words}".lower() for form, words in _TITLE_KABKOTA.findall(title)}
    return found.pop() if len(found) == 1 else ""
