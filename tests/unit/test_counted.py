"""How long an answer over many records is remembered."""

import time

import pytest

from selaras.store.database import Database
from selaras.web import counted


@pytest.mark.parametrize(("took", "kept"), [(0.0, 15.0), (0.25, 25.0), (9.0, 60.0)])
def test_an_answer_is_kept_the_longer_the_longer_it_took(
    monkeypatch: pytest.MonkeyPatch, took: float, kept: float
) -> None:
    clock, asked = [100.0], []
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(counted, "is_large", lambda _db, _kind: True)
    monkeypatch.setattr(counted, "_kept", {})

    def ask() -> int:
        asked.append(clock[0])
        clock[0] += took
        return len(asked)

    def answer(db: Database | None = None) -> int:
        return counted.of_large(db, "usaha", "berapa", ask)  # type: ignore[arg-type]  # nothing is asked of it

    assert answer() == 1
    clock[0] += kept - 0.5
    assert answer() == 1
    clock[0] += 1.0
    assert answer() == 2
