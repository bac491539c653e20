"""Whatever stands in a sheet: judging it never fails, every row has one verdict, and no value is invented."""

import datetime as dt
import re
from collections.abc import Mapping

from hypothesis import assume, given
from hypothesis import strategies as st

from selaras.core.intake.draft import Draft, Setting
from selaras.core.intake.headings import FAMILIES, heading_book
from selaras.core.intake.judge import SheetJudge
from selaras.core.intake.plan import plan_layout, plan_sheet
from selaras.core.intake.profile import Profile, profile_tables, read_profile
from selaras.core.intake.sheet import layout_from_json, layout_to_json
from selaras.core.terms.canonical import Cell, Scalar
from selaras.core.terms.kamus import FieldType
from selaras.data import kamus, kbli, wilayah
from selaras.flows.wait_for_answers import cells_from_json, cells_to_json

SETTING = Setting(kamus(), wilayah(), kbli(), "35", dt.date(2026, 11, 24), dt.date(2024, 12, 31))
NAMES = [heading for kind in kamus().kinds.values() for field in kind.fields for heading in field.headings]
DIGITS = re.compile(r"\d")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
headings = st.one_of(st.sampled_from(NAMES), st.sampled_from(NAMES).map(str.upper), words, st.just(""))
cells: st.SearchStrategy[Cell] = st.one_of(
    words,
    st.text("0123456789.,-/ Rpjtmrb±()E+'", max_size=24),
    st.sampled_from(["Malang", "Klojen", "35.73.02.1011", "3573010101800001", "2-3 juta", "1,5 jt", "17-08-45", "V"]),
    st.floats(),
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.dates(),
    st.none(),
)
names = st.text("abcdefghijklmnopqrstuvwxyz '.", min_size=3, max_size=20).map(lambda text: f"Uji {text}")
owned = st.one_of(names, names, cells)
places = st.one_of(st.just("35.73.02.1011"), st.just("35.73.02.1011"), cells)
tables = st.lists(headings, min_size=2, max_size=8).flatmap(
    lambda head: st.tuples(
        st.just(["Nama Usaha", "Nama Pemilik", "Kode Desa", *head]),
        st.lists(
            st.tuples(owned, owned, places, st.lists(cells, min_size=len(head), max_size=len(head) + 1)).map(
                lambda row: [*row[:3], *row[3]]
            ),
            max_size=6,
        ),
    )
)


def judged(head: list[str], rows: list[list[Cell]]) -> tuple[list[Draft], int]:
    """Return the drafts of a table, and how many rows were refused or are no data."""
    numbered: list[tuple[int, list[Cell]]] = [(1, [*head]), *enumerate(rows, 2)]
    plan = plan_sheet(numbered, SETTING)
    assume(plan is not None)
    assert plan is not None
    judge = SheetJudge(plan, SETTING)
    verdicts = judge.judge(numbered)
    drafts = [verdict for verdict in verdicts if isinstance(verdict, Draft)]
    return drafts, len(verdicts) - len(drafts)


@given(table=tables)
def test_judging_a_sheet_never_fails_and_every_row_has_one_verdict(table: tuple[list[str], list[list[Cell]]]) -> None:
    head, rows = table

    drafts, others = judged(head, rows)

    assert len(drafts) + others == len(rows) + 1
    for draft in drafts:
        assert draft.questions or not draft.whole or draft.headings


@given(table=tables)
def test_no_value_is_invented(table: tuple[list[str], list[list[Cell]]]) -> None:
    head, rows = table

    for draft in judged(head, rows)[0]:
        written = rows[draft.row - 2]
        for fields in (draft.fields, *(fields for _, fields in draft.reports)):
            assert_derived(draft.kind, fields, written)


def assert_derived(kind: str, fields: Mapping[str, Scalar], written: list[Cell]) -> None:
    """Check that each text is one of the row's cells but for its spaces, and each digit of a number stood in the row."""
    types = {field.name: field.type for of in FAMILIES[kind] for field in kamus().kind(of).fields}
    texts = [squeezed(cell) for cell in written if cell is not None]
    digits = {digit for text in texts for digit in DIGITS.findall(text)}
    for name, value in fields.items():
        if name in ("tahun", "kbli_versi", "wilayah") or value is None:
            continue
        if types[name] is FieldType.TEKS and name not in ("rt", "rw"):
            assert any(squeezed(str(value)) in text for text in texts), (name, value)
        elif types[name] in (FieldType.NIK, FieldType.NPWP, FieldType.NIB, FieldType.KBLI):
            assert set(str(value)) - digits <= {"0"}, (name, value)


def squeezed(cell: Cell | str) -> str:
    """Return what of a cell its reading keeps: letters and digits, also of a number or a date as it is read aloud."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "".join(letter for letter in str(cell).casefold() if letter.isalnum())


@given(table=tables)
def test_a_layout_that_waits_is_read_back_and_plans_the_same(table: tuple[list[str], list[list[Cell]]]) -> None:
    head, rows = table
    plan = plan_sheet([(1, head), *enumerate(rows, 2)], SETTING)
    assume(plan is not None)
    assert plan is not None

    again = plan_layout(layout_from_json(layout_to_json(plan.layout)), SETTING)

    assert again == plan


@given(row=st.lists(cells.filter(lambda cell: not isinstance(cell, float) or abs(cell) < 1e300), max_size=8))
def test_a_row_that_waits_is_read_back_as_it_was_written(row: list[Cell]) -> None:
    assume(all(not isinstance(cell, int) or abs(cell) < 2**63 for cell in row))

    assert cells_from_json(cells_to_json(row)) == [None if cell != cell else cell for cell in row]


@given(
    columns=st.dictionaries(words, st.sampled_from(["usaha.nama_usaha", "-", "laporan_usaha.omzet"]), max_size=4),
    places=st.dictionaries(words, st.just("35.73"), max_size=3),
    dates=st.dictionaries(words, st.sampled_from(["dmy", "mdy", "tukar", "biarkan"]), max_size=3),
    units=st.dictionaries(words, st.sampled_from(["rupiah", "ribu", "juta"]), max_size=3),
    layouts=st.lists(st.text("0123456789abcdef", min_size=16, max_size=16), max_size=3),
)
def test_a_profile_is_read_back_as_it_was_written(
    columns: dict[str, str], places: dict[str, str], dates: dict[str, str], units: dict[str, str], layouts: list[str]
) -> None:
    profile = Profile("uji", tuple(layouts), columns, places, dates, units)

    assert read_profile("uji", profile_tables(profile)) == profile


@given(profile=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["-", "usaha.alamat", "entah.apa"]), max_size=5))
def test_no_profile_makes_a_heading_fail(profile: dict[str, str]) -> None:
    for family in FAMILIES:
        book = heading_book(kamus(), family).using(Profile("uji", columns=profile))
        for heading in profile:
            book.exact(heading)
            book.match(heading)
