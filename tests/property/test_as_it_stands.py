"""What is taken as it stands is what the whole reader returns, unchanged and without a warning."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.core.terms.as_it_stands import stands_as_it_is
from selaras.core.terms.canonical import Note, compile_reader, stated_cell
from selaras.core.terms.kamus import Field
from selaras.data import kamus

TODAY = dt.date(2026, 1, 31)
FIELDS = [field for kind in kamus().kinds.values() for field in kind.fields if stands_as_it_is(field)]
written = (
    st.text(max_size=40)
    | st.text(alphabet="0123456789", min_size=12, max_size=17)
    | st.from_regex(re.compile(r"[0-9]{6}[0-7][0-9][01][0-9]{7}", re.ASCII), fullmatch=True)
    | st.from_regex(re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+", re.ASCII), fullmatch=True)
    | st.from_regex(re.compile(r"['\"#(]?[A-Za-z0-9 .,'/-]+", re.ASCII), fullmatch=True)
    | st.sampled_from(
        [
            "null",
            "#REF!",
            "#REF! x",
            "'0812",
            "n/a",
            "Toko  Jaya",
            "Toko Jaya ",
            "Toko\u00a0Jaya",
            "31/02",
            "belum ada",
            "0" * 13,
            "0" * 15,
            "3573010101800000",
            "sda",
            "s.d.a.",
            "idem.",
            "idem dito",
        ]
    )
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.kind}.{field.name}")
@given(cell=written)
def test_what_stands_as_it_is_is_read_as_it_stands(field: Field, cell: str) -> None:
    stands = stands_as_it_is(field)
    assert stands is not None
    notes: list[Note] = []

    if stands(cell):
        stated = stated_cell(cell)
        assert stated is not None
        assert (compile_reader(field, today=TODAY, notes=notes)(stated), notes) == (cell, [])


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("nama_usaha", "Warung Bu Sri (cabang 2)"),
        ("nik_pemilik", "3507014107800012"),
        ("nib", "0211231234567"),
        ("npwp", "091234567652000"),
        ("surel", "warung.sri@contoh.id"),
    ],
)
def test_the_usual_cell_stands_as_it_is(name: str, cell: str) -> None:
    stands = stands_as_it_is(kamus().field("usaha", name))

    assert stands is not None
    assert stands(cell)
