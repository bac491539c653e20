"""The hybrid clock: later than all it gave or saw, and no peer's mad clock carries it away."""

from hypothesis import given
from hypothesis import strategies as st

from selaras.core.ledger.clock import AHEAD_MS_MAX, Clock

walls = st.integers(0, 2**45)
steps = st.lists(
    st.one_of(st.tuples(st.just("now"), walls, st.just(0)), st.tuples(st.just("see"), walls, st.integers(0, 2**80)))
)


@given(steps)
def test_every_stamp_is_later_than_the_one_before_whatever_the_wall_does(taken: list[tuple[str, int, int]]) -> None:
    clock, given_last = Clock(), -1
    for step, wall, stamp in taken:
        if step == "see":
            clock.see(stamp, wall)
            continue
        given_now = clock.now(wall)
        assert given_now > given_last
        assert given_now >= wall << 32
        given_last = given_now


@given(walls, st.integers(0, 2**80))
def test_a_peer_pushes_the_clock_no_further_than_ten_minutes_beyond_the_wall(wall: int, stamp: int) -> None:
    clock = Clock()
    clock.see(stamp, wall)

    assert clock.last <= (wall + AHEAD_MS_MAX) << 32


@given(walls, st.integers(0, AHEAD_MS_MAX - 1))
def test_what_was_seen_within_reason_is_earlier_than_the_next_stamp(wall: int, ahead: int) -> None:
    clock, seen = Clock(), (wall + ahead) << 32
    clock.see(seen, wall)

    assert clock.now(wall) > seen
