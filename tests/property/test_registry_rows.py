"""A state stands in its table's row and comes back whole."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from selaras.core.ledger.state import State
from selaras.store.registry.tables import tables
from tests.property.test_fold import folded, history


@given(st.integers(0, 2**32))
def test_a_row_holds_everything_that_a_state_says(seed: int) -> None:
    rng = Random(seed)
    state, table = folded(history(rng)), tables()["usaha"]
    row = table.to_row(rng.randbytes(16), "35.07", state)

    assert len(row) == len(table.columns)
    assert table.to_state(row) == state


def test_an_empty_value_that_somebody_stated_differs_from_one_that_nobody_stated() -> None:
    table = tables()["usaha"]
    stated = State(values={"alamat": None}, unverified=frozenset({"alamat"}), pembina="kabkota", heads=(bytes(32),))

    assert table.to_state(table.to_row(bytes(16), "35.07", stated)).values == {"alamat": None}
