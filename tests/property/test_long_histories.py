"""One record with twenty thousand changes, in whatever shape a hostile office gives them, folds in a moment.

Nothing here is timed: a fold whose cost grew with the square of the changes would keep these tests busy for an hour.
"""

from collections.abc import Iterator
from random import Random

import pytest

from selaras.core.ledger.fold import HANDOVERS_MAX
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.state import FoldChange
from tests.property.test_fold import CAPACITIES, folded

COUNT = 20_000
OFFICE, PROVINCE = CAPACITIES[:2]
RNG = Random(1)
FIRST = FoldChange(RNG.randbytes(32), 0, (), OFFICE, 1, {"alamat": "a"})
Fields = dict[str, Scalar]


def said(office: bool, seen: FoldChange, fields: Fields, hlc: int = 1) -> FoldChange:
    return FoldChange(RNG.randbytes(32), hlc, (seen.id,), OFFICE if office else PROVINCE, 1, fields)


def chain(office: bool, seen: FoldChange, count: int, **fields: Scalar) -> Iterator[FoldChange]:
    for number in range(count):
        seen = said(office, seen, fields or {"alamat": str(number)}, number)
        yield seen


def beside(office: bool, seen: FoldChange, count: int, **fields: Scalar) -> list[FoldChange]:
    return [said(office, seen, fields or {"alamat": str(number)}, number) for number in range(count)]


def test_each_saw_the_one_before() -> None:
    state = folded([FIRST, *chain(True, FIRST, COUNT)])

    assert (state.values, len(state.heads)) == ({"alamat": str(COUNT - 1)}, 1)


def test_none_saw_another() -> None:
    state = folded([FIRST, *beside(True, FIRST, COUNT)])

    assert (len(state.rivals["alamat"]), len(state.heads)) == (COUNT - 1, COUNT)


def test_two_offices_never_saw_each_other() -> None:
    state = folded([FIRST, *chain(True, FIRST, COUNT // 2), *chain(False, FIRST, COUNT // 2, alamat="b")])

    assert [value for value, _ in state.proposals["alamat"]] == ["b"]


def test_those_with_and_those_without_authority_never_saw_each_other() -> None:
    state = folded([FIRST, *beside(True, FIRST, COUNT // 2), *beside(False, FIRST, COUNT // 2)])

    assert len(state.rivals["alamat"]) == len(state.proposals["alamat"]) == COUNT // 2 - 1


@pytest.mark.parametrize("target", ["provinsi", "pusat"])
def test_a_record_is_offered_and_taken_over_again_and_again(target: str) -> None:
    offers = list(chain(True, FIRST, COUNT // 2, pembina_tawaran=target))
    taken = beside(False, offers[-1], COUNT // 2, pembina="provinsi")

    assert folded([FIRST, *offers, *taken]).pembina == ("provinsi" if target == "provinsi" else "kabkota")


def test_hand_overs_beyond_a_number_count_for_nothing() -> None:
    def handed_over(times: int) -> str:
        changes, office = [FIRST], True
        for _ in range(times):
            target = "provinsi" if office else "kabkota"
            changes.append(said(office, changes[-1], {"pembina_tawaran": target}))
            changes.append(said(not office, changes[-1], {"pembina": target}))
            office = not office
        return folded(changes).pembina

    assert [handed_over(n) for n in (0, 1, 2, HANDOVERS_MAX - 1, HANDOVERS_MAX)] == [
        "kabkota",
        "provinsi",
        "kabkota",
        "provinsi",
        "kabkota",
    ]
    assert handed_over(HANDOVERS_MAX + 1) == "kabkota"
