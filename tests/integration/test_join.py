"""Joining a parent: what an address may answer, and what comes of it."""

from __future__ import annotations

from random import Random

import orjson
import pytest

from selaras.core.ledger.authority import Level
from selaras.flows.join import JoinRefused, admit, invite, join
from selaras.store.network.queries import read_peers
from tests.world.offices import new_office

ANSWERS = [b"", b"<html>", b"[]", b"7", b"null", b"{}", b'{"body":"{}","proof":"\xc3\xa9"}', b'{"body":7,"proof":[]}']


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_none_is_said_to_be_unreadable_and_joins_nobody(answer: bytes) -> None:
    child = new_office(Random(1), Level.KABKOTA, "35.07")
    with pytest.raises(JoinRefused):
        join(child, "http://alamat", "satu-dua-tiga-empat", lambda _: answer)

    assert not read_peers(child.db)


@pytest.mark.parametrize("part", ["parent", "own", "anchors"])
def test_a_proven_answer_without_a_part_joins_nobody(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    child, parent = new_office(Random(1), Level.KABKOTA, "35.07"), new_office(Random(2), Level.PROVINSI, "35")
    code, _ = invite(parent, Level.KABKOTA, "35.07", ("koperasi", "usaha"))
    honest = orjson.dumps

    def without(value: object) -> bytes:
        return honest({**value, part: 7} if isinstance(value, dict) and part in value else value)

    def line(frame: bytes) -> bytes:
        with monkeypatch.context() as patched:
            patched.setattr("selaras.flows.join.orjson.dumps", without)
            return admit(parent, frame)

    with pytest.raises(JoinRefused, match=r"tidak (dapat dibaca|sah)"):
        join(child, "http://alamat", code, line)
    assert not read_peers(child.db)
